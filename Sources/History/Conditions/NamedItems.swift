import JSON
import RankingModel

/// The items that a condition on days names, and the tests of them.
struct NamedItems {
  /// One test of a day. Items are given by their indices in `histories`.
  enum Test {
    /// The rank or a measure of an item.
    case value(String, of: Int, ConditionTest.Check)
    case isOnChart(Int)
    case isAbove(Int, Int)
  }

  /// The histories of the items, in the order in which they are named.
  private(set) var histories: [HistoryAnswer] = []
  private var places: [[Day: HistoryAnswer.Place]] = []
  private var last: Int?
  private let condition: Condition
  private let fields: [String]
  private let finder: ItemFinder

  init(_ condition: Condition, measures: [String], finder: ItemFinder) {
    (self.condition, self.fields, self.finder) = (condition, ["rank"] + measures, finder)
  }

  /// `test` with its items found. An item without a field stands for its rank, a field without an item for that of the last item.
  mutating func test(_ test: ConditionTest) throws(Failure) -> Test {
    switch test.check {
    case .isOnChart: return .isOnChart(try item(test.subject))
    case .isAbove(let other):
      let first = try item(test.subject)
      return .isAbove(first, try item(other))
    case .isBelow(let other):
      let first = try item(test.subject)
      return .isAbove(try item(other), first)
    case .compares, .isNull: break
    }
    let name = test.subject.text
    let isField = test.subject.kind == .word && fields.contains(name)
    if let item = test.item {
      guard fields.contains(name) else { throw condition.unknownField(test.subject, fields) }
      return .value(name, of: try self.item(item), test.check)
    }
    guard isField else { return .value("rank", of: try item(test.subject), test.check) }
    guard let last else {
      throw condition.source.mistake(
        at: test.subject.place, "no item is named before \"\(name)\"",
        hint: "say of which item: \(name) of \"…\"")
    }
    return .value(name, of: last, test.check)
  }

  /// The index of the item that `name` names.
  private mutating func item(_ name: ConditionToken) throws(Failure) -> Int {
    let history = try find(name)
    let known = histories.firstIndex { $0.id == history.id }
    let place = known ?? histories.count
    if known == nil {
      histories.append(history)
      places.append(Dictionary(uniqueKeysWithValues: history.observations.map { ($0.day, $0) }))
    }
    last = place
    return place
  }

  private func find(_ name: ConditionToken) throws(Failure) -> HistoryAnswer {
    do throws(Failure) { return try finder.find(name.text) } catch {
      // No item has this bare word as its name, but a field has a similar name.
      guard error.kind == .noData, name.kind == .word,
        !error.facts.contains(where: { $0.isNamed("candidates") }),
        Spelling.nearest(to: name.text, among: fields) != nil
      else { throw error }
      throw condition.unknownField(name, fields)
    }
  }

  /// Whether `test` holds on the published day `day`; `nil` where that is unknown because an item is not on the chart.
  func holds(_ test: Test, on day: Day) -> Bool? {
    switch test {
    case .isOnChart(let item): return places[item][day] != nil
    case .isAbove(let item, let other):
      guard let rank = places[item][day]?.rank, let otherRank = places[other][day]?.rank else { return nil }
      return rank < otherRank
    case .value(let field, let item, let check):
      let value = places[item][day].map { $0.value(field) } ?? .null
      return check.holds(for: value)
    }
  }
}

extension HistoryAnswer.Place {
  /// The rank or a measure.
  fileprivate func value(_ field: String) -> JSONValue { field == "rank" ? JSONValue(rank) : measure(field) }
}
