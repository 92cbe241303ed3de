import Foundation
import JSON
import MarqueeTestSupport
import RankingModel
import Testing

@Suite struct UsageTests {
  @Test func helpNamesEveryExitCode() async throws {
    let result = try await ProgramFixture().run("--help")
    #expect(result.status == 0)
    for code in [0, 1, 10, 11, 12, 13, 14, 15, 16, 20, 21, 30, 31, 32, 33, 34, 64, 130] {
      #expect(result.output.contains("\n" + String(repeating: " ", count: 5 - "\(code)".count) + "\(code)  "))
    }
    #expect(result.output.contains("--generate-completion-script"))
  }

  @Test(arguments: [
    ["chart"], ["chart", "NOT A SLUG"], ["chart", "test", "--day", "2026-02-30"], ["nonsense"],
    ["chart", "test", "--format", "xml"], ["status", "--quiet", "--verbose"],
    ["history", "test", "x", "--as-of", "then"], ["compare", "test", "x"], ["search", "x", "--limit=-1"],
    ["versions", "test"], ["lake", "prune", "--grace", "3651d"],
    ["lake", "prune", "--grace", "99999999999d"],
    ["status", "--lock-wait", "1" + String(repeating: "0", count: 300)],
  ])
  func wordsThatDoNotFitEndWith64(_ words: [String]) async throws {
    let fixture = try ProgramFixture()
    let result = try await fixture.run(words)
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix("Error: "))
    #expect(result.output.isEmpty)
  }

  @Test func everyCommandHasHelp() async throws {
    let fixture = try ProgramFixture()
    for words in [
      ["run"], ["resume"], ["replay"], ["backfill"], ["runs"], ["runs", "show"], ["job"], ["job", "list"],
      ["job", "validate"], ["job", "preset"], ["chart"], ["history"], ["diff"], ["movers"], ["events"],
      ["compare"], ["search"], ["versions"],
      ["status"], ["version"], ["snapshot"],
      ["snapshot", "list"], ["snapshot", "show"], ["snapshot", "cat"], ["queue"], ["queue", "list"],
      ["queue", "show"], ["queue", "retry"],
      ["queue", "discard"], ["quarantine"], ["quarantine", "list"], ["quarantine", "show"],
      ["quarantine", "accept"], ["quarantine", "reject"],
    ] {
      let result = try await fixture.run(words + ["--help"])
      #expect(result.status == 0)
      #expect(result.output.contains("USAGE: marquee \(words.joined(separator: " "))"))
    }
  }

  @Test func aJobFileWithMistakesNamesThemAndEndsWith20() async throws {
    let fixture = try ProgramFixture()
    let file = try fixture.folder.write("chart: x\nextrac: {}\n", to: "jobs/bad.yaml")
    let result = try await fixture.run("job", "validate", file)
    #expect(result.status == 20)
    #expect(result.output.contains("\(file):2:1: unknown key \"extrac\"; did you mean \"extract\"?\n"))
    let listed = try await fixture.run("job", "list", "--format", "csv")
    #expect(listed.output.hasPrefix("job,chart,title,file,mistakes\r\nbad,,,"))
    let unknown = try await fixture.run("job", "validate", "bda")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("did you mean \"bad\"?"))
    #expect(try await fixture.run("run", "bda").status == 64)
    #expect(try await fixture.run("run", fixture.folder.path(of: "nowhere.yaml")).status == 64)
  }

  @Test(arguments: [
    (["histroy", "test", "x"], "history"), (["snapshot", "shwo", "test"], "show"),
    (["queue", "lits"], "list"),
    (["chart", "test", "--fromat", "json"], "--format"), (["chrt", "test", "--day", "2026-05-01"], "chart"),
    (["chart", "test", "--date", "2026-05-01"], "--day"), (["runs", "--on", "2026-05-01"], "--day"),
    (["tag", "--quite"], "--quiet"),
  ])
  func aMistypedWordGetsAGuess(_ words: [String], _ meant: String) async throws {
    let fixture = try ProgramFixture()
    for words in [words, words + ["--json"]] {
      let result = try await fixture.run(words)
      #expect(result.status == 64)
      #expect(result.errors.contains("Did you mean '\(meant)'?"), "\(result.errors)")
    }
  }

  @Test(arguments: [
    (["history", "test", "x", "--day", "2026-05-01"], "Unknown option '--day'"),
    (["nonsense", "x"], "Unknown command 'nonsense'"),
  ])
  func aWordThatIsNearToNothingGetsNoGuess(_ words: [String], _ message: String) async throws {
    let result = try await ProgramFixture().run(words)
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix("Error: \(message)\n"), "\(result.errors)")
  }

  @Test func everyCommandThatTakesAChartNamesTheOneThatWasMeant() async throws {
    let fixture = try ProgramFixture()
    try await fixture.record([("2026-05-01", .published, ["Alpha"])])
    for words in [
      ["chart", "tset"], ["history", "tset", "x"], ["status", "tset"], ["snapshot", "list", "tset"],
      ["compare", "tset", "x", "y"], ["versions", "tset", "2026-05-01"], ["search", "x", "--chart", "tset"],
      ["quarantine", "list", "tset"], ["quarantine", "show", "tset", "2026-05-01"],
      ["quarantine", "accept", "tset", "2026-05-01"], ["quarantine", "withdraw", "tset", "2026-05-01"],
      ["runs", "--chart", "tset"], ["lake", "forget", "tset", "--keep-last", "1", "--dry-run"],
      ["tag", "add", "printed", "tset", "2026-05-01"],
    ] {
      let result = try await fixture.run(words)
      #expect(result.status == 14, "\(words)")
      #expect(
        result.errors.contains("has no chart tset\n  did you mean test? its charts are: test"),
        "\(words): \(result.errors)")
    }
    #expect(try await fixture.run("quarantine", "list", "test").status == 0)
    #expect(try await fixture.run("runs", "--chart", "test", "--day", "2026-04-01").status == 0)
  }

  @Test func globalOptionsHaveASectionOfTheirOwn() async throws {
    let help = try await ProgramFixture().run("chart", "--help").output
    let parts = help.components(separatedBy: "GLOBAL OPTIONS:")
    try #require(parts.count == 2)
    let sections = parts[1].components(separatedBy: "\nOPTIONS:")
    try #require(sections.count == 2)
    let (global, own) = (sections[0], sections[1])
    for option in [
      "--lake <dir>", "--jobs-dir <dir>", "--format <format>", "--json", "--no-escape", "--lock-wait",
    ] {
      #expect(global.contains(option) && !own.contains(option), "\(option)")
    }
    #expect(own.contains("--or-before") && own.contains("--day <day>"))
  }

  @Test(arguments: [
    ["run"], ["run", "test", "--all"], ["run", "--all", "--day", "2026-05-01"],
    ["replay", "test", "--from", "2026-05-01"], ["replay", "test"],
    ["replay", "test", "--day", "2026-05-01", "--from", "2026-05-01", "--to", "2026-05-02"],
    ["snapshot", "cat", "test", "--format", "csv"], ["status", "--json", "--format", "csv"],
    ["run", "test", "--fail-on", "failed"],
  ])
  func wordsThatExcludeEachOtherEndWith64(_ words: [String]) async throws {
    #expect(try await ProgramFixture().run(words).status == 64)
  }

  @Test func versionNamesTheProgramAndItsLibraries() async throws {
    let result = try await ProgramFixture().run("version", "--json")
    #expect(result.status == 0)
    let json = try JSONReader.read(Array(result.output.utf8))
    #expect(json.members?.map(\.key) == ["version", "commit", "lake_format", "sqlite", "libcurl", "zlib"])
    #expect(json["lake_format"] == 1)
    #expect(json["sqlite"]?.string?.hasPrefix("3.") == true)
    #expect(json["libcurl"]?.string?.firstMatch(of: /^[0-9]+\.[0-9]+\.[0-9]+/) != nil)
    #expect(json["zlib"]?.string?.hasPrefix("1.") == true)
    let text = try await ProgramFixture().run("version").output
    #expect(text.hasPrefix("version  "))
  }

  @Test func shellsCompleteChartsJobsAndTags() async throws {
    let fixture = try ProgramFixture()
    try await fixture.record([("2026-05-01", .published, ["Alpha"])])
    for shell in ["bash", "zsh", "fish"] {
      let script = try await fixture.run("--generate-completion-script", shell)
      #expect(script.status == 0)
      #expect(script.output.contains("marquee"))
    }
    let charts = try execute(
      MarqueeBinary.path, ["---completion", "chart", "--", "positional@0", "2", "0"],
      environment: ["MARQUEE_LAKE": fixture.lake, "SAP_SHELL": "bash"])
    #expect(charts.output.split(separator: "\n") == ["test"])
    #expect(try await fixture.run("tag", "add", "as-printed", "test", "2026-05-01").status == 0)
    let tags = try execute(
      MarqueeBinary.path, ["---completion", "tag", "remove", "--", "positional@0", "3", "0"],
      environment: ["MARQUEE_LAKE": fixture.lake, "SAP_SHELL": "bash"])
    #expect(tags.output.split(separator: "\n") == ["as-printed"])
  }
}

