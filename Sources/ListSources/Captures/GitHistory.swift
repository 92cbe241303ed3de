import Jobs
import RankingModel

/// The versions of a file as the log of a repository tells them.
struct GitHistory: Sendable {
  struct Version: Sendable {
    var capture: Capture
    /// The name of the content.
    var blob: String
  }

  /// In the order of their instants; commits of one instant in the order in which they follow one another.
  private(set) var versions: [Version] = []
  /// Where each capture stands among the versions, by its id.
  private(set) var places: [String: Int] = [:]
  /// The paths at which there was a file at some time.
  private(set) var paths: Set<String> = []
  /// The commits that are left out because their date cannot be.
  private(set) var impossible: [String] = []

  /// How git is called for the log: children before their parents, each text with a zero byte behind it.
  static func log(of paths: [String], from tip: String) -> [String] {
    [
      "log", "--full-history", "--diff-merges=first-parent", "--date-order", "--raw", "-z", "--no-abbrev",
      "--no-renames", "--no-ext-diff", "--no-color", "--format=%H %ct", tip, "--",
    ] + paths
  }

  /// The versions that `log` tells of, of a file that has had `paths`, the newest first, where the clock shows `now`.
  init(_ log: [UInt8], paths: [String], now: Instant, day: (Instant) -> Day) {
    var found: [(at: Instant, version: Version)] = []
    for commit in GitHistory.commits(in: log).reversed() {
      let files = commit.changes.filter { $0.isFile && paths.contains($0.path) }
      self.paths.formUnion(files.map(\.path))
      // Of two paths in one commit the newer one counts.
      guard let path = paths.first(where: { path in files.contains { $0.path == path } }),
        let file = files.first(where: { $0.path == path })
      else { continue }
      // A file that was only moved, or only got other rights, has the content that it had.
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
    /// When it was made; `nil` where no calendar has the instant.
    var at: Instant?
    var changes: [Change] = []
  }

  /// What a commit did to a file.
  private struct Change {
    var path: String
    /// The names of the content before and after; only zeros where there was none.
    var old: String
    var new: String
    /// Whether there is a file now: no link, no folder of another repository.
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

  /// What is said of a path at which there never was a file. `tree` has the paths of the branch's files.
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
