import LakeStore
public import RankingModel

/// How much is known of a range of days. Every answer about a range has one.
///
/// A period is observed where one of its days is published. It is due where it should have a list: from the first known day of
/// the chart to the last, or within the range. On an irregular chart exactly the lists that exist were due.
public struct Coverage: Sendable, Hashable {
  /// The known days of the chart within the range; `nil` where there are none.
  public var days: DayRange?
  /// How many periods have a published list.
  public var observed: Int
  /// How many periods should have one.
  public var due: Int
  /// How many due periods have no published list.
  public var missing: Int { due - observed }

  /// The most that a count of observed periods could be if the missing ones were known; `nil` where the count is exact.
  public func atMost(_ count: Int) -> Int? { missing > 0 ? count + missing : nil }
}

extension ChartDays {
  /// How much is known of the days from `first` to `last`, by default from the first known day to the last.
  public func coverage(from first: Day? = nil, to last: Day? = nil) -> Coverage {
    guard let firstKnown = known.first?.day, let lastKnown = known.last?.day else {
      return Coverage(days: nil, observed: 0, due: 0)
    }
    let (from, to) = (max(first ?? firstKnown, firstKnown), min(last ?? lastKnown, lastKnown))
    guard from <= to else { return Coverage(days: nil, observed: 0, due: 0) }
    let observed = cadence.periods(of: published.map(\.day).filter { $0.isWithin(from, to) })
    let due = observed + missingDays(from: from, to: to).count
    return Coverage(days: DayRange(from: from, to: to), observed: observed, due: due)
  }

  /// The days from `first` to `last` on which a list was due and none is published.
  func missingDays(from first: Day, to last: Day) -> [Day] {
    // A list dated outside the range may belong to a period that is due within it.
    cadence.dueDays(from: first, to: last, without: published.map(\.day)).filter { $0.isWithin(first, last) }
  }
}
