/// The name of a chart: a slug of lower-case letters, digits, `-`, `_` and `.`, at most 64 characters, that
/// starts with a letter or digit. Such a name is safe as the name of a folder.
public struct ChartName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The slug.
  public let description: String

  /// The chart named `text`, or `nil` where it is no slug.
  public init?(_ text: String) {
    let isSlug = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      default: "-_.".utf8.contains(byte)
      }
    }
    guard isSlug, (1...64).contains(text.utf8.count), let first = text.utf8.first, !"-_.".utf8.contains(first)
    else { return nil }
    self.description = text
  }

  /// Whether `left` sorts before `right`.
  public static func < (left: ChartName, right: ChartName) -> Bool { left.description < right.description }
}
