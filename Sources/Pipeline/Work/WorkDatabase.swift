import GRDB
import LakeStore
import RankingModel
import Storage

/// The file `work.sqlite`: opens it, checks it and replaces it as a whole. Writes of several callers are committed together.
final class WorkDatabase: Sendable {
  /// The name of the file in the lake's folder.
  static let fileName = "work.sqlite"
  /// The file's name in messages.
  static let subject = "the work state"
  /// The format of the file, kept in `PRAGMA user_version`.
  private static let version = 1

  private let database: DatabaseQueue
  private let writes: GroupedWrites

  static func path(in folder: String) -> String { "\(folder)/\(fileName)" }

  /// Opens the file at `path` for writing. A new file gets its tables, and is filled by `fill`.
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
      if try WorkDatabase.isEmpty(database, path) {
        try database.write { database in
          try WorkDatabase.makeTables(database)
          try fill(database)
        }
      }
      writes = GroupedWrites(database)
    } catch { throw Failure(work: error) }
  }

  /// A new database in memory, with its tables.
  init(inMemory: Void) throws(Failure) {
    do {
      database = try DatabaseQueue()
      try database.write(WorkDatabase.makeTables)
      writes = GroupedWrites(database)
    } catch { throw Failure(work: error) }
  }

  /// Opens the file at `path` for reading while others may write to it; `nil` if it has no tables yet.
  init?(readingFile path: String) throws(Failure) {
    do {
      try DatabaseCheck.refuseLinks(at: path)
      database = try ReadOnlyDatabase.open(path: path)
      // A file without tables was left by a process that was killed while it made the file.
      if try WorkDatabase.isEmpty(database, path) { return nil }
      writes = GroupedWrites(database)
    } catch { throw Failure(work: error) }
  }

  /// Replaces the file at `path` by a new one that `fill` fills.
  static func replace(_ path: String, fill: (Database) throws -> Void) async throws(Failure) {
    try await DatabaseReplacement.replace(path, subject) { new throws(Failure) in
      try WorkDatabase(file: new, fill: fill).close()
    }
  }

  private static func makeTables(_ database: Database) throws {
    for schema in [
      Checkpoints.schema, TaskQueue.schema, AnswerCache.schema, CallBudget.schema, ToldNotices.schema,
      PendingDays.schema, Ticks.schema,
    ] { try database.execute(sql: schema) }
    try database.execute(sql: "PRAGMA user_version = \(version)")
  }

  /// Whether the file at `path` has no tables yet.
  ///
  /// - Throws: `format` if it has the tables of another version of this program, `damaged` if it is something else, such as a
  ///   catalogue.
  private static func isEmpty(_ database: DatabaseQueue, _ path: String) throws -> Bool {
    let found = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    if found == 0 || found == version { return found == 0 }
    guard try database.read({ try $0.tableExists("budget") }) else {
      throw Failure(.damaged, "\(path) is not a work state of Marquee", remedy: .repairLake)
    }
    throw Failure(
      .format, "\(path) has format \(found); this Marquee knows \(version)", remedy: .newerProgram)
  }

  /// Reads within one consistent view.
  func read<Value: Sendable>(
    _ question: @Sendable @escaping (Database) throws -> Value
  ) async throws(Failure) -> Value {
    do { return try await Task { try await database.read(question) }.value } catch {
      throw Failure(work: error)
    }
  }

  /// Reads and writes within one transaction, which is durable on return. The transaction is completed even while its run is
  /// being stopped.
  ///
  /// - Parameter isPatient: whether the transaction may wait a moment to be committed together with others.
  func write<Value: Sendable>(
    isPatient: Bool = false, _ changes: @Sendable @escaping (Database) throws -> Value
  ) async throws(Failure) -> Value {
    do { return try await writes.write(isPatient: isPatient, changes) } catch { throw Failure(work: error) }
  }

  /// Closes the file. Call it last.
  func close() { try? database.close() }
}

extension Failure {
  /// A failure for an error of SQLite on the work state.
  init(work error: any Error) {
    if let failure = error as? Failure {
      self = failure
    } else {
      self.init(database: "the work state (work.sqlite)", error)
      if kind == .damaged { remedy = .repairLake }
    }
  }
}
