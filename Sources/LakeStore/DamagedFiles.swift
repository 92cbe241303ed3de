import RankingModel

/// The folder `damaged` of a lake: it keeps what was found damaged, each file under a name of its own. Nothing reads it.
struct DamagedFiles: Sendable {
  let lake: String
  let fileSystem: FileSystem

  /// Keeps what is at `place` within the lake before it is replaced. A file is copied, so that `place` is never empty;
  /// a folder or a link is moved. Durable on return.
  func keep(_ place: String, at now: Instant) throws(FileSystemError) {
    let isFile = try fileSystem.kind(of: "\(lake)/\(place)") == .file
    if isFile { try copy(place, at: now) } else { try move(place, at: now) }
  }

  private func copy(_ place: String, at now: Instant) throws(FileSystemError) {
    let bytes = try fileSystem.read("\(lake)/\(place)")
    let durable = DurableFiles(fileSystem: fileSystem)
    try durable.makeFolders(["\(lake)/damaged"])
    try durable.store([NewFile(path: try freeName(place, now), bytes: bytes)])
  }

  /// Moves what stands at `place` within the lake here; durable on return. Nothing where nothing stands there.
  func move(_ place: String, at now: Instant) throws(FileSystemError) {
    guard try fileSystem.kind(of: "\(lake)/\(place)") != nil else { return }
    let durable = DurableFiles(fileSystem: fileSystem)
    try durable.makeFolders(["\(lake)/damaged"])
    try fileSystem.rename("\(lake)/\(place)", to: try freeName(place, now))
    try durable.synchronizeFolders([parent(of: "\(lake)/\(place)"), "\(lake)/damaged"])
  }

  private func freeName(_ place: String, _ now: Instant) throws(FileSystemError) -> String {
    let taken = Set(try fileSystem.names(in: "\(lake)/damaged"))
    let name = "\(RecordName.compact(now))-\(place.replacing("/", with: "-"))"
    return "\(lake)/damaged/\(taken.contains(name) ? "\(newIdentifier())-\(name)" : name)"
  }
}
