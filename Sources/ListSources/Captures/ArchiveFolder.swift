import Glibc
import RankingModel

/// Folders of archives. Symbolic links are followed.
enum ArchiveFolder {
  /// The names in the folder, sorted; none where there is no such folder.
  ///
  /// - Throws: a `storage` failure where it cannot be read to its end.
  static func names(in folder: String) throws(Failure) -> [String] {
    guard let stream = opendir(folder.isEmpty ? "/" : folder) else {
      // A file among folders, or a link that leads nowhere, has no lists below it.
      if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return [] }
      throw unlisted(folder)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      // The end of a folder and an error look alike: only `errno` tells them apart (readdir(3)).
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw unlisted(folder) }
        return names.sorted()
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
  }

  /// Whether a regular file, or a link to one, is at `path`.
  static func hasFile(at path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func unlisted(_ folder: String) -> Failure {
    Failure(
      .storage, "the archive could not be listed: \(folder): \(String(cString: strerror(errno)).lowercased())"
    )
  }
}
