public import JSON
import RankingModel

/// An answer in all its forms: a JSON value and flat records for programs, and a page for people.
public struct Document: Sendable {
  /// One part of a page.
  public enum Block: Sendable, Hashable {
    /// A heading.
    case heading(String)
    /// Named values, one per line.
    case facts([Fact])
    /// A table.
    case table(Table)
    /// A sentence.
    case text(String)
    /// A drawing, line by line. It must contain no text from sources, because Markdown cannot escape text in it.
    case preformatted([Cell])

    var isText: Bool {
      if case .text = self { true } else { false }
    }

    /// The lines of `text`, each as a sentence.
    static func lines(of text: String) -> [Block] {
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      return lines.map { .text(String($0)) }
    }
  }

  /// A named value on a page.
  public struct Fact: Sendable, Hashable {
    /// The name of the value.
    public var name: String
    /// The value.
    public var cell: Cell

    /// `cell`, named `name`.
    public init(_ name: String, _ cell: Cell) {
      // The name may be an item's title.
      self.name = SafeText.text(name)
      self.cell = cell
    }
  }

  /// The page with the number of rows below each table. For an empty table the page has only the number.
  var countedPage: [Block] {
    page.flatMap { block -> [Block] in
      guard case .table(let table) = block else { return [block] }
      return (table.rows.isEmpty ? [] : [block]) + [.text(table.sum)]
    }
  }

  /// The whole answer. Its members are in the order in which they are printed.
  public var json: JSONValue
  /// The answer's rows, for CSV and JSON Lines. The column keys name the members.
  public var records: Table
  /// Makes the rows of CSV, where objects in `records` need columns or rows of their own; `nil` where `records` serve. They are
  /// made for CSV only, because a record may have thousands of holders.
  public var sheet: (@Sendable () -> Table)?
  /// The page, for tables on a terminal and for Markdown.
  public var page: [Block]
  /// How many rows a limit left out of the records.
  public var more = 0
  /// What a page says about the days of the answer and rows do not: that another day answers, or that lists are missing.
  public var notes: [String] = []

  /// An answer whose forms differ.
  public init(
    json: JSONValue, records: Table, sheet: (@Sendable () -> Table)? = nil, page: [Block], more: Int = 0,
    notes: [String] = []
  ) {
    (self.json, self.records, self.sheet, self.page) = (json, records, sheet, page)
    (self.more, self.notes) = (more, notes)
  }

  /// An answer that is one record: an object for programs, named values for people.
  init(record: [(column: Column, cell: Cell)]) {
    let table = Table(columns: record.map(\.column), rows: [record.map(\.cell)])
    self.init(
      json: table.object(of: record.map(\.cell)), records: table,
      page: [.facts(record.map { Fact($0.column.title, $0.cell) })])
  }

  /// An answer that is a list of rows.
  ///
  /// - Parameter empty: the sentence on the page if there are no rows.
  public init(_ table: Table, empty: String) {
    self.json = .array(table.rows.map(table.object(of:)))
    self.records = table
    self.page = table.rows.isEmpty ? [.text(empty)] : [.table(table)]
  }
}
