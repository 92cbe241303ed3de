import GRDB
package import RankingModel

/// Reads a whole SQLite file of the lake to see whether it is sound.
package enum DatabaseCheck {
  /// What SQLite adds to a file's name for those that it keeps beside it (https://www.sqlite.org/tempfiles.html).
  package static let logEnds = ["-wal", "-shm", "-journal"]

  /// What is wrong with the file at `path`, in plain words; empty where nothing is.
  ///
  /// Every page is read, used or not, and SQLite checks how they hang together. May run beside a writer.
  package static func problems(ofFileAt path: String) -> [String] {
    do {
      let database = try ReadOnlyDatabase.open(path: path)
      let found = try database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(3)") }
      return try (found == ["ok"] ? [] : found) + pageProblems(path)
    } catch let error as FileSystemError {
      return ["\(error)"]
    } catch {
      return [Failure(database: "the file", error).message]
    }
  }

  /// Refuses a file of a database, or its log, that is a link or no file at all: SQLite would follow it out of the lake.
  package static func refuseLinks(at path: String) throws(Failure) {
    let fileSystem = FileSystem(root: parent(of: path))
    for file in ([""] + logEnds).map({ path + $0 }) {
      guard let kind = try? fileSystem.kind(of: file), kind != .file else { continue }
      throw Failure(
        .damaged, "\(file) is no regular file",
        cure: "move it away: what it should hold is made anew from the lake's records")
    }
  }

  /// SQLite does not read pages that nothing uses. While a log stands beside the file, a page may be half-written: its
  /// sound form is in the log.
  private static func pageProblems(_ path: String) throws -> [String] {
    let fileSystem = FileSystem(root: parent(of: path))
    if let log = try fileSystem.size("\(path)-wal"), log > 0 { return [] }
    var damaged: Set<Int>?
    for _ in 0..<3 {
      let bytes = try fileSystem.read(path)
      // A new file stands in its log until that is folded in.
      if bytes.isEmpty { return [] }
      let found = Set(PageChecksum.damagedPages(in: bytes))
      damaged = damaged?.intersection(found) ?? found
      // A page read while it was being written looks damaged once, not three times.
      if damaged?.isEmpty == true { return [] }
    }
    return (damaged ?? []).sorted().prefix(3).map { "page \($0) is not what was written" }
  }
}
