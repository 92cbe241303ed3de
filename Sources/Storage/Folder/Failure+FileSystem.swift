import Glibc
package import RankingModel

extension Failure {
  /// The file system refused while `subject` was being stored.
  package init(storing subject: String, _ error: FileSystemError) {
    let hint =
      switch error.code {
      case ENOSPC, EDQUOT: "free some space and run the same command again: nothing half-written was kept"
      case EROFS, EACCES, EPERM: "make the lake writable, or name another one with --lake DIR"
      case ELOOP: linkHint
      case ENOTDIR, ENAMETOOLONG: "name another lake with --lake DIR"
      case EMFILE, ENFILE: "raise the limit of open files (ulimit -n) and run the same command again"
      default: "look at the disk, then run the same command again"
      }
    self.init(.storage, "\(subject) could not be stored: \(error)", hint: hint)
  }

  /// The file system refused while `subject` was being read: `damaged` where something else or nothing stands in its
  /// place, `storage` where it could not be read, of which nothing follows about what it holds.
  package init(reading subject: String, _ error: FileSystemError) {
    if error.isAboutContent {
      self.init(
        .damaged, "\(subject) could not be read: \(error)",
        hint: error.code == ELOOP ? linkHint : "marquee lake repair")
      return
    }
    let hint =
      switch error.code {
      case EACCES, EPERM: "make the lake readable for this user"
      case EMFILE, ENFILE: "raise the limit of open files (ulimit -n) and run the same command again"
      default: "look at the disk, then run the same command again"
      }
    self.init(.storage, "\(subject) could not be read: \(error)", hint: hint)
  }
}

/// What `read` gives, or the failure that `subject` could not be read.
package func reading<Value>(
  _ subject: @autoclosure () -> String, _ read: @autoclosure () throws(FileSystemError) -> Value
) throws(Failure) -> Value {
  do throws(FileSystemError) { return try read() } catch { throw Failure(reading: subject(), error) }
}

private let linkHint =
  "put the file or folder itself in the place of the link: none is followed inside a lake"
