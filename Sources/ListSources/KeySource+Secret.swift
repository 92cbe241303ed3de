import Glibc
import HTTPFetch
package import Jobs
package import RankingModel

extension KeySource {
  /// The key from this source, without white space around it; `nil` where there is none.
  ///
  /// - Throws: `definition` where others can read the key file, or it is no small regular file; `storage` where it could not be
  ///   read.
  package func secret(in environment: [String: String]) throws(Failure) -> String? {
    let text: String
    switch self {
    case .none: return nil
    case .environment(let name): text = environment[name] ?? ""
    case .secret(let name): text = environment[KeySource.variable(ofSecret: name)] ?? ""
    case .file(let path): text = try KeySource.read(path, home: environment["HOME"])
    }
    let key = text.trimmed
    return key.isEmpty ? nil : key
  }

  /// The key, or another secret, that `user` needs; `nil` where none is needed.
  ///
  /// - Throws: `definition` where there is none; otherwise like `secret(in:)`.
  package func secret(
    neededBy user: String, as noun: String = "a key", in environment: [String: String]
  ) throws(Failure) -> String? {
    if let secret = try secret(in: environment) { return secret }
    switch self {
    case .none: return nil
    case .environment(let name):
      throw Failure(
        .definition, "\(user) needs \(noun), and the environment variable \(name) is not set",
        remedy: .words("set \(name) to the key"))
    case .secret(let name):
      throw Failure(
        .definition, "\(user) needs \(noun), and the secret \(name) is empty or was not fetched",
        remedy: .words("store the key as that secret"))
    case .file(let path):
      throw Failure(
        .definition, "\(user) needs \(noun), and there is none in \(path)",
        remedy: .words("put the key into that file"))
    }
  }

  private static func read(_ path: String, home: String?) throws(Failure) -> String {
    guard let path = path.hasPrefix("~/") ? home.map({ $0 + path.dropFirst() }) : path else {
      throw Failure(
        .definition, "the key file \(path) is in the home folder, and HOME is not set",
        remedy: .words("set HOME, or name the file by its whole path"))
    }
    let ownFile = Remedy.words("put the key into a file of its own")
    do throws(BoundedFile.Problem) {
      return String(decoding: try BoundedFile.read(path, atMost: 4096, .secret), as: UTF8.self)
    } catch {
      switch error {
      case .refused(ENOENT): return ""
      case .refused(EISDIR), .irregular:
        throw Failure(.definition, "the key file \(path) is not a regular file", remedy: ownFile)
      case .exposed:
        throw Failure(
          .definition, "the key file \(path) can be read by others, or belongs to another user",
          remedy: .ownerOnly(file: path))
      case .tooLarge:
        throw Failure(.definition, "the key file \(path) is larger than 4 KiB", remedy: ownFile)
      case .refused:
        throw Failure(
          .storage, "the key file \(path) could not be read: \(error)",
          remedy: .words("see that this user can read it"))
      }
    }
  }
}
