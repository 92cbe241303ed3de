public import RankingModel

/// The published day that a day is compared with.
public struct PreviousDay: Sendable, Hashable {
  /// The day.
  public var day: Day
  /// The items that were on the chart.
  public var ids: Set<ItemID>
}
