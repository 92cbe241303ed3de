import JSON
import RankingModel

/// How findings name entries.
enum EntryNames {
  /// At most so many are named one by one.
  static let limit = TransformResult.mostNamed

  /// The entries as `#7 tt0111161 The Shawshank Redemption`, with what `suffix` has to say of each.
  static func of(_ entries: [Entry], suffix: (Entry) -> String = { _ in "" }) -> [String] {
    var names = entries.prefix(limit).map { entry in
      let id = SafeText.start(of: entry.id.description, limit: 40)
      return "#\(entry.rank) \(id) \(SafeText.start(of: entry.title))\(suffix(entry))"
    }
    if entries.count > limit { names.append("and \(entries.count - limit) more") }
    return names
  }

  /// The first of `count` faults, and how many more there are.
  static func of(_ faults: [UnreadableRow], count: Int) -> [String] {
    let named = faults.prefix(limit).map(\.description)
    return count > named.count ? named + ["and \(count - named.count) more"] : named
  }

  /// `numbers` in one line, and how many more there are.
  static func listed(_ numbers: [Int]) -> String {
    let named = numbers.prefix(limit).map(String.init).joined(separator: ", ")
    return numbers.count > limit ? "\(named) and \(numbers.count - limit) more" : named
  }

  /// `share` as a percentage with one decimal at most: 0.4 is "40%".
  static func percentage(_ share: Double) -> String {
    CanonicalJSON.text(.double((share * 1000).rounded() / 10)) + "%"
  }
}
