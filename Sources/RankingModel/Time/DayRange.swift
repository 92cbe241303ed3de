/// A range of days. For a weekly or monthly chart, it stands for consecutive periods.
public struct DayRange: Sendable, Hashable, CustomStringConvertible {
  /// The first day.
  public var from: Day
  /// The last day.
  public var to: Day

  /// `2026-05-07`, or `2025-07-01 to 2026-05-31`.
  public var description: String { from == to ? "\(from)" : "\(from) to \(to)" }

  /// `2025-07-01..2026-05-31`, the form in records.
  public var text: String { "\(from)..\(to)" }

  /// The days from `from` to `to`, which is not earlier.
  public init(from: Day, to: Day) { (self.from, self.to) = (from, to) }

  /// The range that `text` spells in the form of records; `nil` where it has another form.
  public init?(_ text: String) {
    let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { Day(String($0)) }
    guard ends.count == 2, let from = ends[0], let to = ends[1], from <= to else { return nil }
    self.init(from: from, to: to)
  }

  /// The days that `text` names: a year (`2025`), a month (`2025-03`), a day, or the days from one to another
  /// (`2025-01-01..2025-06-30`); `nil` where it names none.
  public init?(naming text: String) {
    if let range = DayRange(text) {
      self = range
    } else if let day = Day(text) {
      self.init(from: day, to: day)
    } else if let first = Day("\(text)-01") {
      // 31 days after the first is always in the next month.
      let next = first.advanced(by: 31)
      self.init(from: first, to: next.advanced(by: -next.civil.day))
    } else if let first = Day("\(text)-01-01"), let last = Day("\(text)-12-31") {
      self.init(from: first, to: last)
    } else {
      return nil
    }
  }

  /// Whether `day` is in the range.
  public func contains(_ day: Day) -> Bool { from <= day && day <= to }

  /// The ranges of consecutive periods that make up `days`, which are in order.
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
