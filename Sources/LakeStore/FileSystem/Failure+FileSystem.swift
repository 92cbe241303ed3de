import Glibc
import RankingModel

extension Failure {
  /// The file system refused while `subject` was being stored.
  package init(storing subject: String, _ error: FileSystemError) {
    let cure =
      switch error.code {
      case ENOSPC, EDQUOT: "free some space and run the same command again: nothing half-written was kept"
      case EROFS, EACCES, EPERM: "make the lake writable, or name another one with --lake DIR"
      case ELOOP: linkCure
      case ENOTDIR, ENAMETOOLONG: "name another lake with --lake DIR"
      case EMFILE, ENFILE: "raise the limit of open files (ulimit -n) and run the same command again"
      default: "look at the disk, then run the same command again"
      }
    self.init(.storage, "\(subject) could not be stored: \(error)", cure: cure)
  }

  /// The file system refused while `subject` was being read.
  package init(reading subject: String, _ error: FileSystemError) {
    let cure =
      switch error.code {
      case ELOOP: linkCure
      case EACCES, EPERM: "make the lake readable for this user"
      default: "look at the disk, then run the same command again"
      }
    self.init(.storage, "\(subject) could not be read: \(error)", cure: cure)
  }
}

private let linkCure =
  "put the file or folder itself in the place of the link: none is followed inside a lake"
