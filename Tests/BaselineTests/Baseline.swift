import Foundation

/// The program's answers when the baseline was written, kept as plain text in `Tests/BaselineTests/Baseline`.
///
/// `MARQUEE_BASELINE=write` overwrites the baseline instead of comparing with it.
enum Baseline {
  static let isWriting = ProcessInfo.processInfo.environment["MARQUEE_BASELINE"] == "write"

  /// The root of the checkout.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let folder = "\(root)/Tests/BaselineTests/Baseline"

  /// Compares `text` with the kept file `name`, or writes that file when the baseline is being written.
  ///
  /// - Returns: the difference as text for people; nil if there is none.
  static func difference(in name: String, now text: String) throws -> String? {
    let path = "\(folder)/\(name)"
    guard !isWriting else {
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return nil
    }
    let kept = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    guard let kept else { return "\(name) is not in the baseline. \(advice)" }
    return firstDifference(kept: kept, now: text).map {
      "\(name) differs from the baseline.\n\($0)\n\(advice)"
    }
  }

  /// The first place where two texts differ: the two lines before it, and how each text goes on.
  static func firstDifference(kept: String, now: String) -> String? {
    if kept == now { return nil }
    let old = lines(kept)
    let new = lines(now)
    let place = zip(old, new).prefix { $0 == $1 }.count
    let before = old[max(0, place - 2)..<place].map { "    \($0)" }
    let gone = old[place...].prefix(3).map { "  - \($0)" }
    let come = new[place...].prefix(3).map { "  + \($0)" }
    return (["  line \(place + 1):"] + before + gone + come).joined(separator: "\n")
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static let advice =
    "If this is meant: MARQUEE_BASELINE=write swift test --filter BaselineTests, and look at the diff."
}
