package import RankingModel

/// A variable in braces that stands for a day or a part of it.
package enum DayVariable: String, CaseIterable, Sendable {
  /// `2026-05-01`.
  case day
  /// `2026`, `05`, `01`.
  case yyyy, mm, dd
  /// `26`, `5`, `1`.
  case yy, m, d
  /// `may`, and its first three letters.
  case month, mon
  /// The month with a capital letter, `May`, and its first three letters.
  case capitalMonth = "Month"
  case capitalMon = "Mon"
  /// The ISO 8601 week (Monday to Sunday), and the year to which that week belongs: `18`, `2026`.
  case week
  case isoYear = "iso-year"

  /// The English names of the months.
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
  ]

  /// The number of the month with this English name, or with these first three letters, in any case; `nil` if there is none.
  /// "Sept" stands for September too.
  package static func numberOfMonth(_ name: some StringProtocol) -> Int? {
    var name = name.lowercased()
    if name == "sept" { name = "sep" }
    return months.firstIndex { $0 == name || $0.prefix(3) == name }.map { $0 + 1 }
  }

  /// The kinds of period that variables can tell apart.
  enum Span { case day, week }

  /// The kind of period that variables with these names tell apart; `nil` if they identify neither a day nor a week.
  static func span(_ names: Set<String>) -> Span? {
    func has(_ variables: DayVariable...) -> Bool { variables.contains { names.contains($0.rawValue) } }
    if has(.day) { return .day }
    if has(.yyyy, .yy), has(.mm, .m, .month, .mon, .capitalMonth, .capitalMon), has(.dd, .d) { return .day }
    return has(.isoYear) && has(.week) ? .week : nil
  }

  /// The text of the variable on `day`.
  package func text(of day: Day) -> String {
    let text = day.description
    let (_, month, dayOfMonth) = day.civil
    let name = DayVariable.months[month - 1]
    switch self {
    case .day: return text
    case .yyyy: return String(text.prefix(4))
    case .yy: return String(text.dropFirst(2).prefix(2))
    case .mm: return String(text.dropFirst(5).prefix(2))
    case .m: return String(month)
    case .dd: return String(text.suffix(2))
    case .d: return String(dayOfMonth)
    case .month: return name
    case .mon: return String(name.prefix(3))
    case .capitalMonth: return name.prefix(1).uppercased() + name.dropFirst()
    case .capitalMon: return name.prefix(1).uppercased() + name.dropFirst().prefix(2)
    case .isoYear: return String(day.thursday.description.prefix(4))
    case .week: return padded(day.thursday.weekOfYear, 2)
    }
  }

  /// The possible lengths of the variable's text, in bytes.
  var widths: ClosedRange<Int> {
    switch self {
    case .day: 10...10
    case .yyyy, .isoYear: 4...4
    case .yy, .mm, .dd, .week: 2...2
    case .m, .d: 1...2
    case .mon, .capitalMon: 3...3
    case .month, .capitalMonth: 3...9
    }
  }

  /// The one day that these texts stand for; the Monday if they name a week. `nil` if there is none. A year in two digits is 19xx
  /// from 69 on and 20xx below, as in POSIX.
  static func day(_ texts: [DayVariable: String]) -> Day? {
    let number = { (variable: DayVariable) in texts[variable].flatMap { Int($0) } }
    let year = number(.yyyy) ?? number(.yy).map { $0 + ($0 < 69 ? 2000 : 1900) }
    let named = [month, mon, capitalMonth, capitalMon].lazy.compactMap { texts[$0] }.first
    var day = texts[.day].flatMap { Day($0) }
    if day == nil, let year, let month = number(.mm) ?? number(.m) ?? named.flatMap(numberOfMonth),
      let date = number(.dd) ?? number(.d)
    {
      day = Day(year: year, month: month, day: date)
    } else if day == nil, let year = number(.isoYear), let week = number(.week) {
      // The fourth of January is always in the first week.
      day = Day(year: year, month: 1, day: 4)?.thursday.advanced(by: week * 7 - 10)
    }
    return day.flatMap { day in texts.allSatisfy { $0.key.text(of: day) == $0.value } ? day : nil }
  }
}

extension Day {
  /// The Thursday of the same week (Monday to Sunday). Its year is the year of the ISO week.
  fileprivate var thursday: Day { Cadence.weekly(due: .thursday).due(of: self) }

  /// The number of the ISO week in its year. Valid for a Thursday only.
  fileprivate var weekOfYear: Int {
    (number - (Day(year: civil.year, month: 1, day: 1)?.number ?? number)) / 7 + 1
  }
}
