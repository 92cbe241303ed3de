public import JSON
import LakeStore
import RankingModel

/// Items counted by the values of a field.
public struct SummaryGroups: Sendable, Hashable {
  /// A value and the items that have it.
  public struct Group: Sendable, Hashable {
    /// The value; null for the items without one.
    public var value: JSONValue
    /// How many items have it.
    public var items: Int
    /// On how many published days each of them had it, summed over the items.
    public var days: Int
    /// Their points on these days, summed and divided by the number of published days of the range.
    public var points: Double
  }

  /// The field.
  public var field: String
  /// The groups, those with the most points first. An item is in the group of each value that it has on any day.
  public var groups: [Group]
}

extension SummaryQuestion {
  /// The groups of each field, by the values that items have on each day.
  ///
  /// - Throws: a `usage` failure where no entry has a value of a field; `damaged` where a version is not sound.
  func groups(
    _ tallies: SummaryTallies, _ days: ChartDays, _ merged: MergedItems
  ) async throws(Failure) -> [SummaryGroups] {
    guard !fields.isEmpty else { return [] }
    var counts = fields.map { _ in [JSONValue: GroupCount]() }
    var known: Set<String> = []
    for place in tallies.places {
      // Of an item that stands twice on a day the better rank counts.
      for entry in Entry.firstRows(Entry.byRank(try await merged.entries(of: days.published[place]))) {
        known.formUnion(entry.fields.map(\.key))
        for (field, name) in fields.enumerated() {
          for value in entry.values(of: name) {
            counts[field][value, default: GroupCount()].add(entry, tallies.points(at: entry.rank))
          }
        }
      }
    }
    let days = Double(tallies.places.count)
    return try zip(fields, counts).map { field, counts throws(Failure) in
      guard counts.keys.contains(where: { $0 != .null }) else { throw unknown(field, known.sorted()) }
      let groups = counts.map { value, count in
        SummaryGroups.Group(
          value: value, items: count.items.count, days: count.days,
          points: quotient(Double(count.points), days))
      }
      return SummaryGroups(
        field: field,
        groups: groups.sorted {
          ($1.points, CanonicalJSON.text($0.value)) < ($0.points, CanonicalJSON.text($1.value))
        })
    }
  }

  private func unknown(_ field: String, _ known: [String]) -> Failure {
    let known = known.contains("year") ? Set(known + [Entry.decade]).sorted() : known
    return Failure(
      .usage, "no entry has a field \"\(field)\"",
      remedy: .words(
        known.isEmpty ? "entries have no fields" : "the fields are: \(known.joined(separator: ", "))"),
      facts: [JSONMember("fields", .array(known.map { .string($0) }))])
  }
}

/// The counts of the items with a value.
private struct GroupCount {
  private(set) var items: Set<ItemID> = []
  private(set) var days = 0
  private(set) var points = 0

  mutating func add(_ entry: Entry, _ points: Int) {
    items.insert(entry.id)
    days += 1
    self.points += points
  }
}

extension Entry {
  /// The name of the field that is computed from the field `year` where an entry does not have it.
  static let decade = "decade"

  /// The value of the field `name`, which may be the computed decade.
  func value(of name: String) -> JSONValue? {
    if let value = self[name] { return value }
    guard name == Entry.decade else { return .none }
    return self["year"]?.integer.map { .integer($0 - $0 % 10) }
  }

  /// The values of the field `name`; null where there are none.
  fileprivate func values(of name: String) -> Set<JSONValue> {
    let value = value(of: name)
    let values = value?.array ?? value.map { [$0] } ?? []
    return values.isEmpty ? [.null] : Set(values)
  }
}
