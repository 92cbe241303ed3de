/// The regular expression of a field: its first match is the value, or the first group of that match where the
/// expression has one.
final class FieldPattern {
  /// Longer texts are not searched, so that no source can make a match last.
  static let maximumLength = 4096

  private let pattern: String
  private let simple: SimplePattern?
  // Built where the simple matcher does not do. A regular expression is not sendable, so every transformation
  // of a list builds its own.
  private lazy var general: Regex<AnyRegexOutput>? = try? Regex(pattern)

  init(_ pattern: String) {
    self.pattern = pattern
    simple = SimplePattern(pattern)
  }

  /// What is wrong with `pattern`; `nil` where it is a regular expression.
  static func problem(with pattern: String) -> String? {
    do {
      _ = try Regex(pattern)
      return nil
    } catch {
      return shown("\(error)")
    }
  }

  /// The value in `text`, or `nil` where nothing matches.
  func value(in text: String) -> String? {
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
