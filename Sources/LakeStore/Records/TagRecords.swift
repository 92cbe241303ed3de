import RankingModel

/// The tags of a lake: `tags/<name>-<hash>.json`.
struct TagRecords: Sendable {
  let lake: String
  let fileSystem: FileSystem

  /// The tags, by name.
  ///
  /// - Throws: `damaged` where one of them is not what it was stored as.
  func all() throws(Failure) -> [Tag] {
    var tags: [Tag] = []
    for path in try paths() { tags.append(try read(path)) }
    return tags
  }

  /// The places of all tags within the lake, sorted.
  func paths() throws(Failure) -> [String] {
    do throws(FileSystemError) {
      return try fileSystem.names(in: "\(lake)/tags").filter { RecordName.parts(of: $0) != nil }
        .map { "tags/\($0)" }
    } catch {
      throw Failure(reading: "the tags", error)
    }
  }

  /// The tag at `path` within the lake.
  func read(_ path: String) throws(Failure) -> Tag {
    let bytes = try SnapshotRecords(lake: lake, fileSystem: fileSystem).bytes(path)
    do { return try Tag(json: try JSONReader.read(bytes)) } catch {
      throw Failure(
        .damaged, "the tag \(lake)/\(path) cannot be read: \(error)",
        hint: "marquee lake repair --lake \(lake)")
    }
  }

  /// Stores a tag; durable on return.
  func store(_ tag: Tag) throws(Failure) {
    let bytes = CanonicalJSON.bytes(tag.json) + [UInt8(ascii: "\n")]
    let path = "\(lake)/tags/\(RecordName.name(tag.name.description, of: bytes))"
    do throws(FileSystemError) {
      let durable = DurableFiles(fileSystem: fileSystem)
      try durable.makeFolders(["\(lake)/tags"])
      try durable.store([NewFile(path: path, bytes: bytes)])
    } catch {
      throw Failure(storing: "the tag", error)
    }
  }

  /// Takes a tag away; durable on return.
  func remove(_ tag: Tag) throws(Failure) {
    let bytes = CanonicalJSON.bytes(tag.json) + [UInt8(ascii: "\n")]
    do throws(FileSystemError) {
      try fileSystem.remove("\(lake)/tags/\(RecordName.name(tag.name.description, of: bytes))")
      try fileSystem.synchronizeFolder("\(lake)/tags")
    } catch {
      throw Failure(storing: "the removal of the tag \(tag.name)", error)
    }
  }
}
