import Jobs

/// Durations as sources write them.
enum DurationText {
  /// Whole minutes, from "142 min", "2 h 22 min", "PT2H22M" or plain "142".
  static func minutes(_ text: String) -> Int64? {
    guard text.utf8.count <= 60 else { return nil }
    if text.hasPrefix("P") || text.hasPrefix("p") { return isoMinutes(text.uppercased()) }
    // "45M" is 45 minutes, not millions.
    if text.utf8.last.map(JobScalar.isDigit) == true, case .value(let number) = NumberText.integer(text) {
      return number >= 0 ? number : nil
    }
    let units: [(names: [String], minutes: Int64)] = [
      (["hours", "hour", "hrs", "hr", "h"], 60), (["minutes", "minute", "mins", "min", "m"], 1),
    ]
    var rest = text.lowercased()[...]
    var total: Int64 = 0
    var nextUnit = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ",") }
      guard case .value(let number) = NumberText.integer(digits), number < 1 << 40 else { return nil }
      rest = rest[digits.endIndex...].drop { $0 == " " }
      let word = rest.prefix { $0.isLetter }
      guard let unit = units[nextUnit...].firstIndex(where: { $0.names.contains(String(word)) }) else {
        return nil
      }
      total += number * units[unit].minutes
      nextUnit = unit + 1
      rest = rest[word.endIndex...].drop { $0 == " " }
    }
    return nextUnit > 0 ? total : nil
  }

  /// Whole minutes of an ISO 8601 duration of days, hours, minutes and seconds; `nil` if the minutes are not whole.
  private static func isoMinutes(_ text: String) -> Int64? {
    let parts = text.dropFirst().split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    var seconds: Int64 = 0
    var found = false
    for (part, units) in zip(parts, [[("D", Int64(86_400))], [("H", 3600), ("M", 60), ("S", 1)]]) {
      var rest = part
      for (sign, factor) in units {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard rest[digits.endIndex...].first.map(String.init) == sign else { continue }
        guard let number = Int64(digits), number < 1 << 40 else { return nil }
        seconds += number * factor
        rest = rest[digits.endIndex...].dropFirst()
        found = true
      }
      guard rest.isEmpty else { return nil }
    }
    return found && seconds % 60 == 0 ? seconds / 60 : nil
  }
}
