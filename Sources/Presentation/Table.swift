public import JSON
public import RankingModel

/// Rows under named columns.
public struct Table: Sendable, Hashable {
  /// The columns, from left to right.
  public var columns: [Column]
  /// The rows. Each has one cell per column.
  public var rows: [[Cell]]
  /// The noun for the things that the table counts.
  private var noun = ItemNoun(one: "row")
  /// The number of things that the table has; `nil` if each row is one.
  private var count: Int?
  /// The number of further things that the table does not show.
  private var more = 0

  /// A table of `rows` under `columns`.
  public init(columns: [Column], rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }

  /// The same table, whose page says that it has `count` of the things that `noun` names; `nil` for one per row.
  ///
  /// - Parameter more: the number of further things that the table does not show.
  public func counting(_ noun: ItemNoun, _ count: Int? = nil, more: Int = 0) -> Table {
    var table = self
    (table.noun, table.count, table.more) = (noun, count, more)
    return table
  }

  /// The same for a noun with a regular plural, such as `"run"`.
  public func counting(_ one: String, _ count: Int? = nil, more: Int = 0) -> Table {
    counting(ItemNoun(one: one), count, more: more)
  }

  /// The number of things in the table, such as `25 films, 3 more`.
  var sum: String { noun.counted(count ?? rows.count) + (more > 0 ? ", \(more) more" : "") }

  /// The text that people read in each cell, safe to show. The numbers in a right-aligned column get the same number of decimals.
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

  /// The number of digits after the decimal point of `number`.
  private static func decimals(_ number: String) -> Int {
    number.utf8.firstIndex(of: UInt8(ascii: ".")).map { number.utf8[$0...].count - 1 } ?? 0
  }

  /// The table with only the columns whose keys are in `keys`, in their existing order.
  func only(_ keys: Set<String>) -> Table {
    let kept = columns.indices.filter { keys.contains(columns[$0].key) }
    var table = self
    table.columns = kept.map { columns[$0] }
    table.rows = rows.map { row in kept.map { row[$0] } }
    return table
  }

  /// The table with a column for each of the `members` of the objects in the column `key`, in place of that column.
  ///
  /// - Parameter prefix: what the names of these columns begin with, before the name of the member.
  func flattening(_ key: String, _ members: [String], prefix: String) -> Table {
    guard let place = columns.firstIndex(where: { $0.key == key }) else { return self }
    var table = self
    table.columns.replaceSubrange(place...place, with: members.map { Column(prefix + $0) })
    for row in rows.indices {
      let object = rows[row][place].value
      table.rows[row].replaceSubrange(place...place, with: members.map { Cell(object[$0] ?? .null) })
    }
    return table
  }

  /// A row as a JSON object. The column keys are the names of its members.
  public func object(of row: [Cell]) -> JSONValue {
    .object(zip(columns, row).map { JSONMember($0.key, $1.json) })
  }
}

/// A column of a table.
public struct Column: Sendable, Hashable {
  /// The edge to which cells are aligned.
  public enum Alignment: Sendable, Hashable { case left, right }

  /// Its name for programs.
  public var key: String
  /// Its name for people.
  public var title: String
  /// The edge to which its cells are aligned.
  public var alignment: Alignment
  /// How long it stays where a terminal is too narrow for all columns.
  public var priority: Priority
  /// The smallest width that leaves its cells useful; `nil` where that follows from the cells.
  private var least: Int?

  /// How long a column stays where a terminal is too narrow for all columns: those of lower priority are left out first.
  public enum Priority: Int, Sendable, Hashable { case low, normal, high }

  /// A column. `title` is by default the key; characters that are unsafe to show are made visible in it.
  ///
  /// - Parameters:
  ///   - isFlexible: whether its cells are sentences or titles, whose beginnings are useful.
  ///   - least: the smallest width that leaves its cells useful; `nil` where that follows from the cells.
  ///   - priority: how long it stays on a narrow terminal. By default flexible columns, and words that people type again such
  ///     as ids, stay longer than others.
  public init(
    _ key: String, title: String? = nil, alignment: Alignment = .left, isFlexible: Bool = false,
    least: Int? = nil, priority: Priority? = nil
  ) {
    self.key = key
    self.title = SafeText.text(title ?? key)
    self.alignment = alignment
    let isTyped = ["id", "item", "chart", "run", "claim", "tag"].contains(key)
    self.least = least ?? (isFlexible ? Column.leastOfSentences : isTyped ? Column.leastOfWords : .none)
    self.priority = priority ?? (isFlexible || isTyped ? .high : .normal)
  }
}

extension Column {
  private static let leastOfSentences = 8
  private static let leastOfWords = 24

  /// The smallest useful width if its cells are `texts`. Numbers are not cut. A word, such as an id or a day, is useful only
  /// with most of its characters; of a sentence the beginning is.
  func leastWidth(_ texts: [String]) -> Int {
    if alignment == .right { return .max }
    let areWords = texts.allSatisfy { !$0.utf8.contains(UInt8(ascii: " ")) }
    return least ?? (areWords ? Column.leastOfWords : Column.leastOfSentences)
  }
}

/// A value in a table, and the text that people see.
public struct Cell: Sendable, Hashable {
  /// The meaning of a cell's colour; shown only if colour is on.
  public enum Tone: Sendable, Hashable { case plain, good, bad, notice, faint }

  /// The value for programs.
  public var value: JSONValue
  /// The text that people read in place of the value; not yet made safe to show.
  public var shown: String?
  /// The meaning of its colour.
  public var tone: Tone

  /// A value, and optionally a text that people read in its place.
  public init(_ value: JSONValue, shown: String? = nil, tone: Tone = .plain) {
    (self.value, self.shown, self.tone) = (value, shown, tone)
  }

  /// A text.
  public init(_ text: String?, tone: Tone = .plain) { self.init(JSONValue(text), tone: tone) }

  /// A whole number.
  public init(_ number: Int?, tone: Tone = .plain) { self.init(JSONValue(number), tone: tone) }

  /// The value as JSON has it. A whole number that readers of JSON may round is a text of its digits, as RFC 7493 (2.2) advises.
  fileprivate var json: JSONValue {
    guard let number = value.integer, number.magnitude > JSONValue.largestInteger.magnitude else {
      return value
    }
    return .string(String(number))
  }

  /// Whether people see the value as a number in plain digits.
  fileprivate var isDecimal: Bool {
    shown == nil && value.number != nil && !text.utf8.contains(UInt8(ascii: "e"))
  }

  /// The text that people read, safe to show: control characters are made visible, and a missing value is a dash.
  public var text: String {
    if let shown { return SafeText.text(shown) }
    return switch value {
    case .null: "–"
    case .bool(let value): value ? "yes" : "no"
    case .string(let text): SafeText.text(text)
    case .integer(let number): String(number)
    case .double: CanonicalJSON.text(value)
    case .array(let elements): elements.isEmpty ? "–" : elements.map { Cell($0).text }.joined(separator: ", ")
    case .object: SafeText.text(CanonicalJSON.text(value))
    }
  }
}
