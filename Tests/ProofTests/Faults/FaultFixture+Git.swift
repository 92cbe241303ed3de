import Foundation
import MarqueeTestSupport

/// Charts whose past days are the versions of a file in a git repository. `versions` reads the local repository; `mirrored` has
/// its address and keeps a mirror.
extension FaultFixture {
  /// The days of the backfill: two have one version each, one has three, of which the last is broken, and one has none.
  static let versions = ["--from", "2026-05-01", "--to", "2026-05-04"]

  /// Makes the repository and the job files of both charts.
  func makeRepository() throws {
    let repository = folder.path + "/versions"
    _ = try git(["init", "--quiet", "--initial-branch=main", repository])
    _ = try git(["-C", repository, "config", "uploadpack.allowFilter", "true"])
    let whole = { (ids: [String]) in
      "[\(ids.enumerated().map { #"{"id":"\#($1)","rank":\#($0 + 1),"title":"Film \#($1)"}"# }.joined(separator: ","))]"
    }
    for (hour, text) in [
      ("01T06", whole(["tt1", "tt2"])), ("02T06", whole(["tt2", "tt1"])), ("02T09", whole(["tt1", "tt3"])),
      ("02T12", #"[{"id":"#), ("03T06", whole(["tt3", "tt1"])),
    ] {
      try folder.write(text, to: "versions/list.json")
      _ = try git(["-C", repository, "add", "--all"])
      _ = try git(["-C", repository, "commit", "--quiet", "--message=x"], at: "2026-05-\(hour):00:00Z")
    }
    for (chart, address) in [("versions", repository), ("mirrored", "file://\(repository)")] {
      try folder.write(
        """
        chart: \(chart)
        extract: { url: "file:\(folder.path)/none.json", items: "" }
        transform:
          fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
        check: { entries: { equals: 2, on-failure: fail } }
        archives: [{ git: "\(address)", paths: [list.json] }]
        """, to: "jobs/\(chart).yaml")
    }
    try folder.write(
      """
      #!/bin/sh
      PATH=/usr/local/bin:/usr/bin:/bin
      if [ -f "$HOME/faults" ]; then . "$HOME/faults"; fi
      exec git "$@"
      """, to: "bin/git")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/bin/git")
  }

  private func git(_ words: [String], at time: String = "2026-05-01T00:00:00Z") throws -> String {
    let result = try execute(
      "/usr/bin/env", ["git"] + words,
      environment: [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "c",
        "GIT_COMMITTER_EMAIL": "c@example.org", "GIT_AUTHOR_DATE": time, "GIT_COMMITTER_DATE": time,
      ])
    guard result.status == 0 else { throw ScenarioError("git \(words): \(result.errors)") }
    return result.output
  }

  /// The search path for programs, so that git is called through a script that adds the injected faults.
  var pathOfGit: String { folder.path + "/bin:/usr/local/bin:/usr/bin:/bin" }

  /// Injects faults into each git that is called for `lake`, until the returned file is removed. All these processes count their
  /// operations on the mirror together, in the file `tally` in the home of the lake's user.
  ///
  /// - Parameters:
  ///   - kind: a fault of `FaultInjection.c`; `nil` only counts operations.
  ///   - killsProgram: whether the program that called git dies instead, while git goes on.
  func putFaults(
    beneathGitOf lake: String, _ kind: String? = nil, at point: Int = 0, killsProgram: Bool = false
  ) throws -> String {
    let home = "\(lake)-home"
    var variables = [
      "LD_PRELOAD=\(MarqueeBinary.faultInjection)", "MARQUEE_FAULT_ROOT=\(home)",
      "MARQUEE_FAULT_TALLY=\(home)/tally",
    ]
    if let kind { variables += ["MARQUEE_FAULT=\(kind)", "MARQUEE_FAULT_AT=\(point)"] }
    if killsProgram { variables.append("MARQUEE_FAULT_VICTIM=$PPID") }
    return try folder.write(
      "export \(variables.joined(separator: " "))\n",
      to: "\((lake as NSString).lastPathComponent)-home/faults")
  }

  /// Waits up to `seconds` seconds after the program has ended, and returns a problem if git still works for `lake` then.
  func gitLeftBehind(by lake: String, after seconds: Int = 5) async throws -> [String] {
    var left = ""
    for _ in 0..<(10 * seconds) {
      left = try shell("grep -lsz '^HOME=\(lake)-home$' /proc/[0-9]*/environ")
      if left.isEmpty { return [] }
      try await Task.sleep(for: .milliseconds(100))
    }
    return ["git was left behind: \(left)"]
  }
}
