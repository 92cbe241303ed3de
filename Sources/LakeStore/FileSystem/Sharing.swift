import Glibc
public import RankingModel

/// Who may read and write what a lake holds, as the lake's own folder says.
package enum Sharing: Sendable, Hashable {
  /// The owner alone.
  case owner
  /// The members of the folder's group. The folder passes its group on to what is made in it (its set-group-id bit), so that
  /// no writer has to.
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

  /// The rights of a folder.
  var folder: mode_t { self == .group ? 0o2770 : 0o700 }
  /// The rights of a file that is written once.
  var record: mode_t { self == .group ? 0o440 : 0o600 }
  /// The rights of a file that is written again and again: a database, the lock.
  var changing: mode_t { self == .group ? 0o660 : 0o600 }

  /// Makes the database file at `path` where it is missing. SQLite gives its log the same rights.
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

extension Lake {
  /// Makes the folder of a new lake.
  ///
  /// - Parameter group: the group whose members share the lake; without one it is its owner's alone.
  /// - Throws: `usage` where there is a lake or something else already, or no such group; `storage` where this user may not
  ///   give the folder to the group.
  public static func prepareFolder(_ path: String, group: String?) throws(Failure) {
    let fileSystem = FileSystem(root: path)
    guard try reading("the lake", try fileSystem.names(in: path)).isEmpty else {
      throw Failure(
        .usage, "\(path) is there already, and not empty", hint: "name another folder with --lake DIR")
    }
    var owner: gid_t?
    if let group {
      guard let entry = getgrnam(group) else {
        throw Failure(.usage, "there is no group \(group)", hint: "getent group lists them")
      }
      owner = entry.pointee.gr_gid
    }
    try makeFolders(path, fileSystem)
    guard let owner else { return }
    // A folder on its way is given away before anybody can put something into it.
    guard chown(path, uid_t.max, owner) == 0, chmod(path, Sharing.group.folder) == 0 else {
      throw Failure(storing: "the lake", FileSystemError("give to a group", path, errno))
    }
    guard Sharing(ofFolder: path) == .group else {
      throw Failure(
        .storage, "\(path) cannot be given to the group: its file system keeps no group of a folder",
        hint: "name a folder on another file system with --lake DIR")
    }
  }

  /// Holds the folders of a shared lake against what its members need.
  ///
  /// - Throws: `storage` where one of them keeps members out.
  static func checkSharing(_ path: String) throws(Failure) {
    guard Sharing(ofFolder: path) == .group else { return }
    var root = stat()
    guard stat(path, &root) == 0 else { return }
    for part in ["format", "objects", "snapshots", "runs", "tags", "forgotten", "tombstones", "damaged"] {
      var status = stat()
      guard lstat("\(path)/\(part)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
      guard status.st_gid == root.st_gid, Sharing(ofFolder: "\(path)/\(part)") == .group else {
        throw Failure(
          .storage, "\(path)/\(part) is not the group's, as the lake is",
          hint: "chgrp -R --reference=\(path) \(path) && find \(path) -type d -exec chmod 2770 {} +")
      }
    }
  }
}
