public import JSON
public import RankingModel

/// A column by which the rows of a chart are sorted.
public struct ChartOrder: Sendable, Hashable {
  /// The column.
  public var column: String
  /// Whether the largest value comes first.
  public var isDescending: Bool

  /// An order by the column `column`.
  public init(_ column: String, isDescending: Bool = false) {
    (self.column, self.isDescending) = (column, isDescending)
  }
}

extension ChartAnswer {
  /// The columns of rows for programs. Chart and day are among them, so rows of several charts and days can be concatenated.
  public var usualNames: [String] { ChartAnswer.usualNames(measures) }

  static func usualNames(_ measures: [String]) -> [String] {
    ChartColumns.place + measures + ChartColumns.movement
  }

  /// The value of `row` under the column `name`.
  public func value(_ name: String, of row: ChartEntry) -> JSONValue {
    switch name {
    case "chart": .string(chart.description)
    case "day": .string(day.description)
    case "rank": JSONValue(row.rank)
    case "id": .string(row.id.description)
    case "title": .string(row.title)
    case "previous_rank": JSONValue(row.previousRank)
    case "change": JSONValue(row.change)
    case "status": .string(row.status.rawValue)
    case "days_on_chart": JSONValue(row.past?.daysOnChart)
    case "days_on_chart_at_most": JSONValue(row.past.flatMap { coverage.atMost($0.daysOnChart) })
    case "peak_so_far": JSONValue(row.past?.peakSoFar)
    case "peak_day": JSONValue(row.past?.peakDay.description)
    case "debut": JSONValue(row.past?.debut.description)
    case ChartColumns.enrichedAt where isEnriched: JSONValue(row.enrichedAt?.description)
    default: row.entry.value(of: name) ?? .null
    }
  }

  /// Keeps only the rows for which `condition` holds, sorted by `order`.
  ///
  /// - Throws: a `usage` failure where one of them names an unknown column.
  mutating func arrange(by order: [ChartOrder], where condition: Condition?) throws(Failure) {
    // `trend` has the ranks of many days: it is only shown, and cannot be sorted by or compared.
    let names = columnNames.filter { $0 != ChartColumns.trend }
    for column in order { try requireColumn(column.column, among: names) }
    if let condition {
      let holds = try condition.ofRows(with: names)
      entries = entries.filter { row in holds { value($0, of: row) } }
    }
    guard !order.isEmpty else { return }
    let keys = entries.map { row in order.map { value($0.column, of: row) } }
    // Sorting is stable: rows that are equal in all columns stay in the order of their ranks.
    entries = entries.indices.sorted { precedes(keys[$0], keys[$1], order) }.map { entries[$0] }
  }

  /// Refuses an unknown column.
  ///
  /// - Throws: a `usage` failure that names all columns, and the one that was probably meant.
  public func requireColumn(_ name: String, among names: [String]? = nil) throws(Failure) {
    let names = names ?? columnNames
    guard !names.contains(name) else { return }
    throw Failure(unknownColumn: name, among: names)
  }

  private func precedes(_ left: [JSONValue], _ right: [JSONValue], _ order: [ChartOrder]) -> Bool {
    for (index, column) in order.enumerated() where left[index] != right[index] {
      // Rows without a value come last in either direction.
      if left[index] == .null || right[index] == .null { return right[index] == .null }
      let (first, second) = column.isDescending ? (right[index], left[index]) : (left[index], right[index])
      if let isLess = first.isLess(than: second) { return isLess }
    }
    return false
  }
}

extension JSONValue {
  /// Whether it comes before `other`. Numbers come first, by size; all other values follow, as texts regardless of case. `nil`
  /// where neither comes before the other.
  fileprivate func isLess(than other: JSONValue) -> Bool? {
    switch (number, other.number) {
    case (let number?, let other?): return number == other ? nil : number < other
    case (_?, nil): return true
    case (nil, _?): return false
    case (nil, nil): break
    }
    let (text, otherText) = (sortText.lowercased(), other.sortText.lowercased())
    return text == otherText ? nil : text < otherText
  }

  /// The text to sort by. A list is sorted by its elements, one after the other.
  private var sortText: String {
    string ?? array.map { $0.map(\.sortText).joined(separator: ", ") } ?? CanonicalJSON.text(self)
  }
}

extension Failure {
  /// The failure for a column `name` that is not among `known`.
  package init(unknownColumn name: String, among known: [String]) {
    self.init(
      .usage, "there is no column \"\(name)\"",
      remedy: .words(Spelling.hint(for: name, amongAll: known, called: "columns")),
      facts: [JSONMember("columns", .array(known.map { .string($0) }))])
  }
}
