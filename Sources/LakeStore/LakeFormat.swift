import RankingModel

/// What `format/1.json` says: which format the lake has, and which lake it is. The highest number in the folder counts.
package struct LakeFormat: Sendable, Hashable {
  /// The format that this program writes and reads.
  static let current = 1

  var id: String

  /// The check over the rest: the first 8 digits of its SHA-256.
  private var check: String {
    String(ObjectID(of: Array("\(LakeFormat.current) \(id)".utf8)).description.prefix(8))
  }

  var bytes: [UInt8] {
    CanonicalJSON.bytes(["format": JSONValue(LakeFormat.current), "id": .string(id), "check": .string(check)])
      + [UInt8(ascii: "\n")]
  }

  /// A lake of the current format.
  init(id: String) {
    self.id = id
  }

  /// Where the format stands within a lake.
  package static let place = "format/\(current).json"

  /// The number in the name of a file of the folder `format`; `nil` where it is none of a format.
  static func number(of name: String) -> Int? {
    name.hasSuffix(".json") ? Int(name.dropLast(5)).flatMap { $0 > 0 ? $0 : nil } : nil
  }

  /// Reads the format of the lake in `folder`; `nil` where there is none.
  ///
  /// - Throws: a `damaged` failure where it is not what was stored, or is gone from a folder that has records; a `format`
  ///   failure where the highest number is of another format than the current one.
  init?(folder: String, fileSystem: FileSystem) throws(Failure) {
    let path = "\(folder)/\(LakeFormat.place)"
    var stored: [UInt8]?
    var refusal: Failure?
    do throws(FileSystemError) {
      let kind = try fileSystem.kind(of: folder + "/format")
      let names = kind == .folder ? try fileSystem.names(in: folder + "/format") : []
      if let newest = names.compactMap(LakeFormat.number(of:)).max(), newest > LakeFormat.current {
        refusal = Failure(
          .format,
          "the lake \(folder) has format \(newest); this Marquee reads and writes format \(LakeFormat.current)",
          hint: "use the Marquee that wrote it, or a newer one")
      } else if try fileSystem.size(path) != nil {
        stored = try fileSystem.read(path)
      } else {
        refusal = try LakeFormat.absence(folder, fileSystem)
      }
    } catch {
      throw Failure(reading: "the lake", error)
    }
    if let refusal { throw refusal }
    guard let bytes = stored else { return nil }
    guard let json = try? JSONReader.read(bytes), let id = json["id"]?.string else {
      throw LakeFormat.damaged(folder)
    }
    self.init(id: id)
    guard bytes == self.bytes else { throw LakeFormat.damaged(folder) }
  }

  /// Why a folder without a format that can be read is no new one; `nil` where it may be.
  private static func absence(
    _ folder: String, _ fileSystem: FileSystem
  ) throws(FileSystemError) -> Failure? {
    if let kind = try fileSystem.kind(of: folder + "/format"), kind != .folder {
      return irregular("\(folder)/format", folder)
    }
    if let kind = try fileSystem.kind(of: "\(folder)/\(place)") {
      // Another process may have made it just now.
      return kind == .file ? nil : irregular("\(folder)/\(place)", folder)
    }
    if try fileSystem.kind(of: folder + "/lake.json") != nil {
      return Failure(
        .format, "the lake \(folder) was made by a Marquee before its first release, and cannot be read",
        hint: "make a new one by a backfill into another folder with --lake DIR")
    }
    // The first record is stored after the format.
    guard try !fileSystem.names(in: "\(folder)/snapshots").isEmpty else { return nil }
    return Failure(
      .damaged, "\(folder)/\(place) is missing, and there are records of snapshots",
      hint: "marquee lake repair --lake \(folder)")
  }

  private static func irregular(_ path: String, _ folder: String) -> Failure {
    Failure(
      .damaged, "\(path) is not what it should be: a link, or something else in its place",
      hint: "move it away, then: marquee lake repair --lake \(folder)")
  }

  private static func damaged(_ folder: String) -> Failure {
    Failure(
      .damaged, "\(folder)/\(place) is not what it should be",
      hint: "marquee lake repair --lake \(folder)")
  }
}
