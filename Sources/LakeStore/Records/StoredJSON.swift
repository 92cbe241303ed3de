package import JSON
import RankingModel
package import Storage

/// The form of every JSON file of a lake: canonical (RFC 8785), with a member `format`, and a line feed at its end.
package enum StoredJSON {
  /// The format of every file. A newer program that changes one counts on.
  package static let format = 1

  /// The bytes of a file with the members of the object `json`.
  package static func bytes(_ json: JSONValue) -> [UInt8] {
    let members = (json.members ?? []) + [JSONMember("format", JSONValue(format))]
    return CanonicalJSON.bytes(.object(members)) + [UInt8(ascii: "\n")]
  }

  /// The value in `bytes`, which are the content of the file `key`.
  ///
  /// - Throws: a `format` failure if the file is of a newer format, `JSONError` or `RecordError` if it is damaged.
  package static func read(_ bytes: [UInt8], at key: StorageKey) throws -> JSONValue {
    // A program wrote this file: the limits are for what sources send.
    let json = try JSONReader.read(bytes, limits: JSONLimits(members: .max))
    guard let format = json["format"]?.integer else { throw RecordError("\"format\" is missing") }
    guard format <= StoredJSON.format else {
      // Not damage: nothing may be set aside for it.
      throw Failure(
        .format, "\(key.subject) has format \(format); this Marquee reads \(StoredJSON.format)",
        remedy: .newerProgram)
    }
    return json
  }
}
