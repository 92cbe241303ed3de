import Glibc
package import RankingModel

extension Failure {
  /// The failure of the file system to store `subject`.
  package init(storing subject: String, _ error: FileSystemError) {
    let remedy: Remedy =
      switch error.code {
      case ENOSPC, EDQUOT: .freeSpace
      case EROFS, EACCES, EPERM: .either(.words("make the lake writable"), or: .otherLake)
      case ELOOP: noLink
      case ENOTDIR, ENAMETOOLONG: .otherLake
      case EMFILE, ENFILE: .moreOpenFiles
      default: .lookAtDisk
      }
    self.init(.storage, "\(subject) could not be stored: \(error)", remedy: remedy)
  }

  /// The failure of the file system to read `subject`. It is `damaged` if the path has nothing, or something that is not a
  /// readable file. It is `storage` if the file could not be read; its content may then be sound.
  package init(reading subject: String, _ error: FileSystemError) {
    if error.isAboutContent {
      self.init(
        .damaged, "\(subject) could not be read: \(error)",
        remedy: error.code == ELOOP ? noLink : .repairLake)
      return
    }
    let remedy: Remedy =
      switch error.code {
      case EACCES, EPERM: .words("make the lake readable for this user")
      case EMFILE, ENFILE: .moreOpenFiles
      default: .lookAtDisk
      }
    self.init(.storage, "\(subject) could not be read: \(error)", remedy: remedy)
  }
}

/// The result of `read`, or the failure to read `subject`.
package func reading<Value>(
  _ subject: @autoclosure () -> String, _ read: @autoclosure () throws(FileSystemError) -> Value
) throws(Failure) -> Value {
  do throws(FileSystemError) { return try read() } catch { throw Failure(reading: subject(), error) }
}

private let noLink = Remedy.words(
  "replace the link with the file or folder itself: links inside a lake are not followed")
