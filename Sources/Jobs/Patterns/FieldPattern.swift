import RankingModel

/// The regular expression of a field: its first match is the value, or the first group of that match where the
/// expression has one.
package final class FieldPattern {
  /// Longer texts are not searched, so that no source can make a match last.
  package static let maximumLength = 4096

  /// A longer expression, and one with more groups and classes, is not read: each may stand within the other, and
  /// thousands of them exhaust the stack.
  private static let longest = 1000
  private static let mostBrackets = 100

  private let pattern: String
  private let simple: SimplePattern?
  // Built where the simple matcher does not do. A regular expression is not sendable, so every transformation
  // of a list builds its own.
  private lazy var general: Regex<AnyRegexOutput>? =
    FieldPattern.excess(of: pattern) == nil ? try? Regex(pattern) : nil

  package init(_ pattern: String) {
    self.pattern = pattern
    simple = FieldPattern.excess(of: pattern) == nil ? SimplePattern(pattern) : nil
  }

  /// What is wrong with `pattern`; `nil` where it is a regular expression.
  static func problem(with pattern: String) -> String? {
    if let excess = excess(of: pattern) { return excess }
    do {
      _ = try Regex(pattern)
      return nil
    } catch {
      return SafeText.start(of: "\(error)")
    }
  }

  private static func excess(of pattern: String) -> String? {
    if pattern.utf8.count > longest { return "it is longer than \(longest) bytes" }
    let brackets = pattern.utf8.count { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") }
    return brackets > mostBrackets ? "it has more than \(mostBrackets) groups and classes" : nil
  }

  /// The value in `text`, or `nil` where nothing matches.
  package func value(in text: String) -> String? {
    guard text.utf8.count <= FieldPattern.maximumLength else { return nil }
    switch simple?.firstMatch(in: text) {
    case .found(let match): return match
    case .notFound: return nil
    case .unable, nil: break
    }
    guard let match = try? general?.firstMatch(in: text) else { return nil }
    if match.output.count > 1 { return match.output[1].substring.map(String.init) }
    return String(text[match.range])
  }
}
