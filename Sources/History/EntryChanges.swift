public import JSON
public import RankingModel

/// The differences of a list of entries from an earlier one. Of an item with two rows the first one counts.
public struct EntryChanges: Sendable, Hashable {
  /// One difference.
  public struct Change: Sendable, Hashable {
    /// What the difference is about.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      case entered, left, moved, retitled, changed
    }

    /// What the difference is about.
    public var kind: Kind
    /// The item.
    public var id: ItemID
    /// Its title in the later list, or in the earlier one where it left.
    public var title: String
    /// The field that differs; only for `changed`.
    public var field: String?
    /// The rank, title or value in the earlier list; null where there is none.
    public var before: JSONValue
    /// The rank, title or value in the later list; null where there is none.
    public var after: JSONValue
  }

  /// All differences, by kind and within a kind by rank.
  public var all: [Change] = []
  /// How many items are in both lists and have no difference.
  public var unchanged = 0

  /// The differences of a kind.
  public func of(_ kind: Change.Kind) -> [Change] { all.filter { $0.kind == kind } }

  /// The differences of the list `after` from the list `before`.
  init(from before: [Entry], to after: [Entry]) {
    let (before, after) = (Entry.firstRows(Entry.byRank(before)), Entry.firstRows(Entry.byRank(after)))
    let earlier = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
    let later = Set(after.map(\.id))
    var found: [Change] = before.filter { !later.contains($0.id) }.map {
      Change(kind: .left, id: $0.id, title: $0.title, before: JSONValue($0.rank), after: .null)
    }
    for entry in after {
      let changes = EntryChanges.changes(from: earlier[entry.id], to: entry)
      if changes.isEmpty { unchanged += 1 }
      found += changes
    }
    all = Change.Kind.allCases.flatMap { kind in found.filter { $0.kind == kind } }
  }

  private static func changes(from before: Entry?, to after: Entry) -> [Change] {
    let change = { (kind: Change.Kind, field: String?, before: JSONValue, value: JSONValue) in
      Change(kind: kind, id: after.id, title: after.title, field: field, before: before, after: value)
    }
    guard let before else { return [change(.entered, nil, .null, JSONValue(after.rank))] }
    var changes: [Change] = []
    if before.rank != after.rank {
      changes.append(change(.moved, nil, JSONValue(before.rank), JSONValue(after.rank)))
    }
    let titles = (JSONValue.string(before.title), JSONValue.string(after.title))
    if titles.0 != titles.1 { changes.append(change(.retitled, nil, titles.0, titles.1)) }
    let added = after.fields.map(\.key).filter { before[$0] == nil }
    for name in before.fields.map(\.key) + added where before[name] != after[name] {
      changes.append(change(.changed, name, before[name] ?? .null, after[name] ?? .null))
    }
    return changes
  }
}
