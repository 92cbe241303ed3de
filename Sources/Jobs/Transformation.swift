public import JSON

/// How rows become entries.
public struct Transformation: Sendable, Hashable {
  /// How the source writes a field's value, and so what the value becomes.
  public enum FieldType: String, Sendable, Hashable, CaseIterable {
    /// Text, as it is.
    case string
    /// A whole number, also "2,670,132", "1 234", "#4", "4." and "12.3k". K, M and B (or bn) directly after a number mean a
    /// thousand, a million and a billion.
    case integer
    /// A decimal number, such as "9.2", also in the spellings of a whole number.
    case decimal
    /// Whole minutes, from "142 min" or "PT2H22M".
    case duration
    /// A whole amount in the currency written, from "$28,767,189" or "$1.2M".
    case money
    /// A list of texts, from "Drama, Crime" or an array.
    case list
    /// A day, from "14 Oct 1994" or "1994-10-14", or from anything that `instant` reads: then the day in UTC.
    case date
    /// An instant in whole seconds, `2026-05-01T00:00:00Z`, from seconds since 1970 or from ISO 8601. Without an offset, the time
    /// is in UTC.
    case instant
    /// A year: the four digits that "1994", "2010–2015" or "1994-10-14" starts with.
    case year
    /// A truth value, also "True" and "false".
    case boolean

    /// Whether its values are numbers.
    public var isNumber: Bool { [.integer, .decimal, .duration, .money, .year].contains(self) }
  }

  /// How a source writes values, if the values alone do not show it.
  public struct Notation: Sendable, Hashable {
    /// The texts and numbers that mean "none"; `nil` for "N/A" alone. Null, an empty text and an empty array always do.
    public var absent: [String]?
    /// Whether numbers have a comma before their decimals and points between groups of digits: "1.234,5".
    public var decimalComma = false
    /// Whether a number that is an instant counts milliseconds instead of seconds since 1970.
    public var milliseconds = false

    /// The usual notation.
    public init() {}
  }

  /// One field of the entries. White space around a text is never part of it.
  public struct Field: Sendable, Hashable {
    /// The field's name in the entry.
    public var name: String
    /// Where in a row the value may be; the first place with a value that is not absent counts. Empty for a field with one value
    /// in all entries, its `fallback`, and for an id with `parts`.
    public var from: [JSONPointer]
    /// The parts of a composed id, each with the places where it may be; empty for an id that is in the row.
    public var parts: [[JSONPointer]] = []
    /// The type of the value.
    public var type = FieldType.string
    /// The regular expression whose first match is taken; `nil` for the whole text.
    public var match: String?
    /// The text that each object of an array becomes, with pointers into the object in braces, such as `{/Source}: {/Value}`. An
    /// object without one of these values is left out. `nil` if the elements are texts.
    public var each: TextTemplate?
    /// Whether HTML entities are decoded.
    public var decodesHTML = false
    /// How the source writes the value.
    public var notation = Notation()
    /// The value of an entry whose row has none.
    public var fallback: JSONValue?
    /// Whether a row without the field is unreadable.
    public var isRequired = false
  }

  /// The fields, `rank` (unless positional), `id` and `title` among them.
  public var fields: [Field]
  /// Whether the rank is the row's place in the list, from 1.
  public var ranksByPosition = false
  /// The most entries that are kept, the first ones by rank; `nil` for all.
  public var limit: Int?
}
