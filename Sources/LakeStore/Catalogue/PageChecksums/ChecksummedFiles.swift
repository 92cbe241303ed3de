package import GRDB
import GRDBSQLite
import Glibc
import Synchronization

/// Makes SQLite check every page of a database file that it reads against a checksum, as its own `cksumvfs` extension
/// does (https://www.sqlite.org/cksumvfs.html): SQLite by itself does not notice a changed byte.
///
/// The pages of the main file are checked; the write-ahead log has checksums of its own.
package enum ChecksummedFiles {
  /// Lets all databases that are opened from here on be checked.
  package static func use() {
    _ = registration
  }

  /// Whether a page could not be read since this was asked last, whatever is in it. SQLite itself sometimes tells of a page
  /// that could not be read as of a damaged one.
  static func takeReadErrors() -> Bool { readErrorCount.exchange(0, ordering: .relaxed) > 0 }

  /// Makes room for checksums in a database that is new. Call it before anything is written.
  package static func reserveRoom(_ database: Database) throws {
    var count = Int32(PageChecksum.size)
    let code = sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_RESERVE_BYTES, &count)
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  /// Registers the file layer as SQLite's default; done once a process.
  private static let registration: Int32 = {
    guard let system = sqlite3_vfs_find(nil) else { return SQLITE_ERROR }
    let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    // All but opening is the system's own; those calls do not look at which layer they are called on.
    layer.initialize(to: system.pointee)
    layer.pointee.pNext = nil
    layer.pointee.zName = UnsafePointer(strdup("marquee-checksums"))
    layer.pointee.pAppData = UnsafeMutableRawPointer(system)
    layer.pointee.szOsFile = Int32(CheckedFile.headSize) + system.pointee.szOsFile
    layer.pointee.xOpen = { layer, name, file, flags, outFlags in
      guard let layer, let file,
        let system = layer.pointee.pAppData?.assumingMemoryBound(to: sqlite3_vfs.self)
      else { return SQLITE_MISUSE }
      guard flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL) != 0 else {
        return system.pointee.xOpen(system, name, file, flags, outFlags)
      }
      let inner = CheckedFile.inner(file)
      inner.pointee.pMethods = nil
      CheckedFile.state(file).initialize(to: CheckedFile.State())
      let code = system.pointee.xOpen(system, name, inner, flags, outFlags)
      let methods = flags & SQLITE_OPEN_WAL == 0 ? CheckedFile.methods : CheckedFile.logMethods
      file.pointee.pMethods = inner.pointee.pMethods == nil ? nil : UnsafePointer(methods)
      return code
    }
    // Never freed: SQLite keeps it to the end of the process.
    return sqlite3_vfs_register(layer, 1)
  }()
}

private let readErrorCount = Atomic(0)

/// `SQLITE_IOERR_SHORT_READ`, `_DATA`, `_LOCK` and `_SHMLOCK`: sqlite3.h makes them up in a way that Swift does not see.
private let shortRead = SQLITE_IOERR | (2 << 8)
private let changedBytes = SQLITE_IOERR | (32 << 8)
private let refusedFileLock = SQLITE_IOERR | (15 << 8)
private let refusedLock = SQLITE_IOERR | (20 << 8)

/// A database file as SQLite sees it: our methods, and behind them the system's file.
private enum CheckedFile {
  /// Where the system's file starts: behind one pointer and the state, aligned for anything.
  static let headSize = 16

  /// What is known of an open file.
  struct State {
    /// Whether a lock could not be given back.
    var isStuck = false
    /// Whether this connection has written since the last synchronization. Commits of others are synchronized before they can
    /// be seen: all databases are opened with `synchronous=FULL`.
    var isDirty = true
  }

  static func state(_ file: UnsafeMutablePointer<sqlite3_file>) -> UnsafeMutablePointer<State> {
    UnsafeMutableRawPointer(file + 1).assumingMemoryBound(to: State.self)
  }

  static func inner(_ file: UnsafeMutablePointer<sqlite3_file>) -> UnsafeMutablePointer<sqlite3_file> {
    (UnsafeMutableRawPointer(file) + headSize).assumingMemoryBound(to: sqlite3_file.self)
  }

