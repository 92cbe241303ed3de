import Glibc
package import RankingModel
import Storage

/// Replaces a database file of a lake as a whole.
package enum DatabaseReplacement {
  /// Rebuilds the file `path`. The new file has another name until it is complete, since the process may be killed meanwhile.
  ///
  /// - Parameters:
  ///   - subject: what a message calls the database.
  ///   - make: makes the new database in the file that it is given, and closes it.
  ///   - leave: called before the new file replaces the old one.
  package static func replace(
    _ path: String, _ subject: String, make: (String) async throws(Failure) -> Void,
    leaving leave: () async throws(Failure) -> Void = {}
  ) async throws(Failure) {
    let new = "\(path)-new"
    let all = ([""] + DatabaseCheck.logEnds).map { new + $0 }
    try remove(all, subject)
    // After the rename there is nothing left to remove.
    defer { try? remove(all, subject) }
    try await make(new)
    try await leave()
    // The new file must never be used with the old log.
    try remove(DatabaseCheck.logEnds.map { path + $0 }, subject)
    do throws(FileSystemError) {
      let folder = parent(of: path)
      let fileSystem = FileSystem(root: folder)
      // A log that still exists was not folded in: the disk is full.
      guard try fileSystem.size("\(new)-wal") == nil else { throw FileSystemError("write", new, ENOSPC) }
      try fileSystem.synchronizeFolder(folder)
      try fileSystem.rename(new, to: path)
      try fileSystem.synchronizeFolder(folder)
    } catch { throw Failure(storing: subject, error) }
  }

  /// Whether the database `path` is missing, or empty because a process was killed while it made it. A new database may be in its
  /// log until the log is folded in.
  package static func isMissing(_ path: String, _ subject: String) throws(Failure) -> Bool {
    let fileSystem = FileSystem(root: parent(of: path))
    for file in [path, "\(path)-wal"] {
      if try reading(subject, try fileSystem.size(file)) ?? 0 > 0 { return false }
    }
    return true
  }

  /// Removes those of `files` that are there.
  static func remove(_ files: [String], _ subject: String) throws(Failure) {
    do throws(FileSystemError) {
      for file in files { _ = try FileSystem(root: parent(of: file)).removeIfThere(file) }
    } catch { throw Failure(storing: subject, error) }
  }
}
