import GRDB
public import LakeStore
public import RankingModel
import Storage

/// The durable work state of a lake: runs under way with their checkpoints, the queue of items to enrich, the
/// answers at hand, and the calls made today. One SQLite file, `work.sqlite`, in the lake's folder.
public final class WorkStore: Sendable {
  let database: DatabaseQueue
  private let writes: GroupedWrites

  /// Opens the store of the lake in `folder` for writing. Only a writer of the lake may do so.
  public convenience init(folder: String) throws(Failure) {
    try self.init(file: "\(folder)/\(WorkStore.fileName)") { _ in }
  }

  /// Makes the store in `folder` from the records of the runs that have ended. Only who writes to the lake alone may do so.
  ///
  /// - Parameter lake: reads the lake.
  public static func make(in folder: String, restoringFrom lake: LakeReader) async throws(Failure) {
    let path = "\(folder)/\(fileName)"
    try DatabaseCheck.refuseLinks(at: path)
    let restoration = try await WorkRestoration(lake)
    try await DatabaseReplacement.replace(path, "the work state") { new throws(Failure) in
      try WorkStore(file: new) { try restoration.restore($0) }.close()
    }
  }

  /// Whether the store in `folder` is missing, or empty as a process leaves it that was killed while it made the store.
  public static func isMissing(in folder: String) throws(Failure) -> Bool {
    try DatabaseReplacement.isMissing("\(folder)/\(fileName)", "the work state")
  }

  /// Opens the store in the file `path` for writing; fills it by `fill` where it is new.
  init(file path: String, fill: (Database) throws -> Void) throws(Failure) {
    var configuration = Configuration()
    // Writers of other charts write here too.
    configuration.busyMode = .timeout(30)
    ChecksummedFiles.use()
    configuration.prepareDatabase { database in
      try ChecksummedFiles.reserveRoom(database)
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    do {
      try DatabaseCheck.refuseLinks(at: path)
      try Sharing(ofFolder: parent(of: path)).makeDatabaseFile(path)
      database = try DatabaseQueue(path: path, configuration: configuration)
      if try WorkStore.isEmpty(database, path) {
        try database.write { database in
          try WorkSchema.create(database)
          try fill(database)
        }
      }
      writes = GroupedWrites(database)
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
      // A process killed while it made the file has left it so.
      if try WorkStore.isEmpty(database, path) { return nil }
      writes = GroupedWrites(database)
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

  /// Whether the file at `path` has no tables yet.
  ///
  /// - Throws: `format` where it has those of another version of this program.
  private static func isEmpty(_ database: DatabaseQueue, _ path: String) throws -> Bool {
    let version = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    if version == 0 || version == WorkSchema.version { return version == 0 }
    throw Failure(
      .format, "\(path) has format \(version); this Marquee knows \(WorkSchema.version)",
      remedy: .newerProgram)
  }

  /// Reads within one consistent view.
  func read<Value: Sendable>(
    _ question: @Sendable @escaping (Database) throws -> Value
  ) async throws(Failure) -> Value {
    do { return try await Task { try await database.read(question) }.value } catch {
      throw Failure(work: error)
    }
  }

  /// Reads and writes within one transaction, durable on return. It is made whole even while its run is being stopped.
  ///
  /// - Parameter isPatient: whether it may wait a moment for others to be made with.
  func write<Value: Sendable>(
    isPatient: Bool = false, _ changes: @Sendable @escaping (Database) throws -> Value
  ) async throws(Failure) -> Value {
    do { return try await writes.write(isPatient: isPatient, changes) } catch { throw Failure(work: error) }
  }

  /// Closes the file. Call it last.
  public func close() {
    try? database.close()
  }
}

extension Failure {
  /// SQLite refused something on the work state.
  init(work error: any Error) {
    if let failure = error as? Failure {
      self = failure
    } else {
      self.init(database: "the work state (work.sqlite)", error)
      if kind == .damaged { remedy = .repairLake }
    }
  }
}
