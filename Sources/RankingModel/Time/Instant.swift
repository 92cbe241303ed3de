/// A point in time, to the microsecond, in UTC: when Marquee recorded something.
public struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public let microseconds: Int64

  /// The instant `microseconds` after 1970-01-01T00:00:00Z.
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// The start of `day` in UTC.
  public init(startOf day: Day) {
    self.microseconds = Int64(day.number) * 86_400_000_000
  }

  /// The instant written in ISO 8601: a date (its start, UTC), or a date and time with `Z` or an offset such
  /// as `+02:00`, with up to six decimals of a second. `nil` where the text is neither.
  public init?(_ text: String) {
    if let microseconds = Instant.canonical(text) {
      self.init(microseconds: microseconds)
      return
    }
    guard let day = Day(String(text.prefix(10))) else { return nil }
    let rest = text.dropFirst(10)
    if rest.isEmpty {
      self.init(startOf: day)
      return
    }
    guard let separator = rest.first, separator == "T" || separator == "t" || separator == " ",
      let clock = ClockTime(rest.dropFirst())
    else { return nil }
    self.init(microseconds: Int64(day.number) * 86_400_000_000 + clock.microseconds)
    // An offset may lead out of the years that can be written.
    guard (1...9999).contains(self.day.civil.year) else { return nil }
  }

  /// The quick way for the form that `description` writes; `nil` for every other form.
  private static func canonical(_ text: String) -> Int64? {
    text.utf8.withContiguousStorageIfAvailable { bytes -> Int64? in
      guard bytes.count == 27, bytes[10] == UInt8(ascii: "T"), bytes[26] == UInt8(ascii: "Z"),
        bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[13] == UInt8(ascii: ":"),
        bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "."),
        let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
        let dayOfMonth = number(bytes[8..<10]),
        let day = Day(year: year, month: month, day: dayOfMonth),
        let hour = number(bytes[11..<13]), hour < 24, let minute = number(bytes[14..<16]), minute < 60,
        let second = number(bytes[17..<19]), second < 60, let micros = number(bytes[20..<26])
      else { return nil }
      let seconds = (day.number * 24 + hour) * 3600 + minute * 60 + second
      return Int64(seconds) * 1_000_000 + Int64(micros)
    } ?? nil
  }

  private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
  }

  /// The UTC day in which this instant falls.
  public var day: Day {
    Day(number: Int((microseconds - microsecondOfDay) / 86_400_000_000))
  }

  /// Microseconds since the start of the UTC day.
  public var microsecondOfDay: Int64 {
    let remainder = microseconds % 86_400_000_000
    return remainder < 0 ? remainder + 86_400_000_000 : remainder
  }

  /// Seconds since 1970-01-01T00:00:00Z, rounded down.
  public var seconds: Int64 { Int64(day.number) * 86_400 + microsecondOfDay / 1_000_000 }

  /// `YYYY-MM-DDTHH:MM:SS.ffffffZ`, always with six decimals, so that the text sorts like the time.
  public var description: String {
    let micros = Int(microsecondOfDay)
    let seconds = micros / 1_000_000
    let clock = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    return "\(day)T\(clock).\(padded(micros % 1_000_000, 6))Z"
  }

  /// Whether `left` comes before `right`.
  public static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

  /// The instant `seconds` later; the first or last that there is where that would lie beyond it.
  public func advanced(bySeconds seconds: Double) -> Instant {
    guard !seconds.isNaN else { return self }
    let distance = seconds * 1_000_000
    let end = distance < 0 ? Int64.min : .max
    guard let whole = Int64(exactly: distance.rounded(.towardZero)) else { return Instant(microseconds: end) }
    let (sum, overflows) = microseconds.addingReportingOverflow(whole)
    return Instant(microseconds: overflows ? end : sum)
  }
}

/// `HH:MM[:SS[.ffffff]](Z|±HH:MM)` as microseconds after the start of the UTC day.
private struct ClockTime {
  let microseconds: Int64

  init?(_ text: Substring) {
    guard let zoneStart = text.firstIndex(where: { "Zz+-".contains($0) }) else { return nil }
    let parts = text[..<zoneStart].split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let hour = twoDigits(parts[0], below: 24),
      let minute = twoDigits(parts[1], below: 60)
    else { return nil }
    var micros: Int64 = 0
    if parts.count == 3 {
      let seconds = parts[2].split(separator: ".", omittingEmptySubsequences: false)
      guard seconds.count <= 2, let second = twoDigits(seconds[0], below: 60) else { return nil }
      micros = Int64(second) * 1_000_000
      if seconds.count == 2 {
        let digits = seconds[1]
        guard (1...6).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }),
          let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.count))
        else { return nil }
        micros += fraction
      }
    }
    guard let offset = ClockTime.offsetMinutes(text[zoneStart...]) else { return nil }
    self.microseconds = micros + Int64(hour * 60 + minute - offset) * 60_000_000
  }

  private static func offsetMinutes(_ zone: Substring) -> Int? {
    if zone == "Z" || zone == "z" { return 0 }
    let parts = zone.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hours = twoDigits(parts[0], below: 24),
      let minutes = twoDigits(parts[1], below: 60)
    else { return nil }
    return (zone.first == "-" ? -1 : 1) * (hours * 60 + minutes)
  }
}

private func twoDigits(_ text: Substring, below limit: Int) -> Int? {
  guard text.utf8.count == 2, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
    number < limit
  else { return nil }
  return number
}
