package import JSON
package import RankingModel

/// A column of exported rows: a field of entries, or one of the five that every row has.
package struct ExportColumn: Sendable, Hashable {
  /// Its name.
  package let name: String
  /// What its values are.
  package let kind: ValueKind

  /// The columns that every row has, whatever its entry says besides; none of their values is null.
  package static let own: [ExportColumn] = [
    ExportColumn(name: "chart", kind: .text), ExportColumn(name: "day", kind: .date),
    ExportColumn(name: "rank", kind: .integer), ExportColumn(name: "id", kind: .text),
    ExportColumn(name: "title", kind: .text),
  ]

  /// Whether this is one of those.
  package var isOwn: Bool { Self.own.contains(self) }

  /// What stands under the column in the row of `entry`; null where the entry lacks the field.
  package func value(_ chart: ChartName, _ day: Day, _ entry: Entry) -> JSONValue {
    guard isOwn else { return entry[name] ?? .null }
    return switch name {
    case "chart": .string(chart.description)
    case "day": .string(day.description)
    case "rank": JSONValue(entry.rank)
    case "id": .string(entry.id.description)
    default: .string(entry.title)
    }
  }
}

/// What the values of a column are, nulls aside.
package enum ValueKind: Sendable, Hashable {
  /// All are null.
  case nothing
  case boolean
  /// Whole numbers.
  case integer
  /// Numbers of which at least one is not whole.
  case decimal
  case text
  /// A date, `YYYY-MM-DD`: of all columns only `day`.
  case date
  case list
  case object
  /// Values of several kinds.
  case mixed

  /// The kind of `value`.
  package init(of value: JSONValue) {
    self =
      switch value {
      case .null: .nothing
      case .bool: .boolean
      case .integer: .integer
      case .double: .decimal
      case .string: .text
      case .array: .list
      case .object: .object
      }
  }

  /// The kind of the values of this kind and of `other` together.
  package func joined(with other: ValueKind) -> ValueKind {
    switch (self, other) {
    case (let kind, .nothing), (.nothing, let kind): kind
    case (.integer, .decimal), (.decimal, .integer): .decimal
    case (let one, let other) where one == other: one
    default: .mixed
    }
  }
}

extension JSONValue {
  /// The value as a text, where columns hold no lists, objects and values of several kinds: a string as it is, all else in
  /// canonical JSON; `nil` for null.
  package var asText: String? { self == .null ? nil : string ?? CanonicalJSON.text(self) }
}
