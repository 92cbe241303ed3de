/// The identity of a film, or of whatever else a chart ranks, through time: titles change, the id stays.
public struct FilmID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The id as the source has it, such as `tt0111161`.
  public let description: String

  /// The id `text`. Any text will do: an id never becomes part of a path.
  public init(_ text: String) {
    self.description = text
  }

  /// Whether `left` stands before `right`.
  public static func < (left: FilmID, right: FilmID) -> Bool { left.description < right.description }
}
