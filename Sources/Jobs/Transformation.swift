public import JSON

/// How rows become entries.
public struct Transformation: Sendable, Hashable {
  /// How a field's value is written in the source, and so what it becomes.
  public enum FieldType: String, Sendable, Hashable, CaseIterable {
    /// Text, as it is.
    case string
    /// A whole number, also "2,670,132", "1 234", "#4", "4." and "12.3k": K, M and B (or bn) directly behind a number are a
    /// thousand, a million and a billion.
    case integer
    /// A decimal number, such as "9.2", also in the ways of a whole one.
    case decimal
    /// Whole minutes, from "142 min" or "PT2H22M".
    case duration
    /// A whole amount in the currency written, from "$28,767,189" or "$1.2M".
    case money
    /// A list of texts, from "Drama, Crime" or an array.
    case list
    /// A day, from "14 Oct 1994" or "1994-10-14"; of what `instant` reads, the day in UTC.
    case date
    /// An instant in whole seconds, `2026-05-01T00:00:00Z`, from seconds since 1970 or from ISO 8601; without an offset it is
    /// in UTC.
    case instant
    /// A year: the four digits that "1994", "2010–2015" or "1994-10-14" starts with.
    case year
    /// A truth value, also "True" and "false".
    case boolean

    /// Whether its values are numbers.
    public var isNumber: Bool { [.integer, .decimal, .duration, .money, .year].contains(self) }
  }

  /// How a source writes values, as far as the values do not show it.
  public struct Notation: Sendable, Hashable {
    /// The texts and numbers that mean "none"; `nil` for "N/A" alone. Null, an empty text and an empty array always do.
    public var absent: [String]?
    /// Whether a comma stands before the decimals of a number, and points between its groups: "1.234,5".
    public var decimalComma = false
    /// Whether a number that is an instant counts milliseconds since 1970, not seconds.
    public var milliseconds = false

    /// The usual notation.
    public init() {}
  }

  /// One field of the entries. White space around a text is never part of it.
  public struct Field: Sendable, Hashable {
    /// The field's name in the entry.
    public var name: String
    /// Where in a row it may stand; the first that is there and not absent counts. Empty for a field of one value in all
    /// entries, its `fallback`, and for an id with `parts`.
    public var from: [JSONPointer]
    /// What an id is composed of, each part with the places where it may stand; empty for an id that stands in the row.
    public var parts: [[JSONPointer]] = []
    /// What it becomes.
    public var type = FieldType.string
    /// The regular expression whose first match is taken; `nil` for the whole text.
    public var match: String?
    /// What becomes of each object of an array: a text with pointers into the object in braces, such as `{/Source}: {/Value}`.
    /// An object without one of them is left out. `nil` where the elements are texts.
    public var each: TextTemplate?
    /// Whether HTML entities are decoded.
    public var decodesHTML = false
    /// How the source writes it.
    public var notation = Notation()
    /// The value of an entry whose row has none.
    public var fallback: JSONValue?
    /// Whether a row without it cannot be read.
    public var isRequired = false
  }

  /// The fields, `rank` (unless positional), `id` and `title` among them.
  public var fields: [Field]
  /// Whether the rank is the row's place in the list, from 1.
  public var ranksByPosition = false
  /// Only the first so many by rank are kept; `nil` for all.
  public var limit: Int?
}
