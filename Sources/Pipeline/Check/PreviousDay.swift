public import RankingModel

/// The published day that a day is compared with.
public struct PreviousDay: Sendable, Hashable {
  /// The day.
  public var day: Day
  /// The films that were on the chart.
  public var ids: Set<FilmID>

  /// The films `ids` of `day`.
  public init(day: Day, ids: Set<FilmID>) {
    self.day = day
    self.ids = ids
  }
}