@Suite struct SummaryTests {
  @Test(arguments: [[], ["--quiet"]])
  func theNumbersOfABackfillAddUpAndMissingDaysTakeOneLine(_ more: [String]) async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let words = ["backfill", "test", "--from", "2026-05-01", "--to", "2026-05-03"] + more
    let first = try await fixture.run(words)
    #expect(first.status == 0, "\(first.errors)")
    #expect(
      first.output == """
        test, 2026-05-01 to 2026-05-03

        days       3
        published  1
        missing    2 days: 2026-05-02 to 2026-05-03
        skipped    0

        """)
    #expect(first.errors.isEmpty == !more.isEmpty)
    let again = try await fixture.run(words)
    #expect(
      again.output.hasSuffix(
        "days     3\nmissing  2 days: 2026-05-02 to 2026-05-03\nskipped  1\n"), "\(again.output)")
    let all = try await fixture.run(words + ["--reprocess", "all"])
    #expect(all.output.contains("published  1, 1 of them unchanged\n"), "\(all.output)")
  }

  @Test func peopleAreShownOfRunsWhatTheyReadAndProgramsAll() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let run = try await fixture.run("run", "test", "--day", "2026-05-01")
    #expect(run.status == 0, "\(run.errors)")
    let header = run.output.split(separator: "\n").first.map { $0.split(separator: " ") }
    #expect(header == ["run", "chart", "day", "outcome", "unchanged", "rows", "findings", "reason"])
    let rows = try await fixture.run("runs", "--format", "csv").output
    #expect(
      rows.hasPrefix(
        "run,chart,day,trigger,started_at,finished_at,outcome,unchanged,rows,findings,reason\r\n"))
  }

  @Test func aDateCutsOffWhereItsDayEnds() async throws {
    let fixture = try ProgramFixture()
    try await fixture.record([("2026-05-01", .published, ["Alpha"])])
    for option in ["--as-of", "--captured-by"] {
      #expect(try await fixture.run("chart", "test", option, "2026-05-01").status == 0)
      #expect(try await fixture.run("chart", "test", option, "2026-05-01T00:00:00Z").status == 14)
    }
    let early = try await fixture.run("chart", "test", "--as-of", "2026-04-30")
    #expect(early.status == 14)
    #expect(early.errors.contains("as of 2026-05-01T00:00:00.000000Z"), "\(early.errors)")
    let last = try await fixture.run("chart", "test", "--captured-by", "0001-01-01", "--as-of", "9999-12-31")
    #expect(last.errors.contains("as of 9999-12-31T23:59:59.999999Z"), "\(last.errors)")
  }

  @Test(arguments: ["2026-05-05T12:00:00", "2026-05-05 12:00:00"])
  func aTimeWithoutAZoneIsToldThatItNeedsOne(time: String) async throws {
    let fixture = try ProgramFixture()
    let words = "a time needs a zone, Z or one such as +02:00"
    let result = try await fixture.run("chart", "test", "--captured-by", time)
    #expect(result.status == 64)
    #expect(
      result.errors.contains("'\(time)' is invalid for '--captured-by <instant>': \(words)"), "\(result)")
    let other = try await fixture.run("chart", "test", "--captured-by", "yesterday")
    #expect(other.status == 64 && !other.errors.contains(words), "\(other)")
  }

  /// A list at an address that names its day counts as captured when that day ended.
  @Test func theEndOfADayIsTheInstantAtWhichTheNextOneBegins() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let run = try await fixture.run("run", "test", "--day", "2026-05-01")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try await fixture.run("chart", "test", "--captured-by", "2026-05-01").status == 0)
    let before = try await fixture.run("chart", "test", "--captured-by", "2026-05-01T23:59:59.999999Z")
    #expect(before.status == 14, "\(before)")
  }
}

@Suite struct BinaryTests {
  @Test func aReaderThatGoesAwayIsNoFailure() async throws {
    let fixture = try ProgramFixture()
    try await fixture.record([("2026-05-01", .published, (1...3000).map { "Film \($0)" })])
    let binary = MarqueeBinary.path
    let script = "'\(binary)' chart test --lake '\(fixture.lake)' | head -n 1; echo \"${PIPESTATUS[0]}\""
    let result = try execute("/bin/bash", ["-c", script])
    #expect(result.output == "test on 2026-05-01\n0\n")
    #expect(result.errors == "")
  }

  @Test func aFullDiskBehindStandardOutputIsAnError() async throws {
    let fixture = try ProgramFixture()
    try await fixture.record([("2026-05-01", .published, ["Alpha"])])
    let script = "'\(MarqueeBinary.path)' chart test --lake '\(fixture.lake)' > /dev/full"
    let result = try execute("/bin/bash", ["-c", script])
    #expect(result.status == 34)
    #expect(result.errors.hasPrefix("marquee: standard output could not be written: No space left on device"))
  }
}
