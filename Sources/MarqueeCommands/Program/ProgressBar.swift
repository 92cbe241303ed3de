import RankingModel

/// A progress bar on a terminal that overwrites itself.
enum ProgressBar {
  /// The bar for `done` of `total`, followed by `words`, from the beginning of the line. It takes at most `width` columns and
  /// leaves the last one free. If there is too little room, the bar is shortened first, then the words.
  static func text(_ done: Int, of total: Int, _ words: String, width: Int = 80) -> String {
    let tail = String("\(done)/\(total) \(words)".prefix(max(0, width - 1)))
    let length = min(30, width - tail.count - 2)
    guard length >= 5 else { return "\(end)\(tail)" }
    let filled = length * min(done, total) / max(1, total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: length - filled)
    return "\(end)\(bar) \(tail)"
  }

  /// The characters that erase the bar.
  static let end = "\r\u{1B}[K"

  /// The pace per unit of time and the time left, such as `12 days/s, 5 min left`; `nil` while there is nothing to base them on.
  static func pace(_ done: Int, of total: Int, _ noun: String, after time: Duration) -> String? {
    let seconds = Double(time.milliseconds) / 1000
    guard done > 0, seconds >= 0.1 else { return nil }
    let rate = Double(done) / seconds
    let (count, unit) = rate >= 1 ? (rate, "s") : rate * 60 >= 1 ? (rate * 60, "min") : (rate * 3600, "h")
    let left = Int((Double(total - done) / rate).rounded(.up))
    return "\(counted(Int(count.rounded()), noun))/\(unit), \(words(seconds: left)) left"
  }

  /// A duration in words: `45 s`, `12 min` or `3 h 20 min`.
  private static func words(seconds: Int) -> String {
    if seconds < 120 { return "\(seconds) s" }
    let minutes = (seconds + 30) / 60
    return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}
