public import JSON

/// How rows become entries.
public struct Transformation: Sendable, Hashable {
  /// How a field's value is written in the source, and so what it becomes.
  public enum FieldType: String, Sendable, Hashable, CaseIterable {
    /// Text, as it is.
    case string
    /// A whole number, also "2,670,132".
    case integer
    /// A decimal number, such as "9.2".
    case decimal
    /// Whole minutes, from "142 min" or "PT2H22M".
    case duration
    /// A whole amount in the currency written, from "$28,767,189".
    case money
    /// A list of texts, from "Drama, Crime" or an array.
    case list
    /// A day, from "14 Oct 1994" or "1994-10-14".
    case date
    /// A year as a whole number: the first four digits of "2010–2015".
    case year
    /// A truth value, also "True" and "false".
    case boolean
  }

  /// One field of the entries.
  public struct Field: Sendable, Hashable {
    /// The field's name in the entry.
    public var name: String
    /// Where in a row it may stand; the first that is there and not absent counts.
    public var from: [JSONPointer]
    /// What it becomes.
    public var type = FieldType.string
    /// The regular expression whose first match is taken; `nil` for the whole text.
    public var match: String?
    /// Whether HTML entities are decoded.
    public var decodesHTML = false
    /// What becomes of each object of a list: a text with pointers into the object in braces, such as
    /// `{/Source}: {/Value}`. An object without one of them is left out.
    public var each: TextTemplate?
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
