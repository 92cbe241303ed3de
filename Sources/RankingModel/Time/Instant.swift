/// A point in time, to the microsecond, in UTC: when Marquee recorded something.
public struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public let microseconds: Int64

  /// The instant `microseconds` after 1970-01-01T00:00:00Z.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// The start of `day` in UTC.
  public init(startOf day: Day) { self.microseconds = Int64(day.number) * 86_400_000_000 }

  /// The instant written in ISO 8601: a date (its start, UTC), or a date and time with `Z` or an offset such
  /// as `+02:00`, with up to six decimals of a second. `nil` where the text is neither.
  public init?(_ text: String) {
    guard let instant = TimeText.read(text, Instant.read) else { return nil }
    self = instant
  }

  /// The instant spelled by the bytes of a text.
  package init?(utf8: UnsafeBufferPointer<UInt8>) {
    guard let instant = TimeText.read(utf8, Instant.read) else { return nil }
    self = instant
  }

  private static func read(_ text: inout TimeText) -> Instant? {
    guard let day = text.day() else { return nil }
    if text.isEmpty { return Instant(startOf: day) }
    guard text.take("T") || text.take("t") || text.take(" "), let minutes = text.minutes(),
      let microseconds = text.microseconds(), let offset = text.offset()
    else { return nil }
    let minute = day.number * 1440 + minutes - offset
    let instant = Instant(microseconds: Int64(minute * 60_000_000 + microseconds))
    // An offset may lead out of the years 1 to 9999, which alone can be written.
    return offset == 0 || (1...9999).contains(instant.day.civil.year) ? instant : nil
  }

  /// The UTC day in which this instant falls.
  public var day: Day {
    let (number, remainder) = microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
    return Day(number: Int(remainder < 0 ? number - 1 : number))
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
    let (seconds, micros) = Int(microsecondOfDay).quotientAndRemainder(dividingBy: 1_000_000)
    return WrittenTime.text { text in
      text.append(day)
      text.append("T", seconds / 3600, digits: 2)
      text.append(":", seconds / 60 % 60, digits: 2)
      text.append(":", seconds % 60, digits: 2)
      text.append(".", micros, digits: 6)
      text.append("Z")
    }
  }

  /// `YYYY-MM-DDTHH:MM:SSZ`, rounded down to whole seconds.
  public var secondsText: String { "\(description.prefix(19))Z" }

  /// Whether `left` comes before `right`.
  public static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

  /// The instant `seconds` later. Beyond the range of instants, the first or the last one.
  public func advanced(bySeconds seconds: Double) -> Instant {
    guard !seconds.isNaN else { return self }
    let distance = seconds * 1_000_000
    let end = distance < 0 ? Int64.min : .max
    guard let whole = Int64(exactly: distance.rounded(.towardZero)) else { return Instant(microseconds: end) }
    let (sum, overflows) = microseconds.addingReportingOverflow(whole)
    return Instant(microseconds: overflows ? end : sum)
  }
}
