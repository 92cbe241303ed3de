import JSON
import RankingModel
import Storage

/// The content of `format/1.json`: the format of the lake, and its id. The highest number counts.
struct LakeFormat: Sendable, Hashable {
  /// The format that this program writes and reads.
  static let current = 1
  /// The key of the file.
  static let key = StorageKey.format(current)

  var id: String

  /// The check of the format and the id: the first 8 digits of their SHA-256.
  private var check: String {
    String(ObjectID(of: Array("\(LakeFormat.current) \(id)".utf8)).description.prefix(8))
  }

  var file: StoredFile {
    StoredFile(
      LakeFormat.key,
      CanonicalJSON.bytes([
        "format": JSONValue(LakeFormat.current), "id": .string(id), "check": .string(check),
      ])
        + [UInt8(ascii: "\n")])
  }

  /// A lake of the current format.
  init(id: String) { self.id = id }

  /// The format of the lake at `place`; `nil` where there is no lake.
  ///
  /// - Throws: a `damaged` failure where the file is not what was stored, or is missing from a lake that has records; a `format`
  ///   failure where the highest number is above the current format.
  init?(_ place: LakePlace) async throws(Failure) {
    if place.isIDKnown, let id = place.sharedID {
      self.init(id: id)
      return
    }
    let storage = place.storage
    let newest = try await storage.list(.format).compactMap(\.formatNumber).max() ?? 0
    guard newest <= LakeFormat.current else {
      throw Failure(
        .format,
        "the lake \(place.name) has format \(newest); this Marquee reads and writes format \(LakeFormat.current)",
        remedy: .newerProgram)
    }
    guard let bytes = try await storage.read(LakeFormat.key) else {
      // A lake stores its format before its first record.
      guard try await storage.holdsAny(.snapshots) else { return nil }
      throw LakeFormat.damaged(place, "is missing, and there are records of snapshots")
    }
    guard let json = try? JSONReader.read(bytes), let id = json["id"]?.string else {
      throw LakeFormat.damaged(place, "has unexpected content")
    }
    self.init(id: id)
    guard bytes == file.bytes else { throw LakeFormat.damaged(place, "has unexpected content") }
  }

  private static func damaged(_ place: LakePlace, _ why: String) -> Failure {
    Failure(.damaged, "\(place.storage.location(of: key)) \(why)", remedy: .repairLake)
  }

  /// The format of the lake at `place`.
  ///
  /// - Throws: a `noData` failure where there is no lake.
  static func require(at place: LakePlace) async throws(Failure) -> LakeFormat {
    guard let format = try await LakeFormat(place) else {
      throw Failure(
        .noData, "there is no lake in \(place.name) yet", remedy: .either(.runJob, or: .otherLake))
    }
    return format
  }
}
