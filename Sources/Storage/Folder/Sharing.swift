import Glibc

/// Who may read and write the content of a lake, according to the rights of the lake's folder.
package enum Sharing: Sendable, Hashable {
  /// The owner alone.
  case owner
  /// The members of the folder's group. The folder passes its group on to everything made in it (set-group-id bit), so that no
  /// writer has to.
  case group

  private static let groupBits: mode_t = S_ISGID | 0o070

  /// The sharing of the lake in the folder `root`; `owner` where there is no such folder.
  package init(ofFolder root: String) {
    var status = stat()
    guard stat(root, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      self = .owner
      return
    }
    self = status.st_mode & Sharing.groupBits == Sharing.groupBits ? .group : .owner
  }

  /// The rights of a folder (`mode_t`).
  package var folder: UInt32 { self == .group ? 0o2770 : 0o700 }
  /// The rights of a file that is written once and never changed.
  package var record: UInt32 { self == .group ? 0o440 : 0o600 }
  /// The rights of a file that is written repeatedly: a database, the lock.
  package var changing: UInt32 { self == .group ? 0o660 : 0o600 }

  /// In a shared lake, makes the database file at `path` if it is missing. SQLite gives its log the same rights.
  package func makeDatabaseFile(_ path: String) throws(FileSystemError) {
    guard self == .group else { return }
    let descriptor = retrying { open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    guard descriptor >= 0 else {
      if errno == EEXIST { return }
      throw FileSystemError("create", path, errno)
    }
    defer { Glibc.close(descriptor) }
    guard fchmod(descriptor, changing) == 0 else { throw FileSystemError("set the rights of", path, errno) }
  }
}
