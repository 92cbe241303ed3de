import RankingModel

/// What `lake.json` says: which format the lake has, and which lake it is.
struct LakeFormat: Sendable, Hashable {
  /// The format that this program writes and reads.
  ///
  /// - 1: the first one.
  /// - 2: every record's name ends in the hash of its bytes; `lake.json` has a check; the pages of the SQLite files
  ///   have checksums.
  static let current = 2

  var format: Int
  var id: String

  /// The check over the rest: the first 8 digits of its SHA-256.
  private var check: String {
    String(ObjectID(of: Array("\(format) \(id)".utf8)).description.prefix(8))
  }

  var bytes: [UInt8] {
    CanonicalJSON.bytes(["format": JSONValue(format), "id": .string(id), "check": .string(check)])
      + [UInt8(ascii: "\n")]
  }

  /// A lake of the current format.
  init(id: String) {
    self.format = LakeFormat.current
    self.id = id
  }

  /// Reads `lake.json` in `folder`, of whatever format; `nil` where there is none.
  ///
  /// - Throws: a `damaged` failure where it cannot be read, or is gone from a folder that has records.
  init?(anyIn folder: String, fileSystem: FileSystem) throws(Failure) {
    let path = "\(folder)/lake.json"
    let bytes: [UInt8]
    do {
      guard try fileSystem.size(path) != nil else {
        if let failure = try LakeFormat.absence(folder, fileSystem) { throw failure }
        return nil
      }
      bytes = try fileSystem.read(path)
    } catch let failure as Failure {
      throw failure
    } catch let error as FileSystemError {
      throw Failure(reading: "the lake", error)
    } catch {
      throw LakeFormat.damaged(folder)
    }
    guard let json = try? JSONReader.read(bytes), let format = json["format"]?.integer,
      let id = json["id"]?.string
    else { throw LakeFormat.damaged(folder) }
    self.format = Int(format)
    self.id = id
    // Later formats may have another check; this one is held to the byte.
    if format == LakeFormat.current || json["check"] != nil && format < LakeFormat.current,
      bytes != self.bytes
    {
      throw LakeFormat.damaged(folder)
    }
  }

  /// Reads `lake.json` in `folder`; `nil` where there is none.
  ///
  /// - Throws: a `format` failure where it is not of the current format.
  init?(folder: String, fileSystem: FileSystem) throws(Failure) {
    guard let found = try LakeFormat(anyIn: folder, fileSystem: fileSystem) else { return nil }
    self = found
    guard format != LakeFormat.current else { return }
    throw Failure(
      .format,
      "the lake \(folder) has format \(format); this Marquee reads and writes format \(LakeFormat.current)",
      cure: format > 0 && format < LakeFormat.current
        ? "marquee lake migrate --dry-run --lake \(folder) shows what changing it over would do"
        : "use the Marquee that wrote it, or a newer one")
  }

  /// Why a folder without a readable `lake.json` is no new one; `nil` where it may be.
  private static func absence(
    _ folder: String, _ fileSystem: FileSystem
  ) throws(FileSystemError) -> Failure? {
    if try fileSystem.names(in: folder).contains("lake.json") {
      return Failure(
        .damaged, "\(folder)/lake.json is no regular file",
        cure: "move it away, then: marquee lake repair --lake \(folder)")
    }
    // The first record is stored after lake.json.
    guard try !fileSystem.names(in: "\(folder)/snapshots").isEmpty else { return nil }
    return Failure(
      .damaged, "\(folder)/lake.json is missing, and there are records of snapshots",
      cure: "marquee lake repair --lake \(folder)")
  }

  private static func damaged(_ folder: String) -> Failure {
    Failure(
      .damaged, "\(folder)/lake.json is not what it should be",
      cure: "marquee lake repair --lake \(folder)")
  }
}
