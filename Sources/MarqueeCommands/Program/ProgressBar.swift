import RankingModel

/// A bar on a terminal that overwrites itself.
enum ProgressBar {
  /// The bar for `done` of `total`, with `words` behind it, from the start of the line. It stays within `width` columns, the last
  /// of which is left free: the bar gives way first, then the end of the words.
  static func text(_ done: Int, of total: Int, _ words: String, width: Int = 80) -> String {
    let tail = String("\(done)/\(total) \(words)".prefix(max(0, width - 1)))
    let length = min(30, width - tail.count - 2)
    guard length >= 5 else { return "\(end)\(tail)" }
    let filled = length * min(done, total) / max(1, total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: length - filled)
    return "\(end)\(bar) \(tail)"
  }

  /// What takes the bar away.
  static let end = "\r\u{1B}[K"

  /// How many a `unit` of time are done, and how long the rest takes at that pace, such as `12 days/s, 5 min left`; `nil` as long
  /// as nothing can be said of it.
  static func pace(_ done: Int, of total: Int, _ noun: String, after time: Duration) -> String? {
    let seconds = Double(time.milliseconds) / 1000
    guard done > 0, seconds >= 0.1 else { return nil }
    let rate = Double(done) / seconds
    let (count, unit) = rate >= 1 ? (rate, "s") : rate * 60 >= 1 ? (rate * 60, "min") : (rate * 3600, "h")
    let left = Int((Double(total - done) / rate).rounded(.up))
    return "\(counted(Int(count.rounded()), noun))/\(unit), \(words(seconds: left)) left"
  }

  /// `45 s`, `12 min` or `3 h 20 min`.
  private static func words(seconds: Int) -> String {
    if seconds < 120 { return "\(seconds) s" }
    let minutes = (seconds + 30) / 60
    return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}
