package import GRDB
import GRDBSQLite
import Glibc
import Synchronization

/// Makes SQLite check every page that it reads from a database file against a checksum, as its own `cksumvfs` extension does
/// (https://www.sqlite.org/cksumvfs.html). Without it SQLite does not notice a changed byte.
///
/// The pages of the main file are checked; the write-ahead log has checksums of its own.
package enum ChecksummedFiles {
  /// Turns on the check for all databases that are opened from now on.
  package static func use() { _ = registration }

  /// Whether any page could not be read since the last call. SQLite itself sometimes reports such a page as a damaged one.
  static func takeReadErrors() -> Bool { readErrorCount.exchange(0, ordering: .relaxed) > 0 }

  /// Reserves room for checksums in a new database. Call it before anything is written.
  package static func reserveRoom(_ database: Database) throws {
    var count = Int32(PageChecksum.size)
    let code = sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_RESERVE_BYTES, &count)
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  /// Registers the file layer as SQLite's default, once a process.
  private static let registration: Int32 = {
    guard let system = sqlite3_vfs_find(nil) else { return SQLITE_ERROR }
    let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    // All methods except opening are the system's own. They do not depend on the layer that they are called on.
    layer.initialize(to: system.pointee)
    layer.pointee.pNext = nil
    layer.pointee.zName = UnsafePointer(strdup("marquee-checksums"))
    layer.pointee.pAppData = UnsafeMutableRawPointer(system)
    // The state of a file is stored after the system's part of it.
    layer.pointee.szOsFile = (system.pointee.szOsFile + 7) / 8 * 8 + CheckedFile.size
    layer.pointee.xOpen = { layer, name, file, flags, outFlags in
      guard let layer, let file,
        let system = layer.pointee.pAppData?.assumingMemoryBound(to: sqlite3_vfs.self)
      else { return SQLITE_MISUSE }
      file.pointee.pMethods = nil
      let code = system.pointee.xOpen(system, name, file, flags, outFlags)
      if let methods = file.pointee.pMethods, flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL) != 0 {
        let checked = (UnsafeMutableRawPointer(file) + Int(layer.pointee.szOsFile - CheckedFile.size))
          .initializeMemory(
            as: CheckedFile.self, to: CheckedFile(methods.pointee, isLog: flags & SQLITE_OPEN_WAL != 0))
        file.pointee.pMethods = UnsafeRawPointer(checked).assumingMemoryBound(to: sqlite3_io_methods.self)
      }
      return code
    }
    // Never freed: SQLite keeps it to the end of the process.
    return sqlite3_vfs_register(layer, 1)
  }()
}

private let readErrorCount = Atomic(0)

/// `SQLITE_IOERR_SHORT_READ`, `_DATA`, `_LOCK` and `_SHMLOCK`: sqlite3.h defines them in a way that Swift does not import.
private let shortRead = SQLITE_IOERR | (2 << 8)
private let changedBytes = SQLITE_IOERR | (32 << 8)
private let refusedFileLock = SQLITE_IOERR | (15 << 8)
private let refusedLock = SQLITE_IOERR | (20 << 8)

/// The state of an open file of a database. The file itself is the system's; some of its methods are ours.
private struct CheckedFile {
  static let size = Int32(MemoryLayout<CheckedFile>.size)

  /// The methods that SQLite calls. They come first, so a file's pointer to its methods is also a pointer to this structure.
  private var methods: sqlite3_io_methods
  /// The methods of the system.
  let system: sqlite3_io_methods
  /// Whether a lock could not be released.
  var isStuck = false
  /// Whether this connection has written since the last synchronization. Commits of other connections are synchronized before
  /// they become visible, because all databases are opened with `synchronous=FULL`.
  var isDirty = true

  init(_ system: sqlite3_io_methods, isLog: Bool) {
    methods = system
    self.system = system
    if isLog {
      addLog()
    } else {
      addContent()
      addLocks()
    }
  }

