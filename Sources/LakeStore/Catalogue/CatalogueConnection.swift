import GRDB
import RankingModel
import Storage

/// Opens the catalogue's database file.
enum CatalogueConnection {
  /// What opening found.
  struct Opened {
    var database: DatabaseQueue
    /// The lake that the catalogue belongs to.
    var lake: String
  }

  /// Opens the catalogue for writing. Makes the tables for the lake `lake` where the file is new.
  static func writer(path: String, lake: String) throws(Failure) -> Opened {
    var configuration = Configuration()
    // Writers of other charts write here too; each transaction is short.
    configuration.busyMode = .timeout(30)
    configuration.foreignKeysEnabled = false
    ChecksummedFiles.use()
    configuration.prepareDatabase { database in
      try ChecksummedFiles.reserveRoom(database)
      // Every day of a list touches every item's pages. So the cache is large enough for them, and the log is folded in rarely.
      try database.execute(
        sql: """
          PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
          PRAGMA wal_autocheckpoint = 8192
          """)
    }
    try DatabaseCheck.refuseLinks(at: path)
    do {
      try Sharing(ofFolder: parent(of: path)).makeDatabaseFile(path)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      if try queue.read(version) == 0 {
        try queue.write { database in
          // Another opener may have been first.
          guard try version(database) == 0 else { return }
          try CatalogueSchema.create(database)
          try database.execute(sql: "INSERT INTO lake (id) VALUES (?)", arguments: [lake])
        }
      }
      return Opened(database: queue, lake: try owner(of: queue, path))
    } catch { throw Failure(database: "the catalogue", error) }
  }

  /// Folds the log of the catalogue at `path` into its file, so that the file is complete. The caller holds the lake's lock.
  ///
  /// - Returns: whether that was possible. It is not where the file is damaged, or a reader uses the log.
  /// - Throws: `storage` where the disk refused.
  static func foldsLog(path: String) throws(Failure) -> Bool {
    ChecksummedFiles.use()
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    do {
      let database = try DatabaseQueue(path: path, configuration: configuration)
      defer { try? database.close() }
      return try database.writeWithoutTransaction {
        try Int.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      } == 0
    } catch {
      let failure = Failure(database: "the catalogue", error)
      if failure.kind == .storage { throw failure }
      return false
    }
  }

  /// Opens for reading while others may write. Writes nothing and takes no lock of the lake.
  static func reader(path: String) throws(Failure) -> Opened {
    try DatabaseCheck.refuseLinks(at: path)
    do {
      let queue = try ReadOnlyDatabase.open(path: path)
      return Opened(database: queue, lake: try owner(of: queue, path))
    } catch { throw Failure(database: "the catalogue", error) }
  }

  /// Opens the catalogue for reading where it can be used; `nil` where it is missing, damaged or of another format.
  ///
  /// - Parameter unchecked: whether to open also a file that another program has changed. What it says may be wrong, so the
  ///   caller must check it: records by the hash in their names.
  /// - Throws: `storage` or `locked` where the file cannot be read now. It may be sound, and may have the only copy of something.
  static func usable(path: String, unchecked: Bool = false) throws(Failure) -> Opened? {
    let fileSystem = FileSystem(root: parent(of: path))
    guard try reading("the catalogue", try fileSystem.size(path)) != nil else { return nil }
    do throws(Failure) { return try reader(path: path) } catch {
      guard [.damaged, .format].contains(error.kind) else { throw error }
    }
    guard unchecked else { return nil }
    do {
      let queue = try ReadOnlyDatabase.open(path: path, layer: "unix")
      let owner = try queue.read { try String.fetchOne($0, sql: "SELECT id FROM lake") ?? "" }
      return Opened(database: queue, lake: owner)
    } catch {
      let failure = Failure(database: "the catalogue", error)
      guard [.damaged, .format, .program].contains(failure.kind) else { throw failure }
      return nil
    }
  }

  /// Why a writer cannot use the catalogue of the lake `lake`; `nil` where it can. The file at `path` must exist, and is read
  /// whole.
  ///
  /// - Throws: `damaged` where it cannot be opened, `format` where it is of a newer format, `storage` where it cannot be read.
  static func fault(path: String, lake: String) throws(Failure) -> String? {
    do {
      if let problem = try DatabaseCheck.pageProblems(path).first { return problem }
    } catch { throw Failure(database: "the catalogue", error) }
    let opened = try reader(path: path)
    defer { try? opened.database.close() }
    return opened.lake == lake ? nil : "it belongs to another lake"
  }

