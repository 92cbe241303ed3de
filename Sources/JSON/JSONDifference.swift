/// A place at which two values differ.
public struct JSONDifference: Sendable, Hashable {
  /// Where it is (RFC 6901).
  public var path: JSONPointer
  /// What stood there; `nil` where nothing did.
  public var before: JSONValue?
  /// What stands there now; `nil` where nothing does.
  public var after: JSONValue?
}

extension JSONValue {
  /// Where this value is another than `before`, in the order of the document: members are compared by name wherever they stand,
  /// elements by place. Empty where both say the same.
  public func differences(from before: JSONValue) -> [JSONDifference] {
    var found: [JSONDifference] = []
    JSONValue.compare(before, self, [], &found)
    return found
  }

  private static func compare(
    _ before: JSONValue?, _ after: JSONValue?, _ path: [String], _ found: inout [JSONDifference]
  ) {
    switch (before, after) {
    case (.object(let old)?, .object(let new)?):
      var names: [ByteText: String] = [:]
      for member in old + new { names[ByteText(member.key)] = member.key }
      for name in names.values.sorted(by: CanonicalJSON.precedes) {
        compare(before?[name], after?[name], path + [name], &found)
      }
    case (.array(let old)?, .array(let new)?):
      for place in 0..<max(old.count, new.count) {
        compare(
          old.indices.contains(place) ? old[place] : nil, new.indices.contains(place) ? new[place] : nil,
          path + [String(place)], &found)
      }
    default:
      guard before != after else { return }
      found.append(JSONDifference(path: JSONPointer(tokens: path), before: before, after: after))
    }
  }
}
