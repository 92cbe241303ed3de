import Foundation
package import HTTPFetch
package import Jobs
package import RankingModel

/// The versions of a file in a git repository: each commit in which the file's content changed is a capture.
///
/// The whole history of the branch counts, not only its first parents. When somebody with commits of their own pulls, only a
/// second parent leads to the commits that the branch had until then. A merge counts if it changed the file of its first parent:
/// from then on the branch had the other content. The instant is the committer's date, because the branch cannot have had a
/// commit before the commit was made. The author's date would stay the same when a commit is rewritten. Commits with an
/// impossible date (before 1990, or ahead of the clock) are left out, because they give no day.
package actor GitCaptures: CaptureSource {
  package nonisolated let isLocal: Bool

  private let archive: Archive.Git
  private let definition: JobDefinition
  private let program: GitProgram
  private let clock: @Sendable () -> Instant
  /// The address of the repository, as it is passed to git.
  private let address: String
  /// The folder in which git is called for the history.
  private enum Place {
    case folder(String)
    case mirror(GitMirror)

    /// The arguments that name the folder.
    var words: [String] {
      switch self {
      case .folder(let path): ["-C", path]
      case .mirror(let mirror): ["--git-dir=\(mirror.path)"]
      }
    }
  }
  private var place: Place?
  private var history: GitHistory?
  private var blobs: GitBlobs?
  /// The requested days.
  private var days: (first: Day?, last: Day?) = (nil, nil)
  /// The most contents that are fetched in one request.
  private static let most = 1000

  /// The captures of `archive`. No request is sent yet.
  package init(
    _ archive: Archive.Git, definition: JobDefinition, environment: [String: String],
    clock: @escaping @Sendable () -> Instant
  ) {
    (self.archive, self.definition, self.clock) = (archive, definition, clock)
    isLocal = archive.isLocal
    let path = archive.repository.hasPrefix("/") ? "" : "\(definition.folder)/"
    address = archive.url == nil ? path + archive.repository : archive.repository
    program = GitProgram(
      environment: environment, followsRedirects: definition.extract.hosts == nil,
      patience: definition.extract.totalTimeout, spoken: [(address, archive.repository)])
  }

  package func close() async {
    await blobs?.close()
    blobs = nil
  }

  package func captures(from first: Day?, to last: Day?) async throws -> [Capture]? {
    days = (first, last)
    return try await known().versions.map(\.capture).filter { $0.day.isWithin(first, last) }
  }

  package func passedOver() async -> [String] {
    ListSources.passedOver(history?.impossible ?? [], of: name)
  }

  package func list(of capture: Capture) async throws -> FetchResponse {
    let history = try await known()
    guard let id = capture.id, let index = history.places[id] else {
      throw ExtractionProblem(
        state: .missing,
        reason: "\(name) has no version \(SafeText.start(of: capture.id ?? "without a name"))")
    }
    let short = id.prefix(7) + id.drop { $0 != ":" }
    var body: [UInt8]?
    do {
      body = try await blob(history.versions[index].blob)
      if body == nil, case .mirror(let mirror)? = place {
        try await fetch(history.versions, around: index, mirror)
        body = try await blob(history.versions[index].blob)
      }
    } catch is GitBlobs.TooLarge {
      throw ExtractionProblem(
        state: .failed, reason: "\(short) is larger than \(definition.extract.maximumSize) bytes")
    } catch let error as GitError {
      var failure = unreadable(error)
      if case .mirror(let mirror)? = place, failure.remedy == .tryAgain {
        failure.remedy = .words(
          "try again; if it fails again, remove \(mirror.path), and it will be fetched again")
      }
      throw failure
    }
    guard let body else {
      throw ExtractionProblem(state: .unavailable, reason: "\(name) lacks the content of \(short)")
    }
    if body.starts(with: "version https://git-lfs.github.com/".utf8) {
      throw ExtractionProblem(
        state: .failed, reason: "\(short) is stored in Git LFS, and the repository has only a pointer to it")
    }
    return FetchResponse(body: body, effectiveURL: "git:\(archive.repository)#\(id)")
  }

  /// The repository in messages.
  private var name: String { "the git repository \(SafeText.start(of: archive.repository))" }

  private func unreadable(_ error: GitError) -> Failure {
    let words = ["could not read Username", "Authentication failed", "Permission denied", "not found"]
    return Failure(
      .source, "\(name) cannot be read: \(error.reason)",
      remedy: words.contains { error.reason.contains($0) }
        ? .words("see that the address is right, and that git can read it without asking for a password")
        : .tryAgain)
  }

  // MARK: Contents

  private func blob(_ name: String) async throws -> [UInt8]? {
    let reader =
      blobs ?? GitBlobs(program, place?.words ?? [], limit: definition.extract.maximumSize)
    blobs = reader
    do { return try await reader.blob(name) } catch {
      // The process has ended; the next content gets a new one.
      if blobs === reader { blobs = nil }
      throw error
    }
  }

  /// Fetches the content at `index` and the other contents of the requested days that the mirror lacks, the nearest first.
  private func fetch(
    _ versions: [GitHistory.Version], around index: Int, _ mirror: GitMirror
  ) async throws {
    let asked = versions.indices.filter {
      $0 == index || versions[$0].capture.day.isWithin(days.first, days.last)
    }
    let names = asked.sorted { abs($0 - index) < abs($1 - index) }.map { versions[$0].blob }
    let answer = try await program.output(
      ["--git-dir=\(mirror.path)", "cat-file", "--batch-check"],
      input: Array(names.map { $0 + "\n" }.joined().utf8))
    let missing = String(decoding: answer, as: UTF8.self).split(separator: "\n")
      .filter { $0.hasSuffix(" missing") }.map { String($0.prefix { $0 != " " }) }
    var known: Set<String> = []
    let nearest = missing.filter { known.insert($0).inserted }.prefix(GitCaptures.most)
    if !nearest.isEmpty { try await mirror.fetch(blobs: Array(nearest)) }
  }

  // MARK: History

  private func known() async throws -> GitHistory {
    if let history { return history }
    do {
      let (ref, tip) = try await tip()
      let read: @Sendable ([String]) async throws -> GitHistory = {
        [program, archive, definition, now = clock()] place in
        let log = try await program.output(place + GitHistory.log(of: archive.paths, from: tip))
        let history = GitHistory(log, paths: archive.paths, now: now) { definition.currentDay(at: $0) }
        for path in archive.paths where !history.paths.contains(path) {
          let tree = try await program.output(
            place + ["ls-tree", "-r", "-z", "--name-only", "--full-tree", tip])
          throw GitHistory.absent(path, of: archive, tree)
        }
        return history
      }
      let history: GitHistory
      if isFolder == true {
        place = .folder(address)
        history = try await read(["-C", address])
      } else {
        let mirror = try GitMirror(of: address, program)
        place = .mirror(mirror)
        history = try await mirror.reading(tip, of: ref) { try await read(["--git-dir=\($0)"]) }
      }
      self.history = history
      return history
    } catch let error as GitError { throw unreadable(error) }
  }

  /// Whether the repository is a folder of this machine; `false` for a bundle, which is a file, and for an address; `nil` where
  /// there is nothing at the path.
  private var isFolder: Bool? {
    if archive.url != nil { return false }
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: address, isDirectory: &isFolder) ? isFolder.boolValue : nil
  }

  /// The branch's name in the repository, and its newest commit.
  private func tip() async throws -> (ref: String, commit: String) {
    if isFolder == nil {
      throw Failure(
        .definition, "there is no git repository at \(SafeText.start(of: archive.repository))",
        remedy: .words("a path starts at the folder of the job file"))
    }
    let ask = archive.branch == nil ? ["ls-remote", "archive", "HEAD"] : ["ls-remote", "--heads", "archive"]
    let answer = try await program.output(GitMirror.remote(address) + ask, asks: true, limit: 64 << 20)
    let refs = String(decoding: answer, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: "\t")
    }
    let wanted = archive.branch.map { "refs/heads/\($0)" } ?? "HEAD"
    if let found = refs.first(where: { $0.count == 2 && $0[1] == wanted }) {
      return (wanted, String(found[0]))
    }
    guard let branch = archive.branch else {
      throw Failure(
        .source, "\(name) has no commit, or has no default branch",
        remedy: .words("name the branch in the job file, such as branch: main"))
    }
    let branches = refs.compactMap { $0.last?.dropFirst("refs/heads/".count) }.map(String.init)
    let hint =
      Spelling.nearest(to: branch, among: branches).map { "did you mean \($0)?" }
      ?? "there is \(branches.prefix(10).map { SafeText.start(of: $0) }.joined(separator: ", "))"
    throw Failure(
      .definition, "\(name) has no branch \(SafeText.start(of: branch))",
      remedy: branches.isEmpty ? nil : .words(hint))
  }
}
