public import JSON
public import RankingModel

/// Rows under named columns.
public struct Table: Sendable, Hashable {
  /// The columns, from the left.
  public var columns: [Column]
  /// The rows; each has one cell a column.
  public var rows: [[Cell]]
  /// What people are told below it of how many of these it has.
  private var noun = ItemNoun(one: "row")
  /// How many of them it has; `nil` where each row is one.
  private var count: Int?
  /// How many more of them there are.
  private var more = 0

  /// A table of `rows` under `columns`.
  public init(columns: [Column], rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }

  /// The same table, which has `count` of what `noun` says, one a row where no count is given.
  ///
  /// - Parameter more: how many more there are.
  public func counting(_ noun: ItemNoun, _ count: Int? = nil, more: Int = 0) -> Table {
    var table = self
    (table.noun, table.count, table.more) = (noun, count, more)
    return table
  }

  /// The same for what has an English word, such as `"run"`.
  public func counting(_ one: String, _ count: Int? = nil, more: Int = 0) -> Table {
    counting(ItemNoun(one: one), count, more: more)
  }

  /// How many it has, such as `25 films, 3 more`.
  var sum: String { noun.counted(count ?? rows.count) + (more > 0 ? ", \(more) more" : "") }

  /// What people read in each cell, safe to show. The numbers of a column that is set to the right have equally many decimals.
  var texts: [[String]] {
    var texts = rows.map { $0.map(\.text) }
    for index in columns.indices where columns[index].alignment == .right {
      let numbers = rows.indices.filter { rows[$0][index].isDecimal }
      let most = numbers.map { Table.decimals(texts[$0][index]) }.max() ?? 0
      guard most > 0 else { continue }
      for row in numbers {
        let lacking = most - Table.decimals(texts[row][index])
        if lacking == most { texts[row][index] += "." }
        texts[row][index] += String(repeating: "0", count: lacking)
      }
    }
    return texts
  }

  /// How many digits `number` has after its point.
  private static func decimals(_ number: String) -> Int {
    number.utf8.firstIndex(of: UInt8(ascii: ".")).map { number.utf8[$0...].count - 1 } ?? 0
  }

  /// The table with no other columns than those with `keys`, in the order in which they stand.
  func only(_ keys: Set<String>) -> Table {
    let kept = columns.indices.filter { keys.contains(columns[$0].key) }
    var table = self
    table.columns = kept.map { columns[$0] }
    table.rows = rows.map { row in kept.map { row[$0] } }
    return table
  }

  /// A row as a JSON object whose names are the column keys.
  public func object(of row: [Cell]) -> JSONValue {
    .object(zip(columns, row).map { JSONMember($0.key, $1.value) })
  }
}

/// A column of a table.
public struct Column: Sendable, Hashable {
  /// To which edge its cells are set.
  public enum Alignment: Sendable, Hashable { case left, right }

  /// Its name for programs.
  public var key: String
  /// Its name for people.
  public var title: String
  /// To which edge its cells are set.
  public var alignment: Alignment
  /// Whether its cells are cut short before those of others where a terminal is narrow.
  public var isFlexible: Bool

  /// A column; its title is its key where none is given.
  public init(_ key: String, title: String? = nil, alignment: Alignment = .left, isFlexible: Bool = false) {
    self.key = key
    self.title = title ?? key
    self.alignment = alignment
    self.isFlexible = isFlexible
  }
}

extension Column {
  /// Whether its cells name what people type again, such as an id: these are never cut short.
  var isTyped: Bool { ["id", "item", "chart", "run", "claim", "tag"].contains(key) }

  /// Whether it goes where a terminal is too narrow for all columns.
  var canBeLeftOut: Bool { !isTyped && !isFlexible }
}

/// A value in a table, and how people see it.
public struct Cell: Sendable, Hashable {
  /// What a cell's colour says; shown only where colour is on.
  public enum Tone: Sendable, Hashable { case plain, good, bad, notice, faint }

  /// The value for programs.
  public var value: JSONValue
  /// What people read in place of the value; not yet safe to show.
  public var shown: String?
  /// What the colour says.
  public var tone: Tone

  /// A value, and what people read in its place.
  public init(_ value: JSONValue, shown: String? = nil, tone: Tone = .plain) {
    (self.value, self.shown, self.tone) = (value, shown, tone)
  }

  /// A text.
  public init(_ text: String?, tone: Tone = .plain) { self.init(JSONValue(text), tone: tone) }

  /// A whole number.
  public init(_ number: Int?, tone: Tone = .plain) { self.init(JSONValue(number), tone: tone) }

  /// Whether people read a number in plain digits.
  fileprivate var isDecimal: Bool {
    shown == nil && value.number != nil && !text.utf8.contains(UInt8(ascii: "e"))
  }

  /// What people read, safe to show: control characters are made visible, and nothing is a dash.
  public var text: String {
    if let shown { return SafeText.text(shown) }
    return switch value {
    case .null: "–"
    case .bool(let value): value ? "yes" : "no"
    case .string(let text): SafeText.text(text)
    case .integer, .double: CanonicalJSON.text(value)
    case .array(let elements): elements.isEmpty ? "–" : elements.map { Cell($0).text }.joined(separator: ", ")
    case .object: SafeText.text(CanonicalJSON.text(value))
    }
  }
}
