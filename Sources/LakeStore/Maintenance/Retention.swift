/// What is kept of things that have a time: the newest few, and the last one of each of the newest days, months and years.
///
/// Things from backfills are counted separately, so that filling old days never displaces what was recorded day by day.
public struct Retention: Sendable, Hashable {
  /// How many of the newest are kept.
  public var last = 0
  /// For how many days the last one of the day is kept.
  public var daily = 0
  /// For how many months the last one of the month is kept.
  public var monthly = 0
  /// For how many years the last one of the year is kept.
  public var yearly = 0

  /// A retention that keeps nothing.
  public init() {}

  /// Something to keep or to forget.
  struct Candidate: Sendable {
    /// Its time in ISO form, which starts with year, month and day.
    var time: String
    var isBackfill: Bool
  }

  /// The indices of the candidates that are kept.
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
