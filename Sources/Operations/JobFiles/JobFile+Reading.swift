import Glibc
import HTTPFetch
public import Jobs

extension JobFile {
  /// The definition in the file at `path`.
  ///
  /// - Parameter lookingForFolders: whether the missing folder of an archive is also a mistake.
  /// - Throws: `JobFileError` with every mistake of the file, or with the reason why it cannot be read.
  public static func read(
    _ path: String, lookingForFolders: Bool = false
  ) throws(JobFileError) -> JobDefinition {
    let (definition, diagnostics) = parse(bytes: try bytes(of: path), path: path) {
      !lookingForFolders || hasFolder($0)
    }
    guard let definition, diagnostics.isEmpty else {
      throw JobFileError(path: path, diagnostics: diagnostics)
    }
    return definition
  }

  /// The bytes of the file.
  ///
  /// - Throws: `JobFileError` if it cannot be read, or is larger than a job file may be.
  static func bytes(of path: String) throws(JobFileError) -> [UInt8] {
    do throws(BoundedFile.Problem) {
      return try BoundedFile.read(path, atMost: JobFile.maximumSize, .readable)
    } catch {
      guard case .refused(let code) = error else {
        throw JobFileError(path: path, diagnostics: [.tooLarge])
      }
      throw refusal(of: path, code)
    }
  }

  private static func hasFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path.isEmpty ? "/" : path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func refusal(of path: String, _ code: Int32) -> JobFileError {
    let isThere = ![ENOENT, ENOTDIR, EISDIR, ENAMETOOLONG, ELOOP].contains(code)
    return JobFileError(path: path, reason: reason(code), isUnreadable: isThere)
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "there is no such file"
    case EISDIR: "it is a folder"
    case EACCES: "you may not read it; check its permissions"
    default: String(cString: strerror(code))
    }
  }
}
