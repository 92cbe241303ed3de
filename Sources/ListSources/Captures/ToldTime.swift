import HTTPFetch
import JSON
import Jobs
import RankingModel

/// The time of capture that a file's name or its data gives.
enum ToldTime: Sendable, Hashable {
  /// Only the day.
  case day(Day)
  /// The reading of clocks in a zone that is not named, as if the zone were UTC.
  case clocks(Instant)
  case instant(Instant)

  /// The last time in `text`: a date (`2026-05-01`, `2026_05_01`, `2026.05.01` or `20260501`), perhaps with a time of day after
  /// it (`T03:30:00`, `-0330`, `_03-30-00`, or `033000` without anything between) and a zone (`Z`, `+02:00`); or seconds or
  /// milliseconds since 1970. `nil` where there is none.
  init?(lastIn text: String) {
    let bytes = Array(text.utf8)
    let starts = bytes.indices.filter {
      JobScalar.isDigit(bytes[$0]) && ($0 == 0 || !JobScalar.isDigit(bytes[$0 - 1]))
    }
    for start in starts.reversed() {
      var reader = ToldTimeReader(bytes: bytes, place: start)
      guard let time = reader.time() else { continue }
      self = time
      return
    }
    return nil
  }

  /// The time in `value` of a document; `nil` where there is none.
  init?(_ value: JSONValue) {
    let text = value.string ?? CanonicalJSON.text(value)
    if let time = ToldTime(lastIn: text) {
      self = time
    } else if let day = DateText.day(text.trimmed) {
      self = .day(day)
    } else {
      return nil
    }
  }
}

/// Reads the time that begins at a digit.
private struct ToldTimeReader {
  let bytes: [UInt8]
  var place: Int

  mutating func time() -> ToldTime? {
    let digits = run
    switch (digits, bytes[place]) {
    case (10, UInt8(ascii: "1")), (13, UInt8(ascii: "1")):
      return number(digits).map {
        .instant(Instant(microseconds: Int64($0) * (digits == 10 ? 1_000_000 : 1000)))
      }
    case (4, _), (8, _), (10, _), (12, _), (14, _):
      guard let day = day(isDense: digits > 4) else { return nil }
      return clock(of: day, isDense: digits > 8) ?? (digits > 8 ? nil : .day(day))
    default: return nil
    }
  }

  /// The number of digits that begin here.
  private var run: Int { bytes[place...].prefix(while: JobScalar.isDigit).count }

  private mutating func number(_ digits: Int) -> Int? {
    guard run >= digits else { return nil }
    defer { place += digits }
    return Int(String(decoding: bytes[place..<place + digits], as: UTF8.self))
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  /// Skips a byte that is among `marks`, and returns it.
  private mutating func take(_ marks: String) -> UInt8? {
    guard let next, marks.utf8.contains(next) else { return nil }
    place += 1
    return next
  }

  private mutating func day(isDense: Bool) -> Day? {
    guard let year = number(4) else { return nil }
    // Other numbers have eight digits too, so only likely years are accepted.
    if isDense, !(1900...2199).contains(year) { return nil }
    let mark = isDense ? nil : take("-_.")
    guard isDense || mark != nil && run == 2, let month = number(2) else { return nil }
    guard isDense || take("-_.") == mark && run == 2, let day = number(2) else { return nil }
    return Day(year: year, month: month, day: day)
  }

  /// The time of day that follows; `nil` where none follows.
  private mutating func clock(of day: Day, isDense: Bool) -> ToldTime? {
    let mark = isDense ? nil : take("Tt-_ .")
    guard isDense || mark != nil, let hour = number(2), hour < 24 else { return nil }
    // The sign between hours and minutes is also the one between minutes and seconds.
    let between = isDense || run > 0 ? nil : next.flatMap { ":-_.".utf8.contains($0) ? $0 : nil }
    guard let minute = isDense && run == 0 ? 0 : part(behind: between), minute < 60 else { return nil }
    let end = place
    var second = part(behind: between) ?? 0
    if second > 59 { (second, place) = (0, end) }
    guard run == 0 else { return nil }
    let seconds = Int64(hour * 3600 + minute * 60 + second)
    let clocks = Instant(startOf: day).microseconds + seconds * 1_000_000 + fraction()
    guard let offset = offset(isAfterT: mark.map { $0 | 0x20 } == UInt8(ascii: "t")) else {
      return .clocks(Instant(microseconds: clocks))
    }
    return .instant(Instant(microseconds: clocks - Int64(offset) * 60_000_000))
  }

  /// Two digits, after `mark` if it is given.
  private mutating func part(behind mark: UInt8?) -> Int? {
    let start = place
    if let mark, next == mark { place += 1 }
    if place > start ? run == 2 : mark == nil && run >= 2, let number = number(2) { return number }
    place = start
    return nil
  }

  /// The decimals of a second in microseconds.
  private mutating func fraction() -> Int64 {
    let start = place
    guard take(".,") != nil, (1...9).contains(run), let value = number(min(run, 6)) else {
      place = start
      return 0
    }
    let microseconds = (place - start..<7).reduce(Int64(value)) { value, _ in value * 10 }
    place += run
    return microseconds
  }

  /// The offset from UTC in minutes, where a zone is given here. A hyphen starts an offset only after a time in ISO 8601.
  private mutating func offset(isAfterT: Bool) -> Int? {
    if take("Zz") != nil { return next.map { JobScalar.isLetter($0) } == true ? nil : 0 }
    guard let sign = take(isAfterT ? "+-" : "+"), let hours = number(2), hours < 24,
      let minutes = part(behind: next == UInt8(ascii: ":") ? next : nil), minutes < 60, run == 0
    else { return nil }
    return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }
}
