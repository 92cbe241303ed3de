import RankingModel

/// What `lake.json` says: which format the lake has, and which lake it is.
struct LakeFormat: Sendable, Hashable {
  /// The format that this program writes and reads.
  static let current = 1

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

  /// Reads `lake.json` in `folder`; `nil` where there is none.
  ///
  /// - Throws: a `damaged` failure where it is not what was stored, or is gone from a folder that has records; a `format`
  ///   failure where it is of another format than the current one.
  init?(folder: String, fileSystem: FileSystem) throws(Failure) {
    let path = "\(folder)/lake.json"
    var stored: [UInt8]?
    var absence: Failure?
    do throws(FileSystemError) {
      if try fileSystem.size(path) != nil {
        stored = try fileSystem.read(path)
      } else {
        absence = try LakeFormat.absence(folder, fileSystem)
      }
    } catch {
      throw Failure(reading: "the lake", error)
    }
    if let absence { throw absence }
    guard let bytes = stored else { return nil }
    guard let json = try? JSONReader.read(bytes), let format = json["format"]?.integer,
      let id = json["id"]?.string
    else { throw LakeFormat.damaged(folder) }
    self.format = Int(format)
    self.id = id
    guard format == LakeFormat.current else {
      throw Failure(
        .format,
        "the lake \(folder) has format \(format); this Marquee reads and writes format \(LakeFormat.current)",
        hint: "use the Marquee that wrote it, or a newer one")
    }
    // Another format may have another check; this one is held to the byte.
    guard bytes == self.bytes else { throw LakeFormat.damaged(folder) }
  }

  /// Why a folder without a readable `lake.json` is no new one; `nil` where it may be.
  private static func absence(
    _ folder: String, _ fileSystem: FileSystem
  ) throws(FileSystemError) -> Failure? {
    if let kind = try fileSystem.kind(of: "\(folder)/lake.json") {
      // Another process may have made it just now.
      if kind == .file { return nil }
      return Failure(
        .damaged, "\(folder)/lake.json is no regular file",
        hint: "move it away, then: marquee lake repair --lake \(folder)")
    }
    // The first record is stored after lake.json.
    guard try !fileSystem.names(in: "\(folder)/snapshots").isEmpty else { return nil }
    return Failure(
      .damaged, "\(folder)/lake.json is missing, and there are records of snapshots",
      hint: "marquee lake repair --lake \(folder)")
  }

  private static func damaged(_ folder: String) -> Failure {
    Failure(
      .damaged, "\(folder)/lake.json is not what it should be",
      hint: "marquee lake repair --lake \(folder)")
  }
}
