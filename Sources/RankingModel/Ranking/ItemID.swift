import JSON

/// The identity of an item through time: titles change, the id stays. Two ids are the
/// same where their bytes are.
public struct ItemID: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let text: ByteText

  /// The id, such as `tt0111161`.
  public var description: String { text.description }

  /// The id `text`, as a record has it. Any text will do: an id never becomes part of a path.
  public init(_ text: String) { self.text = ByteText(text) }

  /// The id that a source or a user spells `text`: in Unicode's normalization form C, so that é is the same whichever way
  /// it is spelled.
  public init(spelled text: String) { self.text = ByteText(text.composed) }

  /// Whether `left` stands before `right`: by bytes.
  public static func < (left: ItemID, right: ItemID) -> Bool { left.text < right.text }
}
