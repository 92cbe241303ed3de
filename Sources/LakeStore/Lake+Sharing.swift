import Glibc
public import RankingModel
import Storage

extension Lake {
  /// Makes the folder of a new lake.
  ///
  /// - Parameter group: the group whose members share the lake; without a group only its owner uses it.
  /// - Throws: `usage` where there is a lake or something else already, or no such group; `storage` where this user may not
  ///   give the folder to the group.
  public static func prepareFolder(_ path: String, group: String?) throws(Failure) {
    let fileSystem = FileSystem(root: path)
    guard try reading("the lake", try fileSystem.names(in: path)).isEmpty else {
      throw Failure(.usage, "\(path) is there already, and not empty", remedy: .otherLake)
    }
    var owner: gid_t?
    if let group {
      guard let entry = getgrnam(group) else {
        throw Failure(.usage, "there is no group \(group)", remedy: .words("getent group lists them"))
      }
      owner = entry.pointee.gr_gid
    }
    try makeFolders(path)
    guard let owner else { return }
    // The folder is given to the group before anybody can put something into it.
    guard chown(path, uid_t.max, owner) == 0, chmod(path, Sharing.group.folder) == 0 else {
      throw Failure(storing: "the lake", FileSystemError("give to a group", path, errno))
    }
    guard Sharing(ofFolder: path) == .group else {
      throw Failure(
        .storage, "\(path) cannot be given to the group: its file system keeps no group of a folder",
        remedy: .otherLake)
    }
  }

  /// Checks whether all members can use the folders of a shared lake.
  ///
  /// - Throws: `storage` where one of them keeps members out.
  static func checkSharing(_ path: String) throws(Failure) {
    guard Sharing(ofFolder: path) == .group else { return }
    var root = stat()
    guard stat(path, &root) == 0 else { return }
    for part in StorageKey.Kind.allCases.map(\.rawValue) + ["locks"] {
      var status = stat()
      guard lstat("\(path)/\(part)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
      guard status.st_gid == root.st_gid, Sharing(ofFolder: "\(path)/\(part)") == .group else {
        throw Failure(
          .storage, "\(path)/\(part) is not the group's, as the lake is",
          remedy: .shareWithGroup(folder: path))
      }
    }
  }
}
