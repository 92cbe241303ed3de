import JSON
public import LakeStore
public import RankingModel

/// How did an item fare on a chart?
public struct HistoryQuestion: Sendable {
  /// The chart.
  public var chart: ChartName
  /// An id, an address with an id in it, a title, or a part of a title.
  public var item: String
  /// What counts.
  public var cutoff: Cutoff

  /// The question about `item`, an id or a title.
  public init(chart: ChartName, item: String, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.item, self.cutoff) = (chart, item, cutoff)
  }

  /// Answers for the item with that id; or else for the one item with that title, regardless of case; or else regardless of
  /// accents, punctuation and spaces too; or else for the one item with that text in a title.
  ///
  /// - Throws: a `noData` failure where no item fits, or where several do: then it lists them.
  public func answer(from reader: LakeReader) throws(Failure) -> HistoryAnswer {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let positions = Positions(days)
    let merged = MergedItems(days, from: reader)
    for id in [ItemID(item), ItemID(spelled: item)] + addressed {
      if let answer = try self.answer(id, positions, merged) { return answer }
    }
    let candidates = try self.candidates(positions, merged)
    guard let only = candidates.first else {
      let noun = try reader.noun(of: chart)
      throw Failure(
        .noData, "no \(noun.one) on \(chart) has the id or a title with \"\(item)\"",
        remedy: .showItems(of: chart, noun))
    }
    if candidates.count > 1 { throw several(candidates, try reader.noun(of: chart)) }
    return only
  }

  /// The ids that a pasted address may have: its whole path, as in `https://github.com/swiftlang/swift`, and each part of it,
  /// as in `https://www.imdb.com/title/tt0111161/`.
  private var addressed: [ItemID] {
    guard let start = item.firstRange(of: "://")?.upperBound else { return [] }
    let parts = item[start...].prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst()
    return ([parts.joined(separator: "/")] + parts.map { String($0) }).map(ItemID.init(spelled:))
  }

  private func answer(
    _ id: ItemID, _ positions: Positions, _ merged: MergedItems
  ) throws(Failure) -> HistoryAnswer? {
    let item = merged.item(id)
    return HistoryAnswer(
      chart: chart, id: item, measures: try merged.measures(),
      observations: try merged.observations(of: item), positions: positions)
  }

  /// The items that fit as a title: those with just that title where there are any.
  private func candidates(_ positions: Positions, _ merged: MergedItems) throws(Failure) -> [HistoryAnswer] {
    guard !item.isEmpty else { return [] }
    let titles = try merged.titles(containing: item)
    // Whichever way a character is spelled: what a user types is compared as Swift compares texts, not by bytes.
    let isSame = { (text: String) in text.lowercased() == item.lowercased() }
    let wanted = FoldedText.of(item)
    let isAlike = { (text: String) in FoldedText.of(text) == wanted }
    var answers: [HistoryAnswer] = []
    for fits in [isSame, isAlike, { _ in true }] where answers.isEmpty {
      let fitting = titles.filter { fits($0.title) || fits($0.item.description) }
      for item in Set(fitting.map(\.item)).sorted() {
        guard let answer = try self.answer(item, positions, merged) else { continue }
        // A title that a superseded snapshot alone had is no title of the item.
        let own = fitting.contains { $0.item == item && answer.hasTitle($0.title) }
        if own || isAlike(item.description) { answers.append(answer) }
      }
    }
    return answers
  }

  private func several(_ items: [HistoryAnswer], _ noun: ItemNoun) -> Failure {
    let shown = 20
    var lines = items.prefix(shown).map { item in
      "  \(item.id)  \(item.title)  (\(counted(item.days, item.cadence.unit)))"
    }
    if items.count > shown { lines.append("  and \(items.count - shown) more") }
    return Failure(
      .noData, "\(noun.counted(items.count)) on \(chart) fit \"\(item)\":\n\(lines.joined(separator: "\n"))",
      remedy: .askForItem(items[0].id, on: chart),
      facts: [
        JSONMember(
          "candidates", .array(items.map { ["id": .string($0.id.description), "title": .string($0.title)] }))
      ])
  }
}

/// Where each published snapshot stands among the published days.
struct Positions {
  let days: [Day]
  let cadence: Cadence
  private let byNumber: [Int64: Int]

  init(_ chart: ChartDays) {
    self.days = chart.published.map(\.day)
    self.cadence = chart.cadence
    self.byNumber = Dictionary(uniqueKeysWithValues: chart.published.enumerated().map { ($1.number, $0) })
  }

  /// The place of a snapshot's day among the published days; `nil` where the snapshot is superseded.
  subscript(snapshot: Int64) -> Int? { byNumber[snapshot] }

  /// The number of the period of the published day at `place`. Each published day of an irregular chart is a period.
  func period(at place: Int) -> Int { cadence == .irregular ? place : cadence.period(of: days[place]) }
}
