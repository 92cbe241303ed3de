import JSON
import RankingModel

/// The measures of an entry as the catalogue keeps them: numbers in JSON by the place of each measure, with commas between them,
/// such as `9.2,2500000`. Null stands where the entry lacks one, and nothing after the last that it has.
enum MeasureText {
  /// Writes what `entry` has of the measures `names`, in place of what `text` held; nothing where it has none.
  static func write(_ names: [String], of entry: Entry, to text: inout [UInt8]) {
    text.removeAll(keepingCapacity: true)
    var end = 0
    for name in names {
      if name != names.first { text.append(UInt8(ascii: ",")) }
      guard let value = entry[name], value.number != nil else {
        text.append(contentsOf: "null".utf8)
        continue
      }
      CanonicalJSON.append(value, to: &text)
      end = text.count
    }
    text.removeLast(text.count - end)
  }

  /// The measures in `text` by their names, which stand in `names` by place; none where it is empty.
  ///
  /// - Throws: `damaged` where it is something else.
  static func members(_ text: String, _ names: [String]) throws(Failure) -> [JSONMember] {
    if text.isEmpty { return [] }
    guard let values = (try? JSONReader.read(Array("[\(text)]".utf8)))?.array, values.count <= names.count
    else {
      throw Failure(.damaged, "the catalogue has measures that cannot be read", remedy: .remakeCatalogue)
    }
    return zip(names, values).filter { $1 != .null }.map { JSONMember($0, $1) }
  }
}
