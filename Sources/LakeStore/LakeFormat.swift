import JSON
import RankingModel
import Storage

/// What `format/1.json` says: which format the lake has, and which lake it is. The highest number counts.
struct LakeFormat: Sendable, Hashable {
  /// The format that this program writes and reads.
  static let current = 1
  /// Where it stands.
  static let key = StorageKey.format(current)

  var id: String

  /// The check over the rest: the first 8 digits of its SHA-256.
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

  /// The format of the lake at `place`; `nil` where there is none.
  ///
  /// - Throws: a `damaged` failure where it is not what was stored, or is gone from a lake that has records; a `format`
  ///   failure where the highest number is of another format than the current one.
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
      // The first record is stored after the format.
      guard try await storage.holdsAny(.snapshots) else { return nil }
      throw LakeFormat.damaged(place, "is missing, and there are records of snapshots")
    }
    guard let json = try? JSONReader.read(bytes), let id = json["id"]?.string else {
      throw LakeFormat.damaged(place, "is not what it should be")
    }
    self.init(id: id)
    guard bytes == file.bytes else { throw LakeFormat.damaged(place, "is not what it should be") }
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
