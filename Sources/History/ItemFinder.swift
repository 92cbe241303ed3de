import JSON
public import LakeStore
public import RankingModel

/// Finds the item of a chart that somebody names by an id, an address with an id in it, a title it ever had, or a part of one.
public struct ItemFinder {
  private let chart: ChartName
  private let positions: Positions
  private let merged: MergedItems

  /// Finds items of the chart of `days`, by what is known of them on these days.
  public init(_ days: ChartDays, from reader: LakeReader) {
    self.init(Positions(days), MergedItems(days, from: reader))
  }

  init(_ positions: Positions, _ merged: MergedItems) {
    (self.chart, self.positions, self.merged) = (merged.chart, positions, merged)
  }

  /// The history of the item with the id `text`; or else of the one item with that title, regardless of case; or else regardless
  /// of accents, punctuation and spaces too; or else of the one item with that text in a title.
  ///
  /// - Throws: a `noData` failure where no item fits, or where several do: then it lists them.
  public func find(_ text: String) throws(Failure) -> HistoryAnswer {
    for id in [ItemID(text), ItemID(spelled: text)] + ItemID.addressed(text) {
      if let history = try history(of: id) { return history }
    }
    let candidates = try self.candidates(text)
    if candidates.count == 1 { return candidates[0] }
    let noun = try merged.reader.noun(of: chart)
    if candidates.count > 1 { throw several(candidates, text, noun) }
    throw Failure(
      .noData, "no \(noun.one) on \(chart) has the id or a title with \"\(text)\"",
      remedy: .showItems(of: chart, noun))
  }

  /// The history of the item with just this id; `nil` where none is on a day that counts.
  public func history(of id: ItemID) throws(Failure) -> HistoryAnswer? {
    let item = merged.item(id)
    return HistoryAnswer(
      chart: chart, id: item, measures: merged.measures,
      observations: try merged.observations(of: item), positions: positions)
  }

  /// What `history` is over the days of `range` alone, which are some of `days`. The item's titles and its debut stay what they are.
  ///
  /// - Returns: `nil` where the item stood on none of these days.
  func history(
    _ history: HistoryAnswer, within range: StatisticsRange, of days: ChartDays
  ) throws(Failure) -> HistoryAnswer? {
    if days.settings?.epochs.isEmpty != false { return history }
    let finder = ItemFinder(Positions(days.within(range)), merged)
    guard var own = try finder.history(of: history.id) else { return nil }
    (own.title, own.aliases, own.debut) = (history.title, history.aliases, history.debut)
    own.epoch = range.epoch
    return own
  }

  /// The items that fit as a title: those with just that title where there are any.
  private func candidates(_ text: String) throws(Failure) -> [HistoryAnswer] {
    guard !text.isEmpty else { return [] }
    let titles = try merged.titles(containing: text)
    // Whichever way a character is spelled: what a user types is compared as Swift compares texts, not by bytes.
    let isSame = { (title: String) in title.lowercased() == text.lowercased() }
    let wanted = FoldedText.of(text)
    let isAlike = { (title: String) in FoldedText.of(title) == wanted }
    var found: [HistoryAnswer] = []
    for fits in [isSame, isAlike, { _ in true }] where found.isEmpty {
      let fitting = titles.filter { fits($0.title) || fits($0.item.description) }
      for item in Set(fitting.map(\.item)).sorted() {
        guard let history = try history(of: item) else { continue }
        // A title that a superseded snapshot alone had is no title of the item.
        let own = fitting.contains { $0.item == item && history.hasTitle($0.title) }
        if own || isAlike(item.description) { found.append(history) }
      }
    }
    return found
  }

  private func several(_ items: [HistoryAnswer], _ text: String, _ noun: ItemNoun) -> Failure {
    let shown = 20
    var lines = items.prefix(shown).map { item in
      "  \(SafeText.text(item.id.description))  \(SafeText.text(item.title))  (\(counted(item.days, item.cadence.unit)))"
    }
    if items.count > shown { lines.append("  and \(items.count - shown) more") }
    return Failure(
      .noData, "\(noun.counted(items.count)) on \(chart) fit \"\(text)\":\n\(lines.joined(separator: "\n"))",
      remedy: .askForItem(items[0].id, on: chart),
      facts: [
        JSONMember(
          "candidates", .array(items.map { ["id": .string($0.id.description), "title": .string($0.title)] }))
      ])
  }
}

extension ItemID {
  /// The ids that a pasted address may have: its whole path, as in `https://github.com/swiftlang/swift`, and each part of it,
  /// as in `https://www.imdb.com/title/tt0111161/`; none where `text` is no address.
  static func addressed(_ text: String) -> [ItemID] {
    guard let start = text.firstRange(of: "://")?.upperBound else { return [] }
    let parts = text[start...].prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst()
    return ([parts.joined(separator: "/")] + parts.map { String($0) }).map(ItemID.init(spelled:))
  }
}
