/// The noun for the items of a chart in messages to people, such as `film` and `films`.
public struct ItemNoun: Sendable, Hashable {
  /// The word for one.
  public var one: String
  /// The word for every other number.
  public var many: String

  /// The words for one and for many; `one` with an s where `many` is not given.
  public init(one: String, many: String? = nil) {
    self.one = one
    self.many = many ?? one + "s"
  }

  /// The words for a job that names none: `item` and `items`.
  public static let item = ItemNoun(one: "item")

  /// `count` with the matching word, such as `2 films`.
  public func counted(_ count: Int) -> String { "\(count) \(count == 1 ? one : many)" }
}
