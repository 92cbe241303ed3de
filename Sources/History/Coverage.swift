import LakeStore
public import RankingModel

/// How much of a range of days is known: what every answer about a range says of itself.
///
/// A period counts as observed where one of its days is published, and as due where its list should be there: from the first
/// known day of the chart to the last, or within the range. Of an irregular chart every list that there is was due, and no other.
public struct Coverage: Sendable, Hashable {
  /// The days of the range that a chart is known for; `nil` where the range has no such day.
  public var days: DayRange?
  /// How many periods have a published list.
  public var observed: Int
  /// How many periods should have one.
  public var due: Int
  /// How many of them have none.
  public var missing: Int { due - observed }

  /// What a count of observed periods is at most, the missing ones being known; `nil` where none is missing, and the count is right.
  public func atMost(_ count: Int) -> Int? { missing > 0 ? count + missing : nil }
}

extension ChartDays {
  /// How much is known of the days from `first` to `last`; from the first known day, or to the last, where they are not given.
  public func coverage(from first: Day? = nil, to last: Day? = nil) -> Coverage {
    guard let firstKnown = known.first?.day, let lastKnown = known.last?.day else {
      return Coverage(days: nil, observed: 0, due: 0)
    }
    let (from, to) = (max(first ?? firstKnown, firstKnown), min(last ?? lastKnown, lastKnown))
    guard from <= to else { return Coverage(days: nil, observed: 0, due: 0) }
    let days = published.map(\.day).filter { $0.isWithin(from, to) }
    let observed = Set(days.map { cadence.period(of: $0) }).count
    let due = observed + missingDays(from: from, to: to).count
    return Coverage(days: DayRange(from: from, to: to), observed: observed, due: due)
  }

  /// The days from `first` to `last` on which a list was due that is not published.
  func missingDays(from first: Day, to last: Day) -> [Day] {
    // A list dated outside the range may be that of a period that is due within it.
    cadence.dueDays(from: first, to: last, without: published.map(\.day)).filter { $0.isWithin(first, last) }
  }
}
