import JSON

/// The identity of an item through time: titles change, the id stays. Two ids are equal only if their bytes are equal.
public struct ItemID: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let text: ByteText

  /// The id, such as `tt0111161`.
  public var description: String { text.description }

  /// The id `text`, taken unchanged from a record. Any text is allowed: an id never becomes part of a path.
  public init(_ text: String) { self.text = ByteText(text) }

  /// The id that a source or a user spells as `text`. It is brought into Unicode's normalization form C, so that é gives one id
  /// in both spellings.
  public init(spelled text: String) { self.text = ByteText(text.composed) }

  /// Whether `left` sorts before `right`: by bytes.
  public static func < (left: ItemID, right: ItemID) -> Bool { left.text < right.text }
}
