/// A place at which two values differ.
public struct JSONDifference: Sendable, Hashable {
  /// The path to the place (RFC 6901).
  public var path: JSONPointer
  /// The earlier value; `nil` where there was none.
  public var before: JSONValue?
  /// The later value; `nil` where there is none.
  public var after: JSONValue?
}

extension JSONValue {
  /// The places at which this value differs from `before`, in the order of the canonical document. Members are compared by name,
  /// in whatever order they stand; elements are compared by index. Empty if both are equal.
  ///
  /// - Parameter ignoringNewMembers: whether members that `before` does not have are no difference.
  public func differences(from before: JSONValue, ignoringNewMembers: Bool = false) -> [JSONDifference] {
    var found: [JSONDifference] = []
    JSONValue.compare(before, self, [], ignoringNewMembers, &found)
    return found
  }

  private static func compare(
    _ before: JSONValue?, _ after: JSONValue?, _ path: [String], _ ignoresNewMembers: Bool,
    _ found: inout [JSONDifference]
  ) {
    switch (before, after) {
    case (.object(let old)?, .object(let new)?):
      var names: [ByteText: String] = [:]
      for member in ignoresNewMembers ? old : old + new { names[ByteText(member.key)] = member.key }
      for name in names.values.sorted(by: CanonicalJSON.precedes) {
        compare(before?[name], after?[name], path + [name], ignoresNewMembers, &found)
      }
    case (.array(let old)?, .array(let new)?):
      for place in 0..<max(old.count, new.count) {
        compare(
          old.indices.contains(place) ? old[place] : .none,
          new.indices.contains(place) ? new[place] : .none,
          path + [String(place)], ignoresNewMembers, &found)
      }
    default:
      guard before != after else { return }
      found.append(JSONDifference(path: JSONPointer(tokens: path), before: before, after: after))
    }
  }
}
