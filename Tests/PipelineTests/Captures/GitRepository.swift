import Foundation
import HTTPFetch
import Jobs
import ListSources
import MarqueeTestSupport
import RankingModel

/// A git repository in a temporary folder, with a cache folder beside it.
final class GitRepository: Sendable {
  let folder: TemporaryFolder
  /// The work tree.
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path(of: "lists")
    try GitRepository.git(["init", "-q", "-b", "main", path])
  }

  /// The output of `git`, without the settings of this machine.
  @discardableResult
  static func git(_ words: [String], at seconds: Int64 = 0) throws -> String {
    let date = "@\(seconds) +0000"
    let result = try execute(
      "/usr/bin/env", ["git"] + words,
      environment: [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "@1000000000 +0000",
        "GIT_COMMITTER_NAME": "c", "GIT_COMMITTER_EMAIL": "c@example.org", "GIT_COMMITTER_DATE": date,
      ])
    guard result.status == 0 else { throw GitTrouble(description: "git \(words): \(result.errors)") }
    return result.output
  }

  @discardableResult
  func git(_ words: String..., at seconds: Int64 = 0) throws -> String {
    try GitRepository.git(["-C", path] + words, at: seconds)
  }

  func write(_ text: String, to name: String) throws { try folder.write(text, to: "lists/\(name)") }

  /// Commits all changes with the date `seconds`, and returns the name of the commit.
  @discardableResult
  func commit(at seconds: Int64) throws -> String {
    try git("add", "-A")
    try git("commit", "-q", "-m", "x", at: seconds)
    return try head()
  }

  /// Commits `text` as the content of the file `name`.
  @discardableResult
  func commit(_ text: String, to name: String, at seconds: Int64) throws -> String {
    try write(text, to: name)
    return try commit(at: seconds)
  }

  func head() throws -> String { String(try git("rev-parse", "HEAD").dropLast()) }

  /// 2026-01-01T00:00:00Z, after all commits of the tests.
  static let now = Instant(microseconds: 1_767_225_600_000_000)

  /// The environment in which the program runs.
  var environment: [String: String] {
    [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder.path, "GIT_CONFIG_GLOBAL": "/dev/null",
      "XDG_CACHE_HOME": folder.path(of: "cache"),
    ]
  }

  /// The captures of `paths` in the repository, or in the one at `address` if it is given.
  func captures(
    _ paths: [String], of address: String? = nil, branch: String? = nil, zone: String = "UTC",
    environment: [String: String]? = nil, _ change: (inout Extraction) -> Void = { _ in }
  ) throws -> GitCaptures {
    let text = """
      chart: x
      schedule: { time-zone: \(zone) }
      extract: { url: "https://example.org/list.json" }
      transform: { fields: { rank: { position: true }, id: { from: /id }, title: { from: /name } } }
      """
    let (parsed, diagnostics) = JobFile.parse(bytes: Array(text.utf8), path: folder.path(of: "x.yaml"))
    guard var definition = parsed else { throw GitTrouble(description: "\(diagnostics)") }
    definition.folder = folder.path
    // Hundreds of tests share a few threads, so a step of a task may have to wait for minutes.
    definition.extract.totalTimeout = 3600
    change(&definition.extract)
    return GitCaptures(
      Archive.Git(repository: address ?? "lists", paths: paths, branch: branch), definition: definition,
      environment: environment ?? self.environment, clock: { GitRepository.now })
  }

  /// The folder of the only mirror.
  func mirror() throws -> String {
    let folder = folder.path(of: "cache/marquee/git")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".git") }
    guard names.count == 1 else { throw GitTrouble(description: "mirrors: \(names)") }
    return "\(folder)/\(names[0])"
  }

  /// How many contents of the versions of `path` the mirror has.
  func contents(of path: String, in mirror: String) throws -> Int {
    let commits = try git("log", "--format=%H", "--diff-filter=AM", "--", path).split(separator: "\n")
    return try commits.count { commit in
      let blob = try git("rev-parse", "\(commit):\(path)").dropLast()
      let result = try execute(
        "/usr/bin/env", ["git", "--git-dir=\(mirror)", "cat-file", "-e", String(blob)])
      return result.status == 0
    }
  }
}

struct GitTrouble: Error, CustomStringConvertible {
  var description: String
}

extension GitCaptures {
  /// All lists as texts, oldest first.
  func texts() async throws -> [String] {
    var texts: [String] = []
    for capture in try await captures(from: nil, to: nil) ?? [] {
      texts.append(String(decoding: try await list(of: capture).body, as: UTF8.self))
    }
    return texts
  }

  /// The failure when the captures are asked for; nil if there is none.
  func failure() async -> Failure? {
    do { _ = try await captures(from: nil, to: nil) } catch { return error as? Failure }
    return nil
  }
}
