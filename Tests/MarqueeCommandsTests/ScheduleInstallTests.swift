import Foundation
import MarqueeTestSupport
import Testing

/// `marquee schedule install` and `marquee schedule remove`.
@Suite struct ScheduleInstallTests {
  /// A folder with a job, whose name has characters with a meaning for systemd, cron and shells.
  private func folder(named name: String = "a b%c$HOME'd") throws -> (folder: TemporaryFolder, path: String) {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      chart: test
      schedule: { at: "03:30", time-zone: Europe/Berlin }
      extract: { url: "file:list.json", items: "" }
      transform: { fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { position: true } } }
      """, to: "\(name)/jobs/test.yaml")
    return (folder, folder.path(of: name))
  }

  private func run(
    _ path: String, _ words: [String], _ environment: [String: String] = [:]
  ) async throws -> RunningProgram.Ending {
    try await MarqueeBinary.run(
      ["schedule"] + words + ["--lake", "\(path)/lake", "--jobs-dir", "\(path)/jobs"],
      environment: environment)
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func unitsAreShownThenWrittenThenTakenAway() async throws {
    let (folder, path) = try folder()
    defer { withExtendedLifetime(folder) {} }
    let config = ["XDG_CONFIG_HOME": folder.path(of: "config")]
    let units = folder.path(of: "config/systemd/user")
    let shown = try await run(path, ["install", "--systemd"], config)
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.output.contains("write \(units)/marquee-run.timer"))
    #expect(shown.output.contains("OnCalendar=*-*-* 03:30:00 Europe/Berlin\nPersistent=true\n"))
    #expect(shown.errors == "nothing was changed; --yes writes it\n")
    #expect(!FileManager.default.fileExists(atPath: units))

    let written = try await run(path, ["install", "--systemd", "--yes"], config)
    #expect(written.status == 0)
    #expect(
      written.output == "wrote \(units)/marquee-run.service\nwrote \(units)/marquee-run.timer\n")
    let service = try text("\(units)/marquee-run.service")
    let escaped = path.replacing("%", with: "%%")
    #expect(service.contains(#" "run" "--all" "--lake" "\#(escaped)/lake" "--jobs-dir" "\#(escaped)/jobs""#))
    #expect(service.contains(#"ExecStart=":/"#))
    #expect(service.contains("ReadWritePaths=\"-\(escaped)/lake\"\n"))
    #expect(service.contains("NoNewPrivileges=true\nProtectSystem=strict\n"))
    // A second installation replaces the files of the first.
    #expect(
      try await run(path, ["install", "--systemd"], config).output.contains(
        "replace \(units)/marquee-run.timer"))

    let plan = try await run(path, ["remove", "--systemd"], config)
    #expect(plan.output.contains("remove \(units)/marquee-run.service"))
    #expect(plan.errors.contains("before --yes, run: systemctl --user disable --now marquee-run.timer\n"))
    #expect(FileManager.default.fileExists(atPath: "\(units)/marquee-run.service"))
    let removed = try await run(path, ["remove", "--systemd", "--yes"], config)
    #expect(removed.status == 0)
    #expect(removed.output.contains("removed \(units)/marquee-run.timer\n"))
    #expect(
      removed.errors.contains("systemctl --user stop marquee-run.timer; systemctl --user daemon-reload\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: units) == [])
    #expect(try await run(path, ["remove", "--systemd"], config).output == "there is nothing to remove\n")
  }

  @Test func aFileOfSomebodyElseIsLeftAsItIs() async throws {
    let (folder, path) = try folder()
    defer { withExtendedLifetime(folder) {} }
    try folder.write("[Timer]\n", to: "units/marquee-run-test.timer")
    let words = ["--systemd", "test", "--output", folder.path(of: "units"), "--yes"]
    let refused = try await run(path, ["install"] + words)
    #expect(refused.status == 64)
    #expect(refused.errors.contains("was not made by Marquee"))
    #expect(try await run(path, ["remove"] + words).status == 0)
    #expect(try text(folder.path(of: "units/marquee-run-test.timer")) == "[Timer]\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "units")).count == 1)
  }

  private static let verifier = "/usr/bin/systemd-analyze"

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: verifier),
      "systemd-analyze is not here, so unit files are not verified"))
  func unitsPassTheVerifierOfSystemd() async throws {
    let (folder, path) = try folder()
    defer { withExtendedLifetime(folder) {} }
    let units = folder.path(of: "units")
    try folder.write(
      "jitter: 90s\nmaintenance: [{ copy: { to: /backup/lake } }]\n", to: "a b%c$HOME'd/jobs/schedule.yaml")
    for words in [["--systemd"], ["--systemd", "test"], ["--systemd", "--scheduler"]] {
      let ending = try await run(path, ["install"] + words + ["--output", units, "--yes"])
      #expect(ending.status == 0, "\(ending.errors)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: units).sorted()
    #expect(
      names == [
        "marquee-run-test.service", "marquee-run-test.timer", "marquee-run.service", "marquee-run.timer",
        "marquee.service",
      ])
    let scheduler = try text("\(units)/marquee.service")
    #expect(scheduler.contains("Type=notify\n") && scheduler.contains("WatchdogSec=5min\n"))
    #expect(scheduler.contains(#" "-/backup/lake""#))
    #expect(try text("\(units)/marquee-run.timer").contains("RandomizedDelaySec=90\n"))
    #expect(try text("\(units)/marquee-run-test.service").contains(#" "run" "test" "--due" "#))
    let verified = try execute(
      Self.verifier, ["--user", "verify"] + names.map { "\(units)/\($0)" },
      environment: ["XDG_RUNTIME_DIR": folder.path, "HOME": folder.path])
    #expect(verified.status == 0, "\(verified.errors)")
    // Only complaints about these files count: the system's own units may have faults.
    #expect(!verified.errors.contains("marquee"), "\(verified.errors)")
  }

  /// A `crontab` command that keeps the crontab in a file, as environment variables.
  private func crontab(_ folder: TemporaryFolder) throws -> [String: String] {
    let file = folder.path(of: "crontab")
    try folder.write(
      """
      #!/bin/sh
      case "$1" in
        -l) [ -e '\(file)' ] && exec cat '\(file)'; echo "no crontab for tester" >&2; exit 1;;
        -) exec cat > '\(file)';;
      esac

      """, to: "bin/crontab")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path(of: "bin/crontab"))
    return ["PATH": "\(folder.path(of: "bin")):/usr/bin:/bin"]
  }

  @Test func linesOfCronAreAddedAndTakenAwayAgain() async throws {
    let (folder, path) = try folder()
    defer { withExtendedLifetime(folder) {} }
    let environment = try crontab(folder)
    let file = folder.path(of: "crontab")
    let shown = try await run(path, ["install", "--cron"], environment)
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.output.contains("# Made by Marquee: begin marquee-run\n"))
    #expect(!FileManager.default.fileExists(atPath: file))
    let own = "# mine\n0 1 * * * true\n"
    try folder.write(own, to: "crontab")
    for _ in 0..<2 { #expect(try await run(path, ["install", "--cron", "--yes"], environment).status == 0) }
    let lines = try text(file).split(separator: "\n")
    #expect(lines.prefix(2) == ["# mine", "0 1 * * * true"])
    #expect(lines[2] == "# Made by Marquee: begin marquee-run")
    #expect(lines.last == "# Made by Marquee: end marquee-run")
    #expect(lines.count >= 5 && lines.count <= 6)
    // The words that cron hands to the shell are exactly those of the call.
    let command = lines[3].split(separator: " ", maxSplits: 5)[5].replacing("\\%", with: "%")
    let words = try shell("printf '%s\\n' \(command)").split(separator: "\n").map(String.init)
    #expect(
      words.dropFirst() == [
        "run", "--all", "--quiet", "--lake", "\(path)/lake", "--jobs-dir", "\(path)/jobs",
      ])
    #expect(!command.contains("\\%") && lines[3].contains("b\\%c"))
    #expect(try await run(path, ["remove", "--cron", "--yes"], environment).status == 0)
    #expect(try text(file) == own)
  }

  @Test func aCrontabThatCannotBeReadIsNotReplaced() async throws {
    let (folder, path) = try folder()
    defer { withExtendedLifetime(folder) {} }
    try folder.write("#!/bin/sh\necho broken >&2; exit 1\n", to: "bin/crontab")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path(of: "bin/crontab"))
    let environment = ["PATH": "\(folder.path(of: "bin")):/usr/bin:/bin"]
    let refused = try await run(path, ["install", "--cron", "--yes"], environment)
    #expect(refused.status == 33)
    #expect(refused.errors.contains("the crontab cannot be read: broken"))
  }

  @Test func aWorkflowIsWrittenForALakeOfTheRepository() async throws {
    let (folder, path) = try folder()
    defer { withExtendedLifetime(folder) {} }
    let absolute = try await run(path, ["install", "--github-actions"])
    #expect(absolute.status == 64)
    let shown = try execute(
      MarqueeBinary.path,
      [
        "schedule", "install", "--github-actions", "--lake", "it's/${{ x }}", "--jobs-dir", "jobs",
        "--format",
        "json",
      ], in: path)
    #expect(shown.status == 0, "\(shown.errors)")
    let changes = try #require(
      try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [[String: String]])
    #expect(changes.map { $0["place"] } == [".github/workflows/marquee.yml"])
    let text = try #require(changes[0]["text"])
    // 03:30 in Berlin is 01:30 UTC in summer and 02:30 UTC in winter.
    #expect(text.contains(#"    - cron: "30 1,2 * * *""#))
    #expect(text.contains("LAKE: 'it''s/${{ ''${{'' }} x }}'"))
    #expect(text.contains("marquee run --all --quiet --lake 'it'\\''s/${{ '${{' }} x }}' --jobs-dir jobs\n"))
  }

  @Test func nothingIsInstalledWhereTheScheduleFileHasMistakes() async throws {
    let (folder, path) = try folder(named: "plain")
    defer { withExtendedLifetime(folder) {} }
    try folder.write("jitter: soon\n", to: "plain/jobs/schedule.yaml")
    for words in [["--systemd"], ["--systemd", "--scheduler"]] {
      let refused = try await run(path, ["install", "--output", folder.path(of: "units")] + words)
      #expect(refused.status == 20)
      #expect(refused.errors.contains("schedule.yaml:1:9: "))
    }
  }

  @Test func aJobWithoutAScheduleIsNotInstalled() async throws {
    let (folder, path) = try folder(named: "plain")
    defer { withExtendedLifetime(folder) {} }
    let job = try text("\(path)/jobs/test.yaml")
    try folder.write(
      job.replacing(#"{ at: "03:30", time-zone: Europe/Berlin }"#, with: "none"), to: "plain/jobs/test.yaml")
    let refused = try await run(path, ["install", "--systemd", "test"])
    #expect(refused.status == 64)
    #expect(refused.errors.contains("the job test has no schedule"))
  }

  @Test func theListNamesWhatIsDue() async throws {
    let (folder, path) = try folder(named: "plain")
    defer { withExtendedLifetime(folder) {} }
    let listed = try await run(path, ["list", "--format", "json"], ["MARQUEE_NOW": "2026-05-01T12:00:00Z"])
    #expect(listed.status == 0, "\(listed.errors)")
    let items = try #require(
      try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]])
    try #require(items.count == 1)
    #expect(items[0]["name"] as? String == "test" && items[0]["kind"] as? String == "job")
    #expect(items[0]["at"] as? String == "03:30" && items[0]["time_zone"] as? String == "Europe/Berlin")
    #expect(items[0]["late"] as? Bool == true)
  }
}
