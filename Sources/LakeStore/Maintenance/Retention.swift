/// What is kept of things that have a time: the newest few, and the last one of each of the newest few days, months and
/// years.
///
/// What a backfill made is counted apart from the rest, so that filling old days never pushes out what was recorded on
/// the days themselves.
public struct Retention: Sendable, Hashable {
  /// The newest so many.
  public var last = 0
  /// The last one of each of so many days.
  public var daily = 0
  /// The last one of each of so many months.
  public var monthly = 0
  /// The last one of each of so many years.
  public var yearly = 0

  /// Keeps nothing.
  public init() {}

  /// What is to be kept or not.
  struct Candidate: Sendable {
    /// Its time, newest being largest; its ISO form starts with year, month and day.
    var time: String
    var isBackfill: Bool
  }

  /// The indices of those that are kept.
  func kept(of candidates: [Candidate]) -> Set<Int> {
    var kept: Set<Int> = []
    for isBackfill in [false, true] {
      let newest = candidates.indices.filter { candidates[$0].isBackfill == isBackfill }
        .sorted { candidates[$0].time > candidates[$1].time }
      kept.formUnion(newest.prefix(last))
      for (count, digits) in [(daily, 10), (monthly, 7), (yearly, 4)] {
        var spans: Set<Substring> = []
        for index in newest where spans.count < count {
          if spans.insert(candidates[index].time.prefix(digits)).inserted { kept.insert(index) }
        }
      }
    }
    return kept
  }
}
