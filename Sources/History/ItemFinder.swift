import JSON
public import LakeStore
public import RankingModel

/// Finds the item of a chart by an id, an address with an id in it, a title that the item ever had, or a part of such a title.
public struct ItemFinder {
  /// An item that may be meant, with its title on its last day.
  private typealias Candidate = (id: ItemID, title: String)

  private let days: ChartDays
  private let positions: Positions
  private let merged: MergedItems

  /// A finder for the items of the chart of `days`, as they are known on these days.
  public init(_ days: ChartDays, from reader: LakeReader) { self.init(days, MergedItems(days, from: reader)) }

  init(_ days: ChartDays, _ merged: MergedItems) {
    (self.days, self.positions, self.merged) = (days, Positions(days), merged)
  }

  /// The history of the item that `text` means. It tries, in this order: an item with this id; the one item with this title,
  /// regardless of case; the one item with this title, regardless of accents, punctuation and spaces too; the one item with this
  /// text in a title.
  ///
  /// - Throws: a `noData` failure where no item fits, with similar titles, or where several do: then the failure lists them.
  public func find(_ text: String) throws(Failure) -> HistoryAnswer {
    for id in [ItemID(text), ItemID(spelled: text)] + ItemID.addressed(text) {
      if let history = try history(of: id) { return history }
    }
    let candidates = try self.candidates(text)
    if candidates.count > 1 { throw several(candidates, text) }
    if let only = candidates.first, let history = try history(of: only.id) { return history }
    throw try none(text)
  }

  /// The history of the item with exactly this id; `nil` where it stood on no day that counts.
  public func history(of id: ItemID) throws(Failure) -> HistoryAnswer? {
    let item = merged.item(id)
    return HistoryAnswer(
      chart: days.chart, id: item, measures: merged.measures,
      observations: try merged.observations(of: item), positions: positions, coverage: days.coverage())
  }

  /// `history` limited to the days of `range`, which are some of `days`. The titles and the debut of the item stay as they are.
  ///
  /// - Returns: `nil` where the item stood on none of these days.
  func history(
    _ history: HistoryAnswer, within range: StatisticsRange, of days: ChartDays
  ) throws(Failure) -> HistoryAnswer? {
    if days.settings?.epochs.isEmpty != false { return history }
    let finder = ItemFinder(days.within(range), merged)
    guard var own = try finder.history(of: history.id) else { return nil }
    (own.title, own.aliases, own.debut) = (history.title, history.aliases, history.debut)
    (own.epoch, own.nextEpoch, own.coverage) = (range.epoch, range.nextEpoch, range.coverage)
    return own
  }

  /// The items with `text` as a title or an id. Equal ones are preferred to similar ones, and these to partial ones.
  private func candidates(_ text: String) throws(Failure) -> [Candidate] {
    guard !text.isEmpty else { return [] }
    let text = HTMLEntities.decoded(text)
    let titles = try merged.titles(containing: text)
    // Characters may be spelled in several ways in Unicode. What a user types is compared as Swift compares texts, not by bytes.
    let isSame = { (title: String) in title.lowercased() == text.lowercased() }
    let wanted = FoldedText.of(text)
    let isAlike = { (title: String) in FoldedText.of(title) == wanted }
    var found: [Candidate] = []
    for fits in [isSame, isAlike, { _ in true }] where found.isEmpty {
      let fitting = titles.filter { fits($0.title) || fits($0.item.description) }
      let byItem = Dictionary(grouping: fitting, by: \.item).mapValues { $0.map(\.title) }
      let standing = try merged.items(Array(byItem.keys), onAnyOf: Set(days.published.map(\.number)))
      let retitled = try merged.retitled(among: standing)
      for item in standing.sorted() {
        var title = byItem[item]?.first
        // An item that has had one title only has this one. A title that only a superseded snapshot had does not count.
        if retitled.contains(item) {
          let history = try history(of: item)
          let isOwn = byItem[item]?.contains { history?.hasTitle($0) == true } == true
          title = isOwn || isAlike(item.description) ? history?.title : nil
        }
        if let title { found.append((item, title)) }
      }
    }
    return found
  }

  private func several(_ items: [Candidate], _ text: String) -> Failure {
    let shown = 20
    var lines = items.prefix(shown).map { item in
      "  \(SafeText.text(item.id.description))  \(SafeText.text(item.title))"
    }
    if items.count > shown { lines.append("  and \(items.count - shown) more") }
    return Failure(
      .noData,
      "\(days.noun.counted(items.count)) on \(days.chart) fit \"\(text)\":\n\(lines.joined(separator: "\n"))",
      remedy: .askForItem(items[0].id, insteadOf: text),
      facts: [
        JSONMember(
          "candidates", .array(items.map { ["id": .string($0.id.description), "title": .string($0.title)] }))
      ])
  }

  private func none(_ text: String) throws(Failure) -> Failure {
    let near = text.isEmpty ? [] : SearchQuestion.near(text, try merged.titles(containing: "").map(\.title))
    let usual = Remedy.showItems(of: days.chart, days.noun)
    return Failure(
      .noData, "no \(days.noun.one) on \(days.chart) has the id or a title with \"\(text)\"",
      remedy: near.isEmpty ? usual : .words(SearchQuestion.question(near)),
      facts: near.isEmpty ? [] : [SearchQuestion.suggestions(near)])
  }
}

extension ItemID {
  /// The ids that a pasted address may contain: its whole path, as in `https://github.com/swiftlang/swift`, and each part of the
  /// path, as in `https://www.imdb.com/title/tt0111161/`; none where `text` is not an address.
  static func addressed(_ text: String) -> [ItemID] {
    guard let start = text.firstRange(of: "://")?.upperBound else { return [] }
    let parts = text[start...].prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst()
    return ([parts.joined(separator: "/")] + parts.map { String($0) }).map(ItemID.init(spelled:))
  }
}
