/// A bar on a terminal that overwrites itself.
enum ProgressBar {
  /// The bar for `done` of `total`, with `words` behind it, from the start of the line.
  static func text(_ done: Int, of total: Int, _ words: String) -> String {
    let width = 30
    let filled = width * done / max(1, total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    return "\r\u{1B}[K\(bar) \(done)/\(total) \(words)"
  }

  /// What takes the bar away.
  static let end = "\r\u{1B}[K"
}
