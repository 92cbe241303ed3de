import RankingModel

/// What `lake.json` says: which format the lake has, and which lake it is.
struct LakeFormat: Sendable, Hashable {
  /// The format that this program writes and reads.
  static let current = 1

  var id: String

  var bytes: [UInt8] {
    CanonicalJSON.bytes(["format": JSONValue(LakeFormat.current), "id": .string(id)]) + [UInt8(ascii: "\n")]
  }

  init(id: String) {
    self.id = id
  }

  /// Reads `lake.json` in `folder`; `nil` where there is none.
  init?(folder: String, fileSystem: any FileSystem) throws(Failure) {
    let path = "\(folder)/lake.json"
    let bytes: [UInt8]
    do throws(FileSystemError) {
      guard try fileSystem.size(path) != nil else { return nil }
      bytes = try fileSystem.read(path)
    } catch {
      throw Failure(reading: "the lake", error)
    }
    guard let json = try? JSONReader.read(bytes), let format = json["format"]?.integer,
      let id = json["id"]?.string
    else {
      throw Failure(
        .damaged, "\(path) is not what it should be",
        cure: "restore it from a copy: it holds the lake's format number and id")
    }
    guard format == Int64(LakeFormat.current) else {
      throw Failure(
        .format, "the lake \(folder) has format \(format); this Marquee knows format \(LakeFormat.current)",
        cure: "use the Marquee that wrote it, or a newer one")
    }
    self.id = id
  }
}
