import Glibc
public import Jobs
import Storage

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

  /// The bytes of the file. Reading stops soon after the largest size that a job file may have.
  static func bytes(of path: String) throws(JobFileError) -> [UInt8] {
    let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw refusal(of: path, errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= JobFile.maximumSize {
      let count = retrying { Glibc.read(descriptor, &buffer, buffer.count) }
      guard count >= 0 else { throw refusal(of: path, errno) }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
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