  static func of(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeMutablePointer<CheckedFile>? {
    UnsafeMutableRawPointer(mutating: file?.pointee.pMethods)?.assumingMemoryBound(to: CheckedFile.self)
  }

  /// Sets the methods of a log: read errors are counted, and needless synchronizations are skipped. Its pages are not checked.
  private mutating func addLog() {
    methods.xRead = { file, bytes, count, offset in readCounted(file, bytes, count, offset) }
    methods.xWrite = { file, bytes, count, offset in
      guard let checked = CheckedFile.of(file) else { return SQLITE_MISUSE }
      checked.pointee.isDirty = true
      return checked.pointee.system.xWrite(file, bytes, count, offset)
    }
    // Every commit synchronizes the log. Folding the log in need not synchronize the same bytes again.
    methods.xSync = { file, flags in
      guard let checked = CheckedFile.of(file), checked.pointee.isDirty else { return SQLITE_OK }
      let code = checked.pointee.system.xSync(file, flags)
      checked.pointee.isDirty = code != SQLITE_OK
      return code
    }
  }

  private mutating func addContent() {
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
      guard let system = CheckedFile.of(file)?.pointee.system else { return SQLITE_MISUSE }
      guard let bytes, PageChecksum.isPage(Int(count), at: Int(offset)) else {
        return system.xWrite(file, bytes, count, offset)
      }
      // SQLite's own copy of the page stays as it is.
      return withUnsafeTemporaryAllocation(byteCount: Int(count), alignment: 8) { page in
        page.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        PageChecksum.seal(page, at: Int(offset))
        return system.xWrite(file, page.baseAddress, count, offset)
      }
    }
    // Mapped memory would bypass the check.
    methods.xFetch = { _, _, _, page in
      page?.pointee = nil
      return SQLITE_OK
    }
  }

  private mutating func addLocks() {
    methods.xLock = { file, level in
      guard let checked = CheckedFile.of(file) else { return SQLITE_MISUSE }
      errno = 0
      let code = checked.pointee.system.xLock(file, level)
      // A system without locks to give is not another process that holds one: waiting would not help.
      return code == SQLITE_BUSY && errno == ENOLCK ? refusedFileLock : code
    }
    methods.xShmMap = { file, region, size, extend, memory in
      guard let checked = CheckedFile.of(file) else { return SQLITE_MISUSE }
      errno = 0
      let code = checked.pointee.system.xShmMap(file, region, size, extend, memory)
      // The first connection to map it takes a lock, for which the same is true.
      return code == SQLITE_BUSY && ![0, EAGAIN, EACCES].contains(errno) ? refusedLock : code
    }
    methods.xShmLock = { file, offset, count, flags in lockIndex(file, offset, count, flags) }
  }
}

/// Locks or unlocks a part of the log's index. The system's layer reports every refusal as a lock that another process holds, for
/// which SQLite waits many seconds. After a lock could not be released, it would wait in vain.
private func lockIndex(
  _ file: UnsafeMutablePointer<sqlite3_file>?, _ offset: Int32, _ count: Int32, _ flags: Int32
) -> Int32 {
  guard let checked = CheckedFile.of(file) else { return SQLITE_MISUSE }
  let unlocks = flags & SQLITE_SHM_UNLOCK != 0
  if checked.pointee.isStuck, !unlocks { return refusedLock }
  for attempt in 1...2 {
    errno = 0
    let code = checked.pointee.system.xShmLock(file, offset, count, flags)
    // Another process, or another connection of this one, holds the lock.
    if code == SQLITE_OK || !unlocks && [0, EAGAIN, EACCES].contains(errno) { return code }
    if attempt == 2, unlocks { checked.pointee.isStuck = true }
  }
  return refusedLock
}

/// Reads from the system's file, and counts failures.
private func readCounted(
  _ file: UnsafeMutablePointer<sqlite3_file>?, _ bytes: UnsafeMutableRawPointer?, _ count: Int32,
  _ offset: sqlite3_int64
) -> Int32 {
  guard let checked = CheckedFile.of(file) else { return SQLITE_MISUSE }
  let code = checked.pointee.system.xRead(file, bytes, count, offset)
  if code != SQLITE_OK, code != shortRead { readErrorCount.add(1, ordering: .relaxed) }
  return code
}
