import RankingModel

/// How findings name entries.
enum EntryNames {
  /// At most so many are named one by one.
  static let limit = 20

  /// The entries as `#7 tt0111161 The Shawshank Redemption`, with what `suffix` has to say of each.
  static func of(_ entries: [Entry], suffix: (Entry) -> String = { _ in "" }) -> [String] {
    var names = entries.prefix(limit).map { entry in
      let id = shown(entry.id.description, limit: 40)
      return "#\(entry.rank) \(id) \(shown(entry.title))\(suffix(entry))"
    }
    if entries.count > limit { names.append("and \(entries.count - limit) more") }
    return names
  }

  /// The first of `lines`, and how many more there are.
  static func bounded(_ lines: [String]) -> [String] {
    lines.count > limit ? lines.prefix(limit) + ["and \(lines.count - limit) more"] : lines
  }

  /// `words` in one line, and how many more there are.
  static func listed(_ words: [String]) -> String {
    let named = words.prefix(limit).joined(separator: ", ")
    return words.count > limit ? "\(named) and \(words.count - limit) more" : named
  }

  /// `share` as a percentage with one decimal at most: 0.4 is "40%".
  static func percentage(_ share: Double) -> String {
    CanonicalJSON.text(.double((share * 1000).rounded() / 10)) + "%"
  }
}
