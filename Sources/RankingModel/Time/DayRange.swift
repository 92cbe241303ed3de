/// A series of periods without a hole.
public struct DayRange: Sendable, Hashable, CustomStringConvertible {
  /// The first day.
  public var from: Day
  /// The last day.
  public var to: Day

  /// `2026-05-07`, or `2025-07-01 to 2026-05-31`.
  public var description: String { from == to ? "\(from)" : "\(from) to \(to)" }

  /// `2025-07-01..2026-05-31`, as records have it.
  public var text: String { "\(from)..\(to)" }

  /// The days from `from` to `to`, which is not earlier.
  public init(from: Day, to: Day) { (self.from, self.to) = (from, to) }

  /// The days that `text` writes as records do; `nil` where it does not.
  public init?(_ text: String) {
    let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { Day(String($0)) }
    guard ends.count == 2, let from = ends[0], let to = ends[1], from <= to else { return nil }
    self.init(from: from, to: to)
  }

  /// Whether `day` is one of them.
  public func contains(_ day: Day) -> Bool { from <= day && day <= to }

  /// The series that make up `days`, which stand in order.
  public static func ranges(of days: [Day], _ cadence: Cadence = .daily) -> [DayRange] {
    var ranges: [DayRange] = []
    for day in days {
      if let last = ranges.last, cadence.period(of: last.to) + 1 >= cadence.period(of: day) {
        ranges[ranges.count - 1].to = day
      } else {
        ranges.append(DayRange(from: day, to: day))
      }
    }
    return ranges
  }
}

extension Day {
  /// Whether the day is among those from `first` to `last`. A bound that is `nil` is open.
  package func isWithin(_ first: Day?, _ last: Day?) -> Bool { self >= first ?? self && self <= last ?? self }
}
