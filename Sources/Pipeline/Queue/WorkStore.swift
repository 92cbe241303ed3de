import GRDB
import Glibc
public import LakeStore
public import RankingModel

/// The durable work state of a lake: runs under way with their checkpoints, the queue of items to enrich, the
/// answers at hand, and the calls made today. One SQLite file, `work.sqlite`, in the lake's folder.
public final class WorkStore: Sendable {
  let database: DatabaseQueue

  /// Opens the store of the lake in `folder` for writing. Only the holder of the lake's lock may do so.
  ///
  /// Where there is none, or an empty one, it is made from the records of the runs that have ended, in one transaction.
  ///
  /// - Parameter lake: reads the lake in `folder`.
  public convenience init(folder: String, restoringFrom lake: LakeReader) throws(Failure) {
    let path = "\(folder)/work.sqlite"
    try DatabaseCheck.refuseLinks(at: path)
    if try FileSystem(root: folder).isMissingOrEmpty(path) {
      // Under another name until it is whole: the process may be killed meanwhile.
      try WorkStore.make(path) { database in try WorkRestoration(lake).restore(database) }
    }
    try self.init(file: path) { _ in }
  }

  /// Makes the file `path`, filled by `fill`, in place of whatever is there.
  static func make(_ path: String, fill: (Database) throws -> Void) throws(Failure) {
    let beginning = "\(path)-new"
    let logs = DatabaseCheck.logEnds
    let removeBeginning = { for end in [""] + logs { unlink(beginning + end) } }
    removeBeginning()
    // Once it has its name there is nothing left of it to remove.
    defer { removeBeginning() }
    try WorkStore(file: beginning, fill: fill).close()
    do throws(FileSystemError) {
      let folder = parent(of: path)
      let fileSystem = FileSystem(root: folder)
      // A log that is left was not folded in: the disk is full.
      guard try fileSystem.size("\(beginning)-wal") == nil else {
        throw FileSystemError("write", beginning, ENOSPC)
      }
      // The old log must not be met by the new file.
      for end in logs {
        let isThere = try fileSystem.kind(of: path + end) != nil
        if isThere { try fileSystem.remove(path + end) }
      }
      try fileSystem.rename(beginning, to: path)
      try fileSystem.synchronizeFolder(folder)
    } catch {
      throw Failure(storing: "the work state", error)
    }
  }

  /// Opens the store in the file `path` for writing; fills it by `fill` where it is new.
  init(file path: String, fill: (Database) throws -> Void) throws(Failure) {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    ChecksummedFiles.use()
    configuration.prepareDatabase { database in
      try ChecksummedFiles.reserveRoom(database)
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    do {
      try DatabaseCheck.refuseLinks(at: path)
      try Sharing(ofFolder: parent(of: path)).makeDatabaseFile(path)
      database = try DatabaseQueue(path: path, configuration: configuration)
      try database.write { database in
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if version == 0 {
          try WorkSchema.create(database)
          try fill(database)
        } else {
          try WorkStore.check(version, path)
        }
        try WorkSchema.createIndexes(database)
      }
    } catch {
      throw Failure(work: error)
    }
  }

  /// Opens the store of the lake in `folder` beside whoever writes to it, to look at it; `nil` where there is none.
  public init?(readingIn folder: String) throws(Failure) {
    guard try WorkStore.exists(in: folder) else { return nil }
    let path = "\(folder)/\(WorkStore.fileName)"
    do {
      try DatabaseCheck.refuseLinks(at: path)
      database = try ReadOnlyDatabase.open(path: path)
      let version = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
      // A process killed while it made the file has left it empty.
      if version == 0 { return nil }
      try WorkStore.check(version, path)
    } catch {
      throw Failure(work: error)
    }
  }

  /// The name of its file in the lake's folder.
  public static let fileName = "work.sqlite"

  /// Whether the lake in `folder` has one.
  public static func exists(in folder: String) throws(Failure) -> Bool {
    try reading("the work state", try FileSystem(root: folder).kind(of: "\(folder)/\(fileName)")) != nil
  }

  private static func check(_ version: Int, _ path: String) throws(Failure) {
    guard version != WorkSchema.version else { return }
    throw Failure(
      .format, "\(path) has format \(version); this Marquee knows \(WorkSchema.version)",
      hint: "use the Marquee that wrote it, or a newer one")
  }

  /// Reads within one consistent view.
  func read<Value: Sendable>(
    _ question: @Sendable @escaping (Database) throws -> Value
  ) async throws(Failure) -> Value {
    do { return try await Task { try await database.read(question) }.value } catch {
      throw Failure(work: error)
    }
  }

  /// Reads and writes within one transaction.
  func write<Value: Sendable>(
    _ changes: @Sendable @escaping (Database) throws -> Value
  ) async throws(Failure) -> Value {
    do {
      // A change of the queue is made whole even while its run is being stopped.
      return try await Task { try await database.write(changes) }.value
    } catch {
      throw Failure(work: error)
    }
  }

  /// Closes the file. Call it last.
  public func close() {
    try? database.close()
  }
}

extension FileSystem {
  fileprivate func isMissingOrEmpty(_ path: String) throws(Failure) -> Bool {
    try reading("the work state", try size(path)) ?? 0 == 0
  }
}

extension Failure {
  /// SQLite refused something on the work state.
  init(work error: any Error) {
    if let failure = error as? Failure {
      self = failure
    } else {
      self.init(database: "the work state (work.sqlite)", error)
      if kind == .damaged {
        hint = "marquee lake repair makes it anew from the lake's records"
      }
    }
  }
}
