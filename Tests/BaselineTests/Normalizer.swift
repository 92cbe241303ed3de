import Foundation

/// Replaces what differs from one run of the program to the next by stable words, so that the rest can be compared byte for byte.
///
/// - The first instant of a text becomes `<2026-05-20T12:03 instant 1>`, the next different one `<… instant 2>`. Equal instants
///   stay equal, and the minute stays, because `MARQUEE_NOW` sets it.
/// - Instants that are shown to the second, as in tables, keep only the minute. So do the instants at which items were enriched:
///   answers come close together, and in no certain order.
/// - Names of runs and of records contain instants, and are numbered likewise. So are commits and the versions of the machine's
///   libraries.
/// - The time that a step of a run took becomes `<time>`.
/// - Folders become the words that the caller gives for them.
/// - Hashes of objects stay: they follow from the content alone.
struct Normalizer: Sendable {
  /// Paths and the words for them. A path that begins with another one stands before it.
  var folders: [(path: String, word: String)] = []

  // NSRegularExpression, because Swift's own expressions take many times as long over the real history.
  private static let patterns: [(kind: String, pattern: NSRegularExpression?)] = [
    ("enriched", #"(?<="enriched_at": ")[^"]+"#),
    ("instant", #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"#),
    ("record", #"\d{8}T\d{12}Z(-\d{4}-\d\d-\d\d)?-[0-9a-f]{64}"#),
    ("run", #"\d{8}T\d{6}-[0-9a-f]{8}"#),
    ("commit", #"(?<="commit": )("[0-9a-f]{40}"|null)"#),
    ("library", #"(?<="(?:sqlite|libcurl|zlib)": ")[^"]+"#),
  ].map { ($0, try? NSRegularExpression(pattern: $1)) }

  func normalize(_ text: String) -> String {
    var text = text
    for (path, word) in folders { text = text.replacingOccurrences(of: path, with: word) }
    for (kind, pattern) in Self.patterns {
      guard let pattern else { continue }
      text = Self.number(text, pattern) { found, number in
        if kind == "enriched" { return "<\(found.prefix(16))>" }
        if kind != "instant" { return "<\(kind) \(number)>" }
        return found.contains(".") ? "<\(found.prefix(16)) instant \(number)>" : "<\(found.prefix(16))>"
      }
    }
    return Self.durations?.stringByReplacingMatches(
      in: text, range: NSRange(location: 0, length: (text as NSString).length), withTemplate: "$1<time>")
      ?? text
  }

  /// The time that a step took: a member of `durations`, or a row of the table of steps.
  private static let durations = try? NSRegularExpression(
    pattern: #"((?:"(?:STEP)": )|(?:^(?:STEP) +))[0-9.]+(?=,?$)"#
      .replacingOccurrences(of: "STEP", with: "extract|transform|enrich|check|load"),
    options: .anchorsMatchLines)

  /// Replaces every match of `pattern`; equal matches get the same words.
  private static func number(
    _ text: String, _ pattern: NSRegularExpression, words: (String, Int) -> String
  ) -> String {
    let source = text as NSString
    var numbers: [String: Int] = [:]
    var result = ""
    var end = 0
    for match in pattern.matches(in: text, range: NSRange(location: 0, length: source.length)) {
      let found = source.substring(with: match.range)
      let number = numbers[found, default: numbers.count + 1]
      numbers[found] = number
      result += source.substring(with: NSRange(location: end, length: match.range.location - end))
      result += words(found, number)
      end = match.range.location + match.range.length
    }
    return result + source.substring(from: end)
  }

  /// The first run that `text` names.
  static func firstRun(in text: String) -> String? {
    text.firstMatch(of: /[0-9]{8}T[0-9]{6}-[0-9a-f]{8}/).map { String($0.0) }
  }
}
