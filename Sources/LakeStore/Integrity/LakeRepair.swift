import Glibc
public import RankingModel

/// Repairs a lake: sets damaged files aside, stores again what can be had from elsewhere, and says what is lost.
///
/// Nothing is removed but files that a killed command left half-written. What is damaged is read once more before it is
/// touched, and then moved to the folder `damaged`.
public final class LakeRepair: Sendable {
  /// The lake's folder.
  public let path: String
  private let options: Lake.Options
  /// `nil` where the repair is only planned.
  private let lock: LakeLock?
  let fileSystem: FileSystem
  /// Whether what cannot be read is taken for lost.
  let replacesUnreadable: Bool
  private var damagedFiles: DamagedFiles { DamagedFiles(lake: path, fileSystem: fileSystem) }

  /// Takes the lock of the lake in the folder `path`.
  ///
  /// - Parameters:
  ///   - replacesUnreadable: whether what cannot be read is taken for lost, as on a medium that has failed for good;
  ///     otherwise it is left as it is.
  ///   - dryRun: whether the repair is only going to be planned; then no lock is taken.
  /// - Throws: `noData` where there is no lake, `locked` where another process writes, `storage` where the folder cannot be
  ///   read.
  public init(
    path: String, options: Lake.Options, replacesUnreadable: Bool = false, dryRun: Bool = false
  ) throws(Failure) {
    self.path = path
    self.options = options
    self.replacesUnreadable = replacesUnreadable
    self.fileSystem = FileSystem(root: path)
    let names = try reading("the lake", try fileSystem.names(in: path))
    // Not even a lock is left in a folder of something else.
    guard names.contains(where: LakeContents.isPart) else {
      throw Failure(.noData, "there is no lake in \(path)", hint: "name the lake's folder with --lake DIR")
    }
    self.lock = dryRun ? nil : try LakeLock(folder: path, options: options)
  }

  /// The lock, without which nothing is changed.
  private func held() throws(Failure) -> LakeLock {
    guard let lock else { throw Failure(.program, "a repair that was only planned cannot be carried out") }
    return lock
  }

  /// Carries `steps` out, in an order in which a kill at any instant leaves no more damage than there was.
  public func carryOut(_ steps: [RepairStep]) async throws(Failure) {
    _ = try held()
    try Lake.makeParts(path, fileSystem)
    if steps.contains(where: { $0.object != nil }) {
      // An empty folder of objects stands for a medium that is away, and nothing is written to such a lake.
      do throws(FileSystemError) {
        try DurableFiles(fileSystem: fileSystem).makeFolders(["\(path)/objects/00"])
      } catch {
        throw Failure(storing: "the objects", error)
      }
    }
    for step in steps where step.object == nil {
      switch step.action {
      case .restore:
        try replace(step.subject, by: step.bytes ?? [])
        if let other = step.replaced { try setAside(other) }
      case .lost: try setAside(step.subject)
      case .setAside where step.subject.hasPrefix("forgotten/"):
        if let record = ForgottenRecords.record(markedBy: step.subject) {
          try ForgottenRecords(lake: path, fileSystem: fileSystem).markWithoutRaw(
            [record], at: options.clock())
        }
        try setAside(step.subject)
      case .setAside:
        for name in ["", "-wal", "-shm"] { try setAside(step.subject + name) }
      case .remove, .reindex, .leave: break
      }
    }
    let objects = FolderObjectStore(folder: "\(path)/objects", fileSystem: fileSystem)
    for step in steps {
      guard let object = step.object else { continue }
      // Read once more: what was read wrong may have been the way to the medium.
      switch objects.look(at: object) {
      case .success: continue
      case .failure(.unreadable(let why)) where !replacesUnreadable:
        throw Failure(
          .storage, "object \(object.short) could not be read: \(why)",
          hint: "look at the disk, then repair again")
      case .failure: break
      }
      let place = String(objects.path(of: object).dropFirst(path.utf8.count + 1))
      if let bytes = step.bytes {
        try replace(place, by: try objects.packed(bytes))
      } else {
        try setAside(place)
      }
    }
    if steps.contains(where: { $0.action == .reindex }) { try await reindex(toleratesLoss: true) }
    for step in steps where step.action == .remove {
      do throws(FileSystemError) {
        if try fileSystem.size("\(path)/\(step.subject)") != nil {
          try fileSystem.remove("\(path)/\(step.subject)")
        }
      } catch {
        throw Failure(storing: "the removal of \(step.subject)", error)
      }
    }
  }

  /// Makes the catalogue anew from the lake's records.
  ///
  /// - Parameter toleratesLoss: whether days whose version is lost are in it without their entries; otherwise that is a
  ///   `damaged` failure, and the old catalogue stays. So it is where the old catalogue knows a record that is not there:
  ///   it has the record's content, and the new one would not.
  public func reindex(toleratesLoss: Bool = false) async throws(Failure) {
    guard let format = try LakeFormat(folder: path, fileSystem: fileSystem) else {
      throw Failure(.noData, "there is no lake in \(path)", hint: "name the lake's folder with --lake DIR")
    }
    if !toleratesLoss { try Lake.requireKnownRecords(path, lake: format.id) }
    try await Lake.remakeCatalogue(
      path, lake: format.id, lock: try held(), options: options, toleratesLoss: toleratesLoss)
  }

  /// Keeps a copy of what is at `place` aside, and puts `bytes` there in one instant: a kill leaves the one or the other.
  private func replace(_ place: String, by bytes: [UInt8]) throws(Failure) {
    do throws(FileSystemError) {
      try damagedFiles.keep(place, at: options.clock())
    } catch  where replacesUnreadable && ["open", "inspect", "read"].contains(error.operation) {
      // What cannot be read cannot be copied.
      try setAside(place)
    } catch {
      throw Failure(storing: "what is set aside", error)
    }
    try store(bytes, at: place)
  }

  private func store(_ bytes: [UInt8], at place: String) throws(Failure) {
    do throws(FileSystemError) {
      let durable = DurableFiles(fileSystem: fileSystem)
      var folders = [parent(of: "\(path)/\(place)")]
      while let last = folders.last, last.utf8.count > path.utf8.count { folders.append(parent(of: last)) }
      for folder in folders.dropLast().reversed() { try durable.makeFolders([folder]) }
      try durable.store([NewFile(path: "\(path)/\(place)", bytes: bytes)])
    } catch {
      throw Failure(storing: place, error)
    }
  }

  /// Moves a file of the lake to the folder `damaged`, under a name of its own; nothing where there is none.
  private func setAside(_ place: String) throws(Failure) {
    do throws(FileSystemError) { try damagedFiles.move(place, at: options.clock()) } catch {
      throw Failure(storing: "what is set aside", error)
    }
  }
}
