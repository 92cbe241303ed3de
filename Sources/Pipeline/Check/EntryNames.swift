import JSON
import RankingModel

/// How findings name entries.
enum EntryNames {
  /// The most entries that are named one by one.
  static let limit = TransformResult.mostNamed

  /// The entries as `#7 tt0111161 The Shawshank Redemption`, each followed by its `suffix`.
  static func of(_ entries: [Entry], suffix: (Entry) -> String = { _ in "" }) -> [String] {
    var names = entries.prefix(limit).map { entry in
      let id = SafeText.start(of: entry.id.description, limit: 40)
      return "#\(entry.rank) \(id) \(SafeText.start(of: entry.title))\(suffix(entry))"
    }
    if entries.count > limit { names.append("and \(entries.count - limit) more") }
    return names
  }

  /// The first values that several of `entries` share, each with the ranks of these entries: `tt1 at 2 and 7, tt2 at 4, 5 and 9`.
  ///
  /// - Parameter entries: entries in rank order, each with a value.
  static func sharing(_ entries: [Entry], _ value: (Entry) -> JSONValue?) -> String {
    var places: [JSONValue: Int] = [:]
    var groups: [(name: String, ranks: [String])] = []
    for entry in entries {
      guard let value = value(entry) else { continue }
      if let place = places[value] {
        groups[place].ranks.append(String(entry.rank))
      } else {
        places[value] = groups.count
        let name = SafeText.start(of: value.string ?? CanonicalJSON.text(value), limit: 40)
        groups.append((name, [String(entry.rank)]))
      }
    }
    let most = 5
    let named = groups.prefix(most).map { name, ranks in
      let isMany = ranks.count > most
      let last = isMany ? "\(ranks.count - most) more" : ranks.last ?? ""
      return "\(name) at \(ranks.prefix(isMany ? most : ranks.count - 1).joined(separator: ", ")) and \(last)"
    }
    return named.joined(separator: ", ") + (groups.count > most ? " and \(groups.count - most) more" : "")
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
