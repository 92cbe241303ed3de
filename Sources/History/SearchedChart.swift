import JSON
import LakeStore
import RankingModel

/// A chart in which items are searched for.
struct SearchedChart {
  let days: ChartDays
  let merged: MergedItems
  private let positions: Positions

  /// - Parameter isNamed: whether somebody asked for the chart. Another chart is `nil` where it has no data that counts.
  init?(_ chart: ChartName, _ cutoff: Cutoff, _ reader: LakeReader, isNamed: Bool) throws(Failure) {
    do throws(Failure) { days = try ChartDays(of: chart, cutoff: cutoff, from: reader) } catch {
      guard error.kind == .noData, !isNamed else { throw error }
      return nil
    }
    merged = MergedItems(days, from: reader)
    positions = Positions(days)
  }

  /// Those of `found` that have a published day, each with how well `words` fit its titles and its id.
  func candidates(_ found: [FoundItem], _ words: [String]) throws(Failure) -> [SearchCandidate] {
    let items = Dictionary(grouping: found) { merged.item($0.id) }
    // The title of an item with one title is known without reading its days.
    let plain = items.filter { $1.count == 1 && $1[0].titles.count == 1 && merged.ids(of: $0).count == 1 }
    let standing = try merged.items(Array(plain.keys), onAnyOf: Set(days.published.map(\.number)))
    var candidates: [SearchCandidate] = []
    for (id, found) in items {
      var named: (title: String, aliases: [String])?
      if plain[id] == nil {
        named = try story(of: id).map { ($0.title, $0.aliases) }
      } else if standing.contains(id) {
        named = (found[0].titles[0], [])
      }
      guard let named else { continue }
      candidates.append(
        SearchCandidate(chart: self, id: id, title: named.title, aliases: named.aliases, words))
    }
    return candidates
  }

  /// The titles of an item, and its places on the published days, by day; `nil` where it stood on none.
  func story(of id: ItemID) throws(Failure) -> (title: String, aliases: [String], places: [(Day, ItemPlace)])?
  {
    var byPosition: [Int: ItemPlace] = [:]
    for own in merged.ids(of: id) {
      for place in try merged.reader.places(of: own, on: days.chart) {
        guard let position = positions[place.snapshot], place.rank < byPosition[position]?.rank ?? .max else {
          continue
        }
        byPosition[position] = place
      }
    }
    let places = byPosition.sorted { $0.key < $1.key }
    guard let title = places.last?.value.title else { return nil }
    var seen: Set = [ByteText(title)]
    let aliases = places.map(\.value.title).filter { seen.insert(ByteText($0)).inserted }
    return (title, aliases, places.map { (positions.days[$0.key], $0.value) })
  }
}

/// An item that may be what was searched for.
struct SearchCandidate {
  /// How well the words fit. The best fit comes first.
  private enum Fit: Int { case title, startOfTitle, startOfWord, partOfTitle, alias, other }

  /// A text of an item, and the name of the field that has it.
  private struct Place {
    var field: String
    var value: String
    var folded: String

    init(_ field: String, _ value: String) {
      (self.field, self.value, folded) = (field, value, FoldedText.of(value))
    }

    func has(_ words: [String]) -> Bool { words.allSatisfy { folded.contains($0) } }
  }

  private let chart: SearchedChart
  private let id: ItemID
  private let title: Place
  private let aliases: [Place]
  private let ids: [Place]
  private let fit: Fit

  /// - Parameter words: the folded words; none where the item was found by its id.
  init(chart: SearchedChart, id: ItemID, title: String, aliases: [String], _ words: [String]) {
    (self.chart, self.id, self.title) = (chart, id, Place("title", title))
    self.aliases = aliases.map { Place("alias", $0) }
    ids = chart.merged.ids(of: id).map { Place("id", $0.description) }
    fit =
      if words.isEmpty || ids.contains(where: { words == [$0.folded] }) {
        .title
      } else if self.title.has(words) {
        SearchCandidate.fit(words, title, self.title.folded)
      } else if self.aliases.contains(where: { $0.has(words) }) {
        .alias
      } else {
        .other
      }
  }

  /// The key to sort by: the best fit first, then title, chart and id.
  var order: (Int, String, String, ItemID) {
    (fit.rawValue, title.folded, chart.days.chart.description, id)
  }

  private static func fit(_ words: [String], _ title: String, _ folded: String) -> Fit {
    guard words.count == 1, let whole = words.first else { return .partOfTitle }
    if folded == whole { return .title }
    if folded.hasPrefix(whole) { return .startOfTitle }
    var rest = FoldedText.words(of: title)[...]
    while !rest.isEmpty {
      if rest.joined().hasPrefix(whole) { return .startOfWord }
      rest = rest.dropFirst()
    }
    return .partOfTitle
  }

  /// The row of the item; `nil` where only its superseded snapshots have the words.
  func row(_ words: [String]) throws(Failure) -> SearchAnswer.Row? {
    guard let story = try chart.story(of: id), let first = story.places.first, let last = story.places.last,
      let match = try match(words, Set(story.places.compactMap(\.1.texts)))
    else { return nil }
    return SearchAnswer.Row(
      chart: chart.days.chart, id: id, title: title.value, field: match.field, value: match.value,
      firstDay: first.0, lastDay: last.0, days: story.places.count,
      bestRank: story.places.map(\.1.rank).min() ?? last.1.rank)
  }

  /// The place that has all of the words; otherwise a place with a word that the title does not have.
  private func match(_ words: [String], _ texts: Set<Int64>) throws(Failure) -> Place? {
    if words.isEmpty { return ids.first }
    if let id = ids.first(where: { words == [$0.folded] }) { return id }
    var places = [title] + aliases + ids
    if let place = places.first(where: { $0.has(words) }) { return place }
    for (field, values) in try chart.merged.reader.texts(texts) {
      places += values.filter { !$0.contains("://") }.map { Place(field, $0) }
    }
    if let place = places.first(where: { $0.has(words) }) { return place }
    guard words.allSatisfy({ word in places.contains { $0.has([word]) } }) else { return nil }
    let others = words.filter { !title.has([$0]) }
    return places.first { place in others.contains { place.has([$0]) } }
  }
}
