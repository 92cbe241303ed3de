import RankingModel

/// The rule at the end of a zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3`: POSIX's form of `TZ` (IEEE 1003.1, section 8.3) with
/// the extensions of RFC 8536, section 3.3.1.
struct ZoneFooter: Sendable, Hashable {
  /// The date on which standard time or summer time begins in a year.
  private enum Start: Sendable, Hashable {
    /// The `week`th `weekday` (0 is Sunday) of a month; week 5 is the last.
    case weekday(month: Int, week: Int, weekday: Int)
    /// A day of the year, from 1, which never counts 29 February.
    case julian(Int)
    /// A day of the year, from 0, which counts 29 February.
    case ordinal(Int)
  }

  private struct Summer: Sendable, Hashable {
    var offset: Int
    var start: Start
    /// Seconds after midnight, in the time that ends.
    var startTime: Int
    var end: Start
    var endTime: Int
  }

  private var standard: Int
  private var summer: Summer?

  /// Parses the rule `text`; `nil` if the text is empty or no rule.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    guard ZoneFooter.name(&rest), let west = ZoneFooter.time(&rest) else { return nil }
    standard = -west
    if rest.isEmpty { return }
    guard ZoneFooter.name(&rest) else { return nil }
    var offset = standard + 3600
    if let first = rest.first, first != UInt8(ascii: ",") {
      guard let west = ZoneFooter.time(&rest) else { return nil }
      offset = -west
    }
    guard let (start, startTime) = ZoneFooter.start(&rest), let (end, endTime) = ZoneFooter.start(&rest),
      rest.isEmpty
    else { return nil }
    summer = Summer(offset: offset, start: start, startTime: startTime, end: end, endTime: endTime)
  }

  /// Seconds to add to UTC at `instant`, in seconds since 1970.
  func offset(at instant: Int64) -> Int {
    // The year in standard time. Neither time begins near New Year, so the other time gives the same result.
    let day = (instant + Int64(standard)) / 86_400 - ((instant + Int64(standard)) % 86_400 < 0 ? 1 : 0)
    let year = Day(number: Int(day)).civil.year
    guard let summer, let start = ZoneFooter.day(summer.start, of: year),
      let end = ZoneFooter.day(summer.end, of: year)
    else { return standard }
    let starts = Int64(start * 86_400 + summer.startTime - standard)
    let ends = Int64(end * 86_400 + summer.endTime - summer.offset)
    let isSummer = starts < ends ? (starts..<ends).contains(instant) : !(ends..<starts).contains(instant)
    return isSummer ? summer.offset : standard
  }

  /// The number of the day of `start` in `year`; `nil` for years that no calendar date has.
  private static func day(_ start: Start, of year: Int) -> Int? {
    guard let first = Day(year: year, month: 1, day: 1)?.number else { return nil }
    switch start {
    case .ordinal(let number): return first + number
    case .julian(let number):
      let isLeap = Day(year: year, month: 2, day: 29) != nil
      return first + number - 1 + (isLeap && number >= 60 ? 1 : 0)
    case .weekday(let month, let week, let weekday):
      guard let begin = Day(year: year, month: month, day: 1)?.number else { return nil }
      let length = (28...31).last { Day(year: year, month: month, day: $0) != nil } ?? 28
      // 1970-01-01, number 0, was a Thursday; the sum is positive for every year.
      let before = (weekday - begin - 4 + 7_000_000) % 7
      return begin + before + 7 * min(week - 1, (length - 1 - before) / 7)
    }
  }
}

extension ZoneFooter {
  /// Removes the abbreviation of a time from the start of `text`: letters, or anything in angle brackets. Returns whether there
  /// is one.
  private static func name(_ text: inout ArraySlice<UInt8>) -> Bool {
    let length: Int
    if text.first == UInt8(ascii: "<") {
      guard let end = text.firstIndex(of: UInt8(ascii: ">")) else { return false }
      length = end + 1 - text.startIndex
    } else {
      length = text.prefix(while: JobScalar.isLetter).count
    }
    text = text.dropFirst(length)
    return length >= 3
  }

  /// Removes `[+-]hh[:mm[:ss]]` from the start of `text` and returns it in seconds.
  private static func time(_ text: inout ArraySlice<UInt8>) -> Int? {
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { text = text.dropFirst() }
    guard var seconds = number(&text, 0...167).map({ $0 * 3600 }) else { return nil }
    for unit in [60, 1] where text.first == UInt8(ascii: ":") {
      text = text.dropFirst()
      guard let part = number(&text, 0...59) else { return nil }
      seconds += part * unit
    }
    return isNegative ? -seconds : seconds
  }

  /// Removes `,DATE[/TIME]` from the start of `text` and returns it. The default time is 02:00.
  private static func start(_ text: inout ArraySlice<UInt8>) -> (Start, Int)? {
    guard take(",", &text), let start = date(&text) else { return nil }
    guard take("/", &text) else { return (start, 7200) }
    return time(&text).map { (start, $0) }
  }

  private static func date(_ text: inout ArraySlice<UInt8>) -> Start? {
    if take("J", &text) { return number(&text, 1...365).map { .julian($0) } }
    guard take("M", &text) else { return number(&text, 0...365).map { .ordinal($0) } }
    guard let month = number(&text, 1...12), take(".", &text), let week = number(&text, 1...5),
      take(".", &text), let weekday = number(&text, 0...6)
    else { return nil }
    return .weekday(month: month, week: week, weekday: weekday)
  }

  private static func take(_ sign: Unicode.Scalar, _ text: inout ArraySlice<UInt8>) -> Bool {
    guard text.first == UInt8(ascii: sign) else { return false }
    text = text.dropFirst()
    return true
  }

  private static func number(_ text: inout ArraySlice<UInt8>, _ range: ClosedRange<Int>) -> Int? {
    let digits = text.prefix(while: JobScalar.isDigit)
    text = text.dropFirst(digits.count)
    return Int(String(decoding: digits, as: UTF8.self)).flatMap { range.contains($0) ? $0 : nil }
  }
}
