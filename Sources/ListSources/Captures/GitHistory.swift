import Jobs
import RankingModel

/// The versions of a file, according to the log of a repository.
struct GitHistory: Sendable {
  struct Version: Sendable {
    var capture: Capture
    /// The hash of the content.
    var blob: String
  }

  /// Sorted by instant. Commits of one instant are in the order of the history, the older first.
  private(set) var versions: [Version] = []
  /// The index of each capture among the versions, by its id.
  private(set) var places: [String: Int] = [:]
  /// The paths that had a file at some time.
  private(set) var paths: Set<String> = []
  /// The commits that are left out because their dates are impossible.
  private(set) var impossible: [String] = []

  /// The arguments of git for the log. Children come before their parents, and each text ends with a zero byte.
  static func log(of paths: [String], from tip: String) -> [String] {
    [
      "log", "--full-history", "--diff-merges=first-parent", "--date-order", "--raw", "-z", "--no-abbrev",
      "--no-renames", "--no-ext-diff", "--no-color", "--format=%H %ct", tip, "--",
    ] + paths
  }

  /// Reads the versions in `log` of a file that has had `paths`, the newest first. `now` is the time of the clock.
  init(_ log: [UInt8], paths: [String], now: Instant, day: (Instant) -> Day) {
    var found: [(at: Instant, version: Version)] = []
    for commit in GitHistory.commits(in: log).reversed() {
      let files = commit.changes.filter { $0.isFile && paths.contains($0.path) }
      self.paths.formUnion(files.map(\.path))
      // If a commit changed two of the paths, the newer path counts.
      guard let path = paths.first(where: { path in files.contains { $0.path == path } }),
        let file = files.first(where: { $0.path == path })
      else { continue }
      // A file that was only moved, or only got other rights, has the same content as before.
      let hasMoved = file.isNew && commit.changes.contains { $0.isRemoved && $0.old == file.new }
      if hasMoved || file.old == file.new { continue }
      guard let at = commit.at, at.isPossible(at: now) else {
        impossible.append(commit.id)
        continue
      }
      let capture = Capture(day: day(at), at: at, id: "\(commit.id):\(path)")
      found.append((at, Version(capture: capture, blob: file.new)))
    }
    // Sorting is stable.
    versions = found.sorted { $0.at < $1.at }.map(\.version)
    for (index, version) in versions.enumerated() { version.capture.id.map { places[$0] = index } }
  }

  private struct Commit {
    var id: String
    /// When it was made; `nil` where the instant is outside the calendar.
    var at: Instant?
    var changes: [Change] = []
  }

  /// The change of a file by a commit.
  private struct Change {
    var path: String
    /// The hashes of the content before and after; only zeros where there was none.
    var old: String
    var new: String
    /// Whether there is a regular file now, not a link or a submodule.
    var isFile: Bool
    var isNew: Bool { old.allSatisfy { $0 == "0" } }
    var isRemoved: Bool { new.allSatisfy { $0 == "0" } }
  }

  private static func commits(in log: [UInt8]) -> [Commit] {
    var commits: [Commit] = []
    var texts = log.split(separator: 0).makeIterator()
    while let bytes = texts.next() {
      let text = String(decoding: bytes, as: UTF8.self).drop { $0 == "\n" }
      let words = text.split(separator: " ").map(String.init)
      if text.first == ":", words.count == 5 {
        guard let path = texts.next(), let last = commits.indices.last else { break }
        commits[last].changes.append(
          Change(
            path: String(decoding: path, as: UTF8.self), old: words[2], new: words[3],
            isFile: words[1].hasPrefix("100")))
      } else if words.count == 2 {
        let seconds = Int64(words[1]).flatMap { (0...253_402_300_799).contains($0) ? $0 : nil }
        commits.append(Commit(id: words[0], at: seconds.map { Instant(microseconds: $0 * 1_000_000) }))
      }
    }
    return commits
  }

  /// The failure for a path that never had a file. `tree` has the paths of the branch's files.
  static func absent(_ path: String, of archive: Archive.Git, _ tree: [UInt8]) -> Failure {
    let files = tree.split(separator: 0).lazy.map { String(decoding: $0, as: UTF8.self) }
    let name = path.split(separator: "/").last ?? ""
    let near =
      files.first { $0.hasPrefix(path + "/") } ?? files.first { $0.hasSuffix("/\(name)") || $0 == name }
      ?? Spelling.nearest(to: path, among: Array(files.prefix(5000)))
    return Failure(
      .definition,
      "the git repository \(SafeText.start(of: archive.repository)) never had a file \(SafeText.start(of: path))",
      remedy: .words(
        near.map { "did you mean \(SafeText.start(of: $0, limit: 200))?" }
          ?? "tell the path from the top of the repository, with upper and lower case as there"))
  }
}
