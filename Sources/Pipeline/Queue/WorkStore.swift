import GRDB
import Glibc
import LakeStore
public import RankingModel

/// The durable working state of a lake: runs under way with their checkpoints, the queue of films to enrich, the
/// answers at hand, and the calls made today. One SQLite file, `work.sqlite`, in the lake's folder.
public final class WorkStore: Sendable {
  let database: DatabaseQueue

  /// Opens the store of the lake in `folder` for writing; makes one where there is none. Only the holder of the
  /// lake's lock may do so.
  public init(folder: String) throws(Failure) {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    ChecksummedFiles.use()
    configuration.prepareDatabase { database in
      try ChecksummedFiles.reserveRoom(database)
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    do {
      database = try DatabaseQueue(path: "\(folder)/work.sqlite", configuration: configuration)
      try database.write { database in
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if version == 0 {
          try WorkSchema.create(database)
        } else {
          try WorkStore.check(version, folder)
        }
      }
    } catch {
      throw Failure(work: error)
    }
  }

  /// Opens the store of the lake in `folder` beside whoever writes to it, to look at it; `nil` where there is none.
  public init?(readingIn folder: String) throws(Failure) {
    guard access("\(folder)/work.sqlite", F_OK) == 0 else { return nil }
    do {
      database = try ReadOnlyDatabase.open(path: "\(folder)/work.sqlite")
      let version = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
      // A process killed while it made the file has left it empty.
      if version == 0 { return nil }
      try WorkStore.check(version, folder)
    } catch {
      throw Failure(work: error)
    }
  }

  private static func check(_ version: Int, _ folder: String) throws(Failure) {
    guard version != WorkSchema.version else { return }
    throw Failure(
      .format, "\(folder)/work.sqlite has format \(version); this Marquee knows \(WorkSchema.version)",
      cure: "use the Marquee that wrote it, or a newer one")
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

extension Failure {
  /// SQLite refused something on the working state.
  init(work error: any Error) {
    if let failure = error as? Failure {
      self = failure
    } else {
      self.init(database: "the working state (work.sqlite)", error)
      if kind == .damaged {
        cure =
          "restore work.sqlite from a copy, or move it away: runs under way and the queue are then forgotten"
      }
    }
  }
}
