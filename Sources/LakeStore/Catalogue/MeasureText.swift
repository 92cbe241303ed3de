import JSON
import RankingModel

/// The measures of an entry in the form that the catalogue stores: numbers in JSON, one for each place of a measure, with commas
/// between them, such as `9.2,2500000`. A missing measure is null, and missing ones at the end are left out.
enum MeasureText {
  /// Replaces `text` by the measures `names` of `entry`; by nothing where it has none of them.
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

  /// The measures in `text` by name; `names` has the name for each place. None where `text` is empty.
  ///
  /// - Throws: `damaged` where `text` has another form.
  static func members(_ text: String, _ names: [String]) throws(Failure) -> [JSONMember] {
    if text.isEmpty { return [] }
    guard let values = (try? JSONReader.read(Array("[\(text)]".utf8)))?.array, values.count <= names.count
    else {
      throw Failure(.damaged, "the catalogue has measures that cannot be read", remedy: .remakeCatalogue)
    }
    return zip(names, values).filter { $1 != .null }.map { JSONMember($0, $1) }
  }
}
