import RankingModel

/// The names of a lake's small records. Each ends in the first 8 digits of the SHA-256 of the record's bytes, so that
/// a record whose bytes have changed is never taken for a sound one: `<stem>-<8 digits>.json`.
enum RecordName {
  /// The name of a record of `bytes`.
  static func name(_ stem: String, of bytes: [UInt8]) -> String {
    "\(stem)-\(ObjectID(of: bytes).description.prefix(8)).json"
  }

  /// The stem of a name, and the digits of the hash; `nil` where `name` is no name of a record.
  static func parts(of name: String) -> (stem: String, digits: String)? {
    guard name.hasSuffix(".json") else { return nil }
    let bare = name.dropLast(5)
    let digits = bare.suffix(8)
    guard bare.utf8.count > 9, bare.dropLast(8).last == "-",
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    return (String(bare.dropLast(9)), String(digits))
  }

  /// Whether `bytes` are those that the record at `path` was named after.
  static func fits(_ path: String, _ bytes: [UInt8]) -> Bool {
    guard let parts = parts(of: fileName(of: path)) else { return false }
    return ObjectID(of: bytes).description.hasPrefix(parts.digits)
  }

  /// The last component of `path`.
  static func fileName(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}