  /// The methods of all checked files. Written once, before any file is opened, and only read from then on.
  nonisolated(unsafe) static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    methods.initialize(to: sqlite3_io_methods())
    methods.pointee.iVersion = 3
    addContent(&methods.pointee)
    addLocks(&methods.pointee)
    addSharedMemory(&methods.pointee)
    return methods
  }()

  /// The methods of logs: only the errors of reading are counted.
  nonisolated(unsafe) static let logMethods: UnsafeMutablePointer<sqlite3_io_methods> = {
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    methods.initialize(to: CheckedFile.methods.pointee)
    methods.pointee.xRead = { file, bytes, count, offset in readCounted(file, bytes, count, offset) }
    methods.pointee.xWrite = { file, bytes, count, offset in
      file.map { CheckedFile.state($0).pointee.isDirty = true }
      return system(file) { $1.xWrite($0, bytes, count, offset) }
    }
    // Every commit waits for the medium; folding the log in need not wait for the same again.
    methods.pointee.xSync = { file, flags in
      guard let file, CheckedFile.state(file).pointee.isDirty else { return SQLITE_OK }
      let code = system(file) { $1.xSync($0, flags) }
      CheckedFile.state(file).pointee.isDirty = code != SQLITE_OK
      return code
    }
    return methods
  }()

  private static func addContent(_ methods: inout sqlite3_io_methods) {
    methods.xClose = { file in system(file) { $1.xClose($0) } }
    methods.xRead = { file, bytes, count, offset in
      let code = readCounted(file, bytes, count, offset)
      // A short read fills the rest with zeros.
      guard code == SQLITE_OK || code == shortRead, let bytes,
        PageChecksum.isPage(Int(count), at: Int(offset))
      else { return code }
      let page = UnsafeRawBufferPointer(start: bytes, count: Int(count))
      return PageChecksum.isSound(page, at: Int(offset)) ? code : changedBytes
    }
    methods.xWrite = { file, bytes, count, offset in
      guard let bytes, PageChecksum.isPage(Int(count), at: Int(offset)) else {
        return system(file) { $1.xWrite($0, bytes, count, offset) }
      }
      // SQLite's own copy of the page stays as it is.
      return withUnsafeTemporaryAllocation(byteCount: Int(count), alignment: 8) { page in
        page.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        PageChecksum.seal(page, at: Int(offset))
        return system(file) { $1.xWrite($0, page.baseAddress, count, offset) }
      }
    }
    methods.xTruncate = { file, size in system(file) { $1.xTruncate($0, size) } }
    methods.xSync = { file, flags in system(file) { $1.xSync($0, flags) } }
    methods.xFileSize = { file, size in system(file) { $1.xFileSize($0, size) } }
    // Mapped memory would pass the check by.
    methods.xFetch = { _, _, _, page in
      page?.pointee = nil
      return SQLITE_OK
    }
    methods.xUnfetch = { _, _, _ in SQLITE_OK }
  }

  private static func addLocks(_ methods: inout sqlite3_io_methods) {
    methods.xLock = { file, level in
      errno = 0
      let code = system(file) { $1.xLock($0, level) }
      // A system that has no lock to give is no other process that holds it, and is not waited for.
      return code == SQLITE_BUSY && errno == ENOLCK ? refusedFileLock : code
    }
    methods.xUnlock = { file, level in system(file) { $1.xUnlock($0, level) } }
    methods.xCheckReservedLock = { file, result in system(file) { $1.xCheckReservedLock($0, result) } }
    methods.xFileControl = { file, operation, argument in
      system(file) { $1.xFileControl($0, operation, argument) }
    }
    methods.xSectorSize = { file in system(file) { $1.xSectorSize($0) } }
    methods.xDeviceCharacteristics = { file in system(file) { $1.xDeviceCharacteristics($0) } }
  }

  private static func addSharedMemory(_ methods: inout sqlite3_io_methods) {
    methods.xShmMap = { file, region, size, extend, memory in
      errno = 0
      let code = system(file) { $1.xShmMap($0, region, size, extend, memory) }
      // The first to map it takes a lock, of which the same holds.
      return code == SQLITE_BUSY && ![0, EAGAIN, EACCES].contains(errno) ? refusedLock : code
    }
    methods.xShmLock = { file, offset, count, flags in
      lockIndex(file, offset, count, flags)
    }
    methods.xShmBarrier = { file in
      _ = system(file) {
        $1.xShmBarrier($0)
        return SQLITE_OK
      }
    }
    methods.xShmUnmap = { file, delete in system(file) { $1.xShmUnmap($0, delete) } }
  }
}

/// Calls a method of the system's file.
private func system(
  _ file: UnsafeMutablePointer<sqlite3_file>?,
  _ method: (UnsafeMutablePointer<sqlite3_file>, sqlite3_io_methods) -> Int32
) -> Int32 {
  guard let file else { return SQLITE_MISUSE }
  let inner = CheckedFile.inner(file)
  guard let methods = inner.pointee.pMethods else { return SQLITE_MISUSE }
  return method(inner, methods.pointee)
}

/// Locks or unlocks a part of the log's index. The system's layer says of every refusal that the lock is held by
/// another, for which SQLite waits many seconds; a lock that could not be given back it would wait for in vain.
private func lockIndex(
  _ file: UnsafeMutablePointer<sqlite3_file>?, _ offset: Int32, _ count: Int32, _ flags: Int32
) -> Int32 {
  guard let file else { return SQLITE_MISUSE }
  let state = CheckedFile.state(file)
  let unlocks = flags & SQLITE_SHM_UNLOCK != 0
  if state.pointee.isStuck, !unlocks { return refusedLock }
  for attempt in 1...2 {
    errno = 0
    let code = system(file) { $1.xShmLock($0, offset, count, flags) }
    // What another process holds, or another connection of this one.
    if code == SQLITE_OK || !unlocks && [0, EAGAIN, EACCES].contains(errno) { return code }
    if attempt == 2, unlocks { state.pointee.isStuck = true }
  }
  return refusedLock
}

/// Reads from the system's file, and counts where that fails.
private func readCounted(
  _ file: UnsafeMutablePointer<sqlite3_file>?, _ bytes: UnsafeMutableRawPointer?, _ count: Int32,
  _ offset: sqlite3_int64
) -> Int32 {
  let code = system(file) { $1.xRead($0, bytes, count, offset) }
  if code != SQLITE_OK, code != shortRead { readErrorCount.add(1, ordering: .relaxed) }
  return code
}
