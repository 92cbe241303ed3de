/// A civil date: what a snapshot is about. It has no time and no zone of its own.
public struct Day: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let number: Int

  /// The day `number` days after 1970-01-01.
  public init(number: Int) { self.number = number }

  /// The day of the proleptic Gregorian calendar, or `nil` where there is no such date. Years 1 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Day.length(ofMonth: month, year: year)
    else { return nil }
    self.init(civilYear: year, month: month, day: day)
  }

  /// A day of the proleptic Gregorian calendar, which must exist. The year is not negative.
  init(civilYear year: Int, month: Int, day: Int) {
    // Days from civil: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.number = era * 146_097 + dayOfEra - 719_468
  }

  /// The day written `YYYY-MM-DD` (ISO 8601), or `nil`.
  public init?(_ text: String) {
    guard let day = TimeText.read(text, { $0.day() }) else { return nil }
    self = day
  }

  /// The day spelled by the bytes of a text.
  package init?(utf8: UnsafeBufferPointer<UInt8>) {
    guard let day = TimeText.read(utf8, { $0.day() }) else { return nil }
    self = day
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The year, month (1 to 12) and day of the month (from 1).
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// `YYYY-MM-DD`.
  public var description: String { WrittenTime.text { $0.append(self) } }

  /// Whether `left` comes before `right`.
  public static func < (left: Day, right: Day) -> Bool { left.number < right.number }

  /// The day `count` days later, or earlier where `count` is negative.
  public func advanced(by count: Int) -> Day { Day(number: number + count) }
}

/// `number` in decimal, filled with zeros from the left to `width` digits.
package func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return digits.count < width ? String(repeating: "0", count: width - digits.count) + digits : digits
}
