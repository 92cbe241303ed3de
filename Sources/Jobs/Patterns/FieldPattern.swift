import RankingModel

/// The regular expression of a field. The value is the first match, or the first group of that match if the expression has a
/// group.
package final class FieldPattern {
  /// Longer texts are not searched, so that no source can make a match take long.
  package static let maximumLength = 4096

  /// Expressions that are longer, or have more groups and classes, are refused. Groups and classes can be nested, and thousands
  /// of nested ones exhaust the stack.
  private static let longest = 1000
  private static let mostBrackets = 100

  private let pattern: String
  private let simple: SimplePattern?
  // Built only if the simple matcher cannot do the work. A `Regex` is not sendable, so every transformation of a list builds its
  // own.
  private lazy var general: Regex<AnyRegexOutput>? =
    FieldPattern.excess(of: pattern) == nil ? try? Regex(pattern) : nil

  package init(_ pattern: String) {
    self.pattern = pattern
    simple = FieldPattern.excess(of: pattern) == nil ? SimplePattern(pattern) : nil
  }

  /// What is wrong with `pattern`; `nil` if it is a valid regular expression.
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

  /// The value in `text`; `nil` if nothing matches or `text` is too long.
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
