import GRDB
package import RankingModel
import Storage

/// Reads a whole SQLite file of the lake to see whether it is sound.
package enum DatabaseCheck {
  /// What SQLite adds to a database's file name for the files beside it (https://www.sqlite.org/tempfiles.html).
  package static let logEnds = ["-wal", "-shm", "-journal"]

  /// The result of a check.
  package enum Outcome: Sendable, Hashable {
    case sound
    /// What is wrong with it, in plain words.
    case damaged(String)
    /// Why the file could not be read. It may be sound.
    case unreadable(String)
  }

  /// Checks the file at `path`.
  ///
  /// Every page is read, used or not, and SQLite checks the structure of the database. Another process may write meanwhile.
  package static func outcome(ofFileAt path: String) -> Outcome {
    _ = ChecksummedFiles.takeReadErrors()
    do {
      let database = try ReadOnlyDatabase.open(path: path)
      defer { try? database.close() }
      var faults = try database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(3)") }
      if faults == ["ok"] { faults = [] }
      // 266 is SQLITE_IOERR_READ, also for the log.
      if ChecksummedFiles.takeReadErrors() || faults.contains(where: { $0.contains("error code=266") }) {
        return .unreadable("a page could not be read")
      }
      faults += try pageProblems(path)
      return faults.isEmpty ? .sound : .damaged("is damaged: \(faults.joined(separator: "; "))")
    } catch {
      let failure = Failure(database: "the file", error)
      return failure.kind == .damaged
        ? .damaged("is damaged: \(failure.message)") : .unreadable(failure.message)
    }
  }

  /// Refuses a file of a database, or its log, that is not a regular file: SQLite would follow a link out of the lake.
  package static func refuseLinks(at path: String) throws(Failure) {
    let fileSystem = FileSystem(root: parent(of: path))
    for file in ([""] + logEnds).map({ path + $0 }) {
      guard let kind = try reading(file, try fileSystem.kind(of: file)), kind != .file else { continue }
      throw Failure(
        .damaged, "\(file) is not a regular file",
        remedy: .words("move it away: what it should hold is rebuilt from the lake's records"))
    }
  }

  /// The pages of the file that are not what was written, in words. They include pages that SQLite does not read, because nothing
  /// uses them. While a log is beside the file, a page may be half-written and its sound form in the log: then none is checked.
  static func pageProblems(_ path: String) throws -> [String] {
    let fileSystem = FileSystem(root: parent(of: path))
    if let log = try fileSystem.size("\(path)-wal"), log > 0 { return [] }
    var damaged: Set<Int>?
    for _ in 0..<3 {
      // A new database is in its log until the log is folded in.
      guard let found = try damagedPages(path, fileSystem) else { return [] }
      damaged = damaged?.intersection(found) ?? found
      // A page read while it was being written looks damaged once, not three times.
      if damaged?.isEmpty == true { return [] }
    }
    return (damaged ?? []).sorted().prefix(3).map { "page \($0) is not what was written" }
  }

  /// The pages that are not what was written, read some at a time; `nil` where the file is empty.
  private static func damagedPages(
    _ path: String, _ fileSystem: FileSystem
  ) throws(FileSystemError) -> Set<Int>? {
    // A power of two, so that every part begins with a page.
    let count = 1 << 22
    var damaged: Set<Int> = []
    var offset = 0
    var pageSize: Int?
    while true {
      let bytes = try fileSystem.read(path, at: offset, count: count)
      if bytes.isEmpty { return offset == 0 ? nil : damaged }
      if offset == 0 { pageSize = PageChecksum.pageSize(bytes) }
      guard let size = pageSize else { return [1] }
      damaged.formUnion(PageChecksum.damagedPages(in: bytes, from: offset, size: size))
      offset += bytes.count
    }
  }
}
