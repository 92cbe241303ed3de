import Foundation
import Glibc
import HTTPFetch
import RankingModel

/// The history of a remote repository, kept in the user's cache folder: a bare repository of the requested branches. Contents of
/// files are fetched when they are needed, if the server can leave them out.
///
/// Everything in it can be fetched again. A damaged mirror is made again beside the old one, and replaces it once it is complete.
/// One process at a time writes.
struct GitMirror: Sendable {
  let program: GitProgram
  /// The address of the repository, as it is passed to git.
  let address: String
  /// The folder of all mirrors.
  private let folder: String
  /// The mirror's own folder.
  let path: String

  /// The mirror of the repository at `address`.
  ///
  /// - Throws: `definition` where the environment names no cache folder.
  init(of address: String, _ program: GitProgram) throws(Failure) {
    let environment = program.environment
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.cache" }
    guard let cache = environment["XDG_CACHE_HOME"].flatMap({ $0.hasPrefix("/") ? $0 : nil }) ?? home else {
      throw Failure(
        .definition, "there is no folder for what is fetched of git repositories: HOME is not set",
        remedy: .words("set HOME, or XDG_CACHE_HOME to a folder for what can be fetched again"))
    }
    let name = address.split(whereSeparator: { "/:".contains($0) }).last.map(String.init) ?? ""
    let readable = (name.hasSuffix(".git") ? String(name.dropLast(4)) : name)
      .filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }.prefix(40)
    let digest = ObjectID(of: Array(address.utf8)).description.prefix(16)
    (self.program, self.address) = (program, address)
    folder = "\(cache)/marquee/git"
    path = "\(folder)/\(readable)-\(digest).git"
  }

  /// Tells git the repository, and that contents may be left out. No file of the mirror holds these settings, so that only a
  /// fetch can send requests.
  static func remote(_ address: String) -> [String] {
    [
      "remote.archive.url=\(address)", "remote.archive.promisor=true",
      "remote.archive.partialclonefilter=blob:none",
    ].flatMap { ["-c", $0] }
  }

  /// The ref in the mirror that keeps the tip of `ref`.
  private func kept(_ ref: String) -> String { "refs/captures/\(ref)" }

  /// The result of `read` in the mirror's folder, once the mirror has `tip`, the tip of `ref` on the server.
  func reading<Value: Sendable>(
    _ tip: String, of ref: String, _ read: @Sendable (_ folder: String) async throws -> Value
  ) async throws -> Value {
    try await locked {
      let fresh = path + ".new"
      for left in [fresh, path + ".old"] { try? FileManager.default.removeItem(atPath: left) }
      if FileManager.default.fileExists(atPath: path) {
        do {
          try await fetch(ref, tip, into: path)
          return try await read(path)
        } catch let error as GitError where !error.isOfServer {}
      }
      _ = try await program.output(["init", "--quiet", "--bare", "--template=", fresh])
      try await fetch(ref, tip, into: fresh)
      let value = try await read(fresh)
      rename(path, path + ".old")
      guard rename(fresh, path) == 0 else { throw failure("put in its place", errno) }
      try? FileManager.default.removeItem(atPath: path + ".old")
      return value
    }
  }

  private func fetch(_ ref: String, _ tip: String, into folder: String) async throws {
    // A killed process may have left the tip without its commit. Git does not resolve such a tip to a commit.
    let known = try? await program.output(
      ["--git-dir=\(folder)", "rev-parse", "--quiet", "--verify", "\(kept(ref))^{commit}"])
    if let known, String(decoding: known, as: UTF8.self).trimmed == tip { return }
    try await program.output(
      GitMirror.remote(address) + ["--git-dir=\(folder)"] + GitMirror.fetch
        + ["archive", "+\(ref):\(kept(ref))"], asks: true)
  }

  private static let fetch = [
    "fetch", "--progress", "--no-tags", "--no-prune", "--no-write-fetch-head", "--no-recurse-submodules",
    "--filter=blob:none",
  ]

  /// Fetches the contents `blobs`, all in one request.
  func fetch(blobs: [String]) async throws {
    try await locked {
      _ = try await program.output(
        GitMirror.remote(address)
          + ["-c", "fetch.negotiationAlgorithm=noop", "-c", "gc.auto=0", "-c", "maintenance.auto=false"]
          + ["--git-dir=\(path)"] + GitMirror.fetch + ["--stdin", "archive"],
        asks: true, input: Array(blobs.map { $0 + "\n" }.joined().utf8))
    }
  }

  /// The result of `work`. No other process writes to the mirror meanwhile.
  private func locked<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      let cause = (error as? CocoaError)?.underlying as? POSIXError
      throw failure("made", cause?.code.rawValue ?? EIO, at: folder)
    }
    let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("locked", errno) }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw failure("locked", errno) }
      try await Task.sleep(for: .milliseconds(50))
    }
    return try await work()
  }

  /// The failure for the system's error `code`, because of which the mirror cannot be made, locked or moved.
  private func failure(_ verb: String, _ code: Int32, at place: String? = nil) -> Failure {
    let isFull = [ENOSPC, EDQUOT].contains(code)
    return Failure(
      .storage,
      "the mirror of a git repository cannot be \(verb): \(place ?? path): \(String(cString: strerror(code)))",
      remedy: isFull
        ? .freeSpace : .words("see that this user can write there, or set XDG_CACHE_HOME to another folder"))
  }
}
