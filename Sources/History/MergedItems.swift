import LakeStore
import RankingModel

/// Joins the ids of items that have more than one, as `same-as` in the newest settings of a chart says. Versions and the
/// catalogue keep the ids of the source.
struct MergedItems {
  let chart: ChartName
  let reader: LakeReader
  /// The measures of the chart.
  let measures: [String]
  /// The item for each id on the left of `same-as`.
  private let names: [ItemID: ItemID]
  /// The other ids of each item.
  private let others: [ItemID: [ItemID]]

  init(_ days: ChartDays, from reader: LakeReader) {
    self.chart = days.chart
    self.reader = reader
    self.measures = days.measures
    names = days.settings?.sameAs ?? [:]
    others = Dictionary(grouping: names.keys.sorted()) { [names] in names[$0] ?? $0 }
  }

  /// Whether any items have more than one id.
  var joinsItems: Bool { !names.isEmpty }

  /// The item that has `id`.
  func item(_ id: ItemID) -> ItemID { names[id] ?? id }

  /// The ids under which the source has `item`.
  func ids(of item: ItemID) -> [ItemID] { [item] + (others[item] ?? []) }

  /// The entries of the version of `snapshot`, with the ids of their items; none where there is no version.
  func entries(of snapshot: SnapshotSummary?) async throws(Failure) -> [Entry] {
    guard let version = snapshot?.version else { return [] }
    let entries = try await reader.entries(of: version)
    if names.isEmpty { return entries }
    return entries.map { entry in
      var entry = entry
      entry.id = item(entry.id)
      return entry
    }
  }

  /// The observations of `item` on all published snapshots, including superseded ones: one for each snapshot, at the best rank.
  func observations(of item: ItemID) throws(Failure) -> [Observation] {
    let ids = ids(of: item)
    if ids.count == 1 { return try reader.observations(of: item, on: chart) }
    var best: [Int64: Observation] = [:]
    for id in ids {
      for row in try reader.observations(of: id, on: chart) where row.rank < best[row.snapshot]?.rank ?? .max
      { best[row.snapshot] = row }
    }
    return Array(best.values)
  }

  /// Those of `items` that stood on at least one of the published snapshots with the numbers `snapshots`.
  func items(_ items: [ItemID], onAnyOf snapshots: Set<Int64>) throws(Failure) -> Set<ItemID> {
    Set(try reader.items(items.flatMap(ids), of: chart, onAnyOf: snapshots).map(item))
  }

  /// Those of `items` that have had, or may have had, more than one title.
  func retitled(among items: Set<ItemID>) throws(Failure) -> Set<ItemID> {
    let retitled = try reader.retitledItems(among: items, of: chart)
    return items.filter { ids(of: $0).count > 1 || retitled.contains($0) }
  }

  /// The items with `text` in their id or in a title, once for each such title.
  func titles(containing text: String) throws(Failure) -> [ItemTitle] {
    var titles = try reader.items(of: chart, containing: text)
    for index in titles.indices { titles[index].item = item(titles[index].item) }
    return titles
  }
}
