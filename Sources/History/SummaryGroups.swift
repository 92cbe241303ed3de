public import JSON
import LakeStore
import RankingModel

/// Items counted by the values of a field.
public struct SummaryGroups: Sendable, Hashable {
  /// The items that have a value.
  public struct Group: Sendable, Hashable {
    /// The value; null for the items without one.
    public var value: JSONValue
    /// How many items have it.
    public var items: Int
    /// On how many published days each of them stood, summed.
    public var days: Int
    /// Their points, summed.
    public var points: Double
  }

  /// The field.
  public var field: String
  /// The groups, those with the most points first. An item with several values is in several groups.
  public var groups: [Group]
}

extension SummaryQuestion {
  /// The groups of each field, by what an item's fields are on its last day.
  func groups(
    _ tallies: SummaryTallies, _ days: ChartDays, _ merged: MergedItems
  ) async throws(Failure) -> [SummaryGroups] {
    guard !fields.isEmpty else { return [] }
    let items = tallies.items.indices.filter { tallies.items[$0].days > 0 }
    var entries: [(tally: SummaryTallies.Tally, entry: Entry)] = []
    for (place, items) in Dictionary(grouping: items, by: { tallies.items[$0].last }).sorted(by: {
      $0.key < $1.key
    }) {
      // Of an item that stands twice on a day the better rank counts.
      let rows = Entry.firstRows(Entry.byRank(try await merged.entries(of: days.published[place])))
      let byID = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
      entries += items.compactMap { item in
        byID[tallies.rankings.items[item]].map { (tallies.items[item], $0) }
      }
    }
    return try fields.map { field throws(Failure) in
      let values = try values(of: field, in: entries.map(\.entry))
      return SummaryGroups(field: field, groups: groups(by: values, entries.map(\.tally), tallies))
    }
  }

  /// The values that each of `entries` has of `field`.
  ///
  /// - Throws: a `usage` failure where none has any.
  private func values(of field: String, in entries: [Entry]) throws(Failure) -> [[JSONValue]] {
    if entries.contains(where: { $0[field] != nil }) {
      return entries.map { $0[field].map { $0.array ?? [$0] } ?? [] }
    }
    if field == "decade", entries.contains(where: { $0["year"]?.integer != nil }) {
      return entries.map { entry in entry["year"]?.integer.map { [.integer($0 - $0 % 10)] } ?? [] }
    }
    let known = Set(entries.flatMap { $0.fields.map(\.key) }).sorted()
    throw Failure(
      .usage, "no entry has a field \"\(field)\"",
      remedy: .words(
        known.isEmpty ? "entries have no fields" : "the fields are: \(known.joined(separator: ", "))"),
      facts: [JSONMember("fields", .array(known.map { .string($0) }))])
  }

  private func groups(
    by values: [[JSONValue]], _ items: [SummaryTallies.Tally], _ tallies: SummaryTallies
  ) -> [SummaryGroups.Group] {
    var groups: [JSONValue: SummaryGroups.Group] = [:]
    for (values, item) in zip(values, items) {
      for value in values.isEmpty ? [.null] : Set(values) {
        groups[value, default: SummaryGroups.Group(value: value, items: 0, days: 0, points: 0)].add(
          item, tallies.points(of: item))
      }
    }
    let days = Double(tallies.places.count)
    return groups.values.map { group in
      var group = group
      group.points = quotient(group.points, days)
      return group
    }.sorted { ($1.points, CanonicalJSON.text($0.value)) < ($0.points, CanonicalJSON.text($1.value)) }
  }
}

extension SummaryGroups.Group {
  fileprivate mutating func add(_ item: SummaryTallies.Tally, _ points: Double) {
    items += 1
    days += item.days
    self.points += points
  }
}
