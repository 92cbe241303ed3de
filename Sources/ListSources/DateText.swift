package import JSON
import Jobs
package import RankingModel

/// Days and instants as sources write them.
package enum DateText {
  /// The instant of a number of seconds or milliseconds since 1970, or of a text in ISO 8601, which is in UTC if it has no
  /// offset. Seconds before 1973-03-03 are not accepted, because such a number is more likely a year, or a day such as 20260501.
  package static func instant(_ value: JSONValue, milliseconds: Bool) -> Instant? {
    let epoch: Double? =
      if case .string(let text) = value {
        JobScalar.isPlainDecimal(text) ? Double(text) : nil
      } else {
        value.number
      }
    if let epoch {
      let seconds = milliseconds ? epoch / 1000 : epoch
      guard (100_000_000..<253_402_300_800).contains(seconds) else { return nil }
      return Instant(microseconds: Int64(seconds.rounded(.down)) * 1_000_000)
    }
    guard let text = value.string, text.utf8.count <= 40 else { return nil }
    return Instant(text) ?? Instant(text + "Z")
  }

  /// The day of an instant, in UTC, or of a text that `day` reads.
  package static func day(of value: JSONValue, milliseconds: Bool = false) -> Day? {
    instant(value, milliseconds: milliseconds)?.day ?? value.string.flatMap(day)
  }

  /// The day of "1994-10-14", with or without a time after it, "14 Oct 1994", "14 October 1994" or
  /// "Oct 14, 1994".
  package static func day(_ text: String) -> Day? {
    if let day = Day(text) { return day }
    if text.utf8.count > 10, text.dropFirst(10).first == "T", text.utf8.count <= 40 {
      return Day(String(text.prefix(10)))
    }
    guard text.utf8.count <= 30 else { return nil }
    var words = text.split(whereSeparator: { $0 == " " || $0 == "\u{A0}" })
    guard words.count == 3 else { return nil }
    if words[1].hasSuffix(",") {
      words[1].removeLast()
      words.swapAt(0, 1)
    }
    guard let month = DayVariable.numberOfMonth(words[1]), let day = number(words[0], digits: 1...2),
      let year = number(words[2], digits: 4...4)
    else { return nil }
    return Day(year: year, month: month, day: day)
  }

  private static func number(_ word: Substring, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(word.utf8.count), word.utf8.allSatisfy(JobScalar.isDigit) else { return nil }
    return Int(word)
  }
}
