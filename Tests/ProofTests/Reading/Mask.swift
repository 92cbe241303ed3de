import Foundation

/// Replaces what differs each time that the same command is run: instants, and names that contain them.
enum Mask {
  private static let replacements: [(NSRegularExpression, String)] = [
    // Names of records begin with an instant and end in a hash; names of runs have both.
    (#"\d{8}T\d{12}Z"#, "NAME"),
    (#"\d{8}T\d{6}-[0-9a-f]{8}"#, "NAME"),
    (#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"#, "INSTANT"),
    (#"-[0-9a-f]{64}(?=\.(json|raw|run))"#, "-HASH"),
    // The time that a step takes differs from run to run.
    (#""durations": *\{[^}]*\}"#, "DURATIONS"),
    // An interrupted run may have made calls that are not made again.
    (#""budget_left": *\d+"#, "BUDGET"),
  ].compactMap { pattern, replacement in
    (try? NSRegularExpression(pattern: pattern)).map { ($0, replacement) }
  }

  static func text(_ text: String) -> String {
    replacements.reduce(text) { text, replacement in
      replacement.0.stringByReplacingMatches(
        in: text, range: NSRange(text.startIndex..., in: text), withTemplate: replacement.1)
    }
  }

  private static let names = try? NSRegularExpression(
    pattern: #"\.tmp-[0-9a-f]+|\d{8}T\d{12}Z|\d{8}T\d{6}-[0-9a-f]{8}|-[0-9a-f]{64}(?=\.(json|raw|run))"#)

  /// A pattern of fnmatch(3) for the path of a new file.
  static func pattern(_ path: String) -> String {
    names?.stringByReplacingMatches(
      in: path, range: NSRange(path.startIndex..., in: path), withTemplate: "*") ?? path
  }
}
