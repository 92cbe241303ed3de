import RankingModel

/// The names of a lake's records. Each ends in the SHA-256 of the record's bytes, so that a record whose bytes have changed
/// is never taken for a sound one: `<stem>-<64 digits>.json`. Those of snapshots and runs begin with the instant of their
/// recording and the day: `20260501T033000000000Z-2026-05-01-<64 digits>.json`.
enum RecordName {
  private static let digits = 64

  /// The name of a record of `bytes`.
  static func name(_ stem: String, of bytes: [UInt8]) -> String { "\(stem)-\(ObjectID(of: bytes)).json" }

  /// The beginning of the name of a record about `day` that was made at `instant`. It has no colons, so that every file
  /// system takes it.
  static func stem(_ instant: Instant, _ day: Day) -> String { "\(compact(instant))-\(day)" }

  /// The digits of an instant, such as `20260501T033000000000Z`.
  static func compact(_ instant: Instant) -> String {
    instant.description.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
  }

  /// The stem of a name, and the digits of the hash; `nil` where `name` is no name of a record.
  static func parts(of name: String) -> (stem: String, digits: String)? {
    guard name.hasSuffix(".json") else { return nil }
    let bare = name.dropLast(5)
    let hash = bare.suffix(digits)
    guard bare.utf8.count > digits + 1, bare.dropLast(digits).last == "-", ObjectID(String(hash)) != nil
    else {
      return nil
    }
    return (String(bare.dropLast(digits + 1)), String(hash))
  }

  /// The day in the name of the record at `path`; `nil` where there is none.
  static func day(of path: String) -> Day? {
    let name = fileName(of: path)
    guard let hyphen = name.firstIndex(of: "-") else { return nil }
    return Day(String(name[name.index(after: hyphen)...].prefix(10)))
  }

  /// Whether `bytes` are those that the record at `path` was named after.
  static func fits(_ path: String, _ bytes: [UInt8]) -> Bool {
    parts(of: fileName(of: path))?.digits == ObjectID(of: bytes).description
  }

  /// The last component of `path`.
  static func fileName(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}