  /// The lake that the catalogue `database` belongs to.
  ///
  /// - Throws: a failure where it is of another format, or another program has changed it.
  private static func owner(of database: any DatabaseReader, _ path: String) throws -> String {
    try database.read { database in
      let version = try version(database)
      guard version == CatalogueSchema.version else { throw unknown(version, path) }
      if let fault = try CatalogueSchema.fault(database) {
        throw Failure(.damaged, "the catalogue \(path) \(fault)", remedy: .remakeCatalogue)
      }
      return try String.fetchOne(database, sql: "SELECT id FROM lake") ?? ""
    }
  }

  private static func version(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
  }

  private static func unknown(_ version: Int, _ path: String) -> Failure {
    guard version != 0 else {
      return Failure(.damaged, "the catalogue \(path) is empty", remedy: .remakeCatalogue)
    }
    let words =
      "the catalogue \(path) has format \(version); this Marquee knows format \(CatalogueSchema.version)"
    guard version > CatalogueSchema.version else { return Failure(.damaged, words, remedy: .remakeCatalogue) }
    return Failure(.format, words, remedy: .either(.newerProgram, or: .remakeCatalogue))
  }
}

extension Failure {
  /// The failure for an error of SQLite or of the file system while the database `subject` was used. A `Failure` stays as it is.
  package init(database subject: String, _ error: any Error) {
    if let failure = error as? Failure {
      self = failure
      return
    }
    if let error = error as? FileSystemError {
      self.init(reading: subject, error)
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.program, "\(subject) could not be used: \(error)")
      return
    }
    let words = error.message ?? "error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL,
      .SQLITE_IOERR where error.isForWantOfRoom:
      self.init(.storage, "\(subject) could not be stored: the disk is full", remedy: .freeSpace)
    case .SQLITE_ERROR where words.contains("no such table") || words.contains("no such column"):
      self.init(.damaged, "\(subject) is the wrong file: \(words)", remedy: .repairLake)
    case .SQLITE_CORRUPT where ChecksummedFiles.takeReadErrors(),
      .SQLITE_NOTADB where ChecksummedFiles.takeReadErrors():
      self.init(.storage, "\(subject) could not be read", remedy: .lookAtDisk)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB,
      .SQLITE_IOERR where error.isAboutChangedBytes:
      self.init(
        .damaged,
        "\(subject) is damaged: \(error.isAboutChangedBytes ? "a page is not what was written" : words)",
        remedy: .remakeCatalogue)
    case .SQLITE_IOERR where error.isAboutLocks,
      .SQLITE_PROTOCOL:
      self.init(
        .storage, "\(subject) could not be locked: the system refused it",
        remedy: .either(.words("see that its file system can lock files"), or: .otherLake))
    case .SQLITE_NOMEM:
      self.init(.storage, "\(subject) could not be used: there is not enough memory", remedy: .tryAgain)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.locked, "\(subject) is in use by another process: \(words)", remedy: .tryAgain)
    case .SQLITE_IOERR:
      self.init(.storage, "\(subject) could not be read or stored: \(words)", remedy: .lookAtDisk)
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        .storage, "\(subject) could not be opened or stored: \(words)",
        remedy: .either(.words("see that the lake is writable and its disk has room"), or: .otherLake))
    default: self.init(.program, "\(subject) could not be used: \(words)")
    }
  }
}

extension DatabaseError {
  /// Whether the system refused to take or to release a lock.
  fileprivate var isAboutLocks: Bool {
    [
      .SQLITE_IOERR_LOCK, .SQLITE_IOERR_UNLOCK, .SQLITE_IOERR_RDLOCK, .SQLITE_IOERR_CHECKRESERVEDLOCK,
      .SQLITE_IOERR_SHMLOCK,
    ].contains(extendedResultCode)
  }

  /// Whether the checksum of a page does not match.
  fileprivate var isAboutChangedBytes: Bool { extendedResultCode == .SQLITE_IOERR_DATA }

  /// Whether the disk was full. SQLite has another error for a lack of room in the file by which others find the log.
  fileprivate var isForWantOfRoom: Bool {
    resultCode == .SQLITE_FULL || extendedResultCode == .SQLITE_IOERR_SHMSIZE
  }
}
