import JSON
public import LakeStore
public import RankingModel

/// Which items have certain words in their titles, their ids, their years or the other texts from lists and enrichment?
public struct SearchQuestion: Question {
  /// The words, or an address with an id in it.
  public var text: String
  /// The chart; `nil` for all charts of the lake.
  public var chart: ChartName?
  /// The most items to show.
  public var limit: Int
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about `text`.
  public init(text: String, chart: ChartName? = nil, limit: Int = 20, cutoff: Cutoff = Cutoff()) {
    (self.text, self.chart, self.limit, self.cutoff) = (text, chart, limit, cutoff)
  }

  /// The items that have the whole text in one place. Where there are none, the items that have each word of the text in some
  /// place. Only items with a published day that counts are found.
  ///
  /// - Throws: a `noData` failure with similar titles where nothing is found, `usage` where the text is blank.
  public func answer(from reader: LakeReader) throws(Failure) -> SearchAnswer {
    if let chart { try reader.require(chart) }
    let words = FoldedText.words(of: HTMLEntities.decoded(text))
    guard !text.allSatisfy(\.isWhitespace) else { throw Failure(.usage, "there is nothing to search for") }
    let ids = ItemID.addressed(text)
    if !ids.isEmpty {
      let answer = try self.answer(try reader.items(named: ids, on: chart), [], reader)
      if answer.rows.isEmpty { try nothing(reader) }
      return answer
    }
    for words in words.count > 1 ? [[words.joined()], words] : [words] {
      let answer = try self.answer(try reader.items(with: words, on: chart), words, reader)
      if !answer.rows.isEmpty { return answer }
    }
    try nothing(reader)
  }

  /// The best matches among `found`.
  private func answer(
    _ found: [FoundItem], _ words: [String], _ reader: LakeReader
  ) throws(Failure) -> SearchAnswer {
    var answer = SearchAnswer(text: text, requested: chart)
    var candidates: [SearchCandidate] = []
    let byChart = Dictionary(grouping: found, by: \.chart)
    for chart in byChart.keys.sorted(by: { $0.description < $1.description }) {
      guard let searched = try SearchedChart(chart, cutoff, reader, isNamed: self.chart != nil) else {
        continue
      }
      candidates += try searched.candidates(byChart[chart] ?? [], words)
      answer.coverage[chart] = searched.days.coverage()
      answer.noun = byChart.count == 1 ? searched.days.noun : .item
      answer.units[chart] = searched.days.cadence.unit
    }
    candidates.sort { $0.order < $1.order }
    for (place, candidate) in candidates.enumerated() {
      guard answer.rows.count < limit else {
        answer.more = candidates.count - place
        break
      }
      if let row = try candidate.row(words) { answer.rows.append(row) }
    }
    return answer
  }

  /// - Throws: always: nothing was found, and the failure has similar titles.
  private func nothing(_ reader: LakeReader) throws(Failure) -> Never {
    var titles: [String] = []
    for name in try reader.charts() where chart == nil || name == chart {
      titles += try reader.items(of: name, containing: "").map(\.title)
    }
    let near = SearchQuestion.near(text, titles)
    let scope = chart.map { "on \($0)" } ?? "in the lake"
    throw Failure(
      .noData, "nothing \(scope) has \"\(text)\" in its texts\(cutoff.words)",
      remedy: .words(near.isEmpty ? "try a part of a title" : SearchQuestion.question(near)),
      facts: [SearchQuestion.suggestions(near)])
  }

  /// The question to people whether they meant one of `titles`.
  static func question(_ titles: [String]) -> String {
    "did you mean \(titles.map { "\"\($0)\"" }.joined(separator: " or "))?"
  }

  /// The suggestion of `titles` to programs.
  static func suggestions(_ titles: [String]) -> JSONMember {
    JSONMember("suggestions", .array(titles.map { .string($0) }))
  }

  /// Up to three of `titles` that `text` may mean: the most similar one, then those with a similar word. A title that equals
  /// `text` is left out, because the search did not find it.
  static func near(_ text: String, _ titles: [String]) -> [String] {
    let nearest = Spelling.nearest(to: text, among: titles).map { [$0] } ?? []
    let withWord = titles.filter { title in
      Spelling.nearest(to: text, among: FoldedText.words(of: title).filter { $0.count > 3 }) != nil
    }
    return (nearest + withWord).reduce(into: []) { near, title in
      let isKnown = near.contains(title) || FoldedText.of(title) == FoldedText.of(text)
      if near.count < 3, !isKnown { near.append(title) }
    }
  }
}

/// The items that a search found.
public struct SearchAnswer: Sendable, Hashable {
  /// An item.
  public struct Row: Sendable, Hashable {
    /// The chart.
    public var chart: ChartName
    /// The item.
    public var id: ItemID
    /// Its title on its last day.
    public var title: String
    /// Where the text was found: `title`, `alias`, `id`, or the name of another field.
    public var field: String
    /// The text that was found there.
    public var value: String
    /// Its first published day.
    public var firstDay: Day
    /// Its last published day.
    public var lastDay: Day
    /// How many published days it stood on the chart.
    public var days: Int
    /// Its best rank.
    public var bestRank: Int
  }

  /// The text that was searched for.
  public var text: String
  /// The chart that was asked about; `nil` for all.
  public var requested: ChartName?
  /// The best matches first.
  public var rows: [Row] = []
  /// How many more items were found.
  public var more = 0
  /// How much is known of the charts that have found items.
  public var coverage: [ChartName: Coverage] = [:]
  /// What people call a period of each of these charts.
  public var units: [ChartName: String] = [:]
  /// What the items are called.
  public var noun = ItemNoun.item
}
