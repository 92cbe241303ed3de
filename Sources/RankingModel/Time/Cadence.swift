public import JSON

/// How often a chart has a list. The *period* of a day is the stretch of days that share one list with it.
public enum Cadence: Sendable, Hashable {
  /// A list a day.
  case daily
  /// A list a week, from Monday to Sunday, due on a weekday. The list itself may be dated on any day of its week.
  case weekly(due: Weekday)
  /// A list a calendar month, due on its first day.
  case monthly
  /// The source's own days. Each published day is a period, and the next one cannot be predicted.
  case irregular

  /// A day of the week.
  public enum Weekday: String, Sendable, Hashable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
  }

  /// The number of the period that contains `day`. Consecutive periods have consecutive numbers.
  public func period(of day: Day) -> Int {
    switch self {
    case .daily, .irregular: day.number
    case .weekly: (day.number - Day.firstMonday.number) / 7
    case .monthly: day.month
    }
  }

  /// The day on which the list of the period of `day` is due.
  public func due(of day: Day) -> Day { due(inPeriod: period(of: day)) }

  /// The day on which the list of the period with this number is due.
  private func due(inPeriod number: Int) -> Day {
    switch self {
    case .daily, .irregular: Day(number: number)
    case .weekly(let weekday):
      Day.firstMonday.advanced(by: number * 7 + (Weekday.allCases.firstIndex(of: weekday) ?? 0))
    case .monthly: Day(firstOfMonth: number)
    }
  }

  /// The last day on or before `day` on which a list is due.
  public func lastDue(by day: Day) -> Day {
    let due = due(of: day)
    return due <= day ? due : due.advanced(by: -7)
  }

  /// The last day on which the list of the period of `day` is the newest one: the next list is due on the day after.
  public func lastDay(ofListOf day: Day) -> Day { due(inPeriod: period(of: day) + 1).advanced(by: -1) }

  /// The days on which the lists of the periods from that of `first` to that of `last` are due, in order. Empty for an irregular
  /// chart, whose days cannot be predicted.
  public func dueDays(from first: Day, to last: Day) -> [Day] { dueDays(from: first, to: last, without: []) }

  /// The due days from `first` to `last`, without the periods that contain one of `days`.
  public func dueDays(from first: Day, to last: Day, without days: [Day]) -> [Day] {
    let (start, end) = (period(of: first), period(of: last))
    guard self != .irregular, start <= end else { return [] }
    var isDue = Array(repeating: true, count: end - start + 1)
    for day in days {
      let place = period(of: day) - start
      if isDue.indices.contains(place) { isDue[place] = false }
    }
    return isDue.indices.filter { isDue[$0] }.map { due(inPeriod: start + $0) }
  }

  /// How many periods contain one of `days`, which are in order.
  public func periods(of days: [Day]) -> Int {
    var (count, last) = (0, Int?.none)
    for day in days {
      let period = period(of: day)
      if period != last { count += 1 }
      last = period
    }
    return count
  }

  /// Whether a period without a list lies between `earlier` and `later`, two days with a list and none between them. Always
  /// `false` for an irregular chart, whose gaps cannot be known.
  public func hasGap(between earlier: Day, and later: Day) -> Bool {
    self != .irregular && period(of: later) > period(of: earlier) + 1
  }

  /// Whether the chart has one list a week.
  public var isWeekly: Bool { if case .weekly = self { true } else { false } }

  /// The word for a period.
  public var unit: String {
    switch self {
    case .daily, .irregular: "day"
    case .weekly: "week"
    case .monthly: "month"
    }
  }

  /// The JSON form: `"daily"`, `{"weekly":"saturday"}`, `"monthly"` or `"irregular"`.
  public var json: JSONValue {
    switch self {
    case .daily: "daily"
    case .weekly(let weekday): ["weekly": .string(weekday.rawValue)]
    case .monthly: "monthly"
    case .irregular: "irregular"
    }
  }

  /// The cadence whose JSON form is `json`; `nil` where there is no such cadence.
  public init?(json: JSONValue) {
    let weekday = json["weekly"]?.string.flatMap { Weekday(rawValue: $0) }
    let all: [Cadence] = [.daily, .monthly, .irregular] + (weekday.map { [.weekly(due: $0)] } ?? [])
    guard let cadence = all.first(where: { $0.json == json }) else { return nil }
    self = cadence
  }
}

extension Day {
  /// 0001-01-01, from which weeks are counted.
  fileprivate static let firstMonday = Day(number: -719_162)

  /// The number of the calendar month. Consecutive months have consecutive numbers.
  fileprivate var month: Int {
    let (year, month, _) = civil
    return year * 12 + month - 1
  }

  /// The first day of the month with this number.
  fileprivate init(firstOfMonth number: Int) {
    self.init(civilYear: number / 12, month: number % 12 + 1, day: 1)
  }
}
