import Foundation
import MarqueeTestSupport
import Testing

/// `marquee lake forget`.
@Suite(.timeLimit(.minutes(2))) struct ForgetTests {
  /// What is planned or done, one line each: what, day, version.
  private func forget(_ bench: LakeBench, _ words: [String], now: String) async throws -> [String] {
    let ending = try await bench.run(["lake", "forget"] + words + ["--format", "json"], now: now)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [[String: Any]])
    return rows.map { "\($0["forget"] ?? "") \($0["day"] ?? "") \($0["version"] ?? "")" }
  }

  /// The answers to what is asked of the days that remain.
  private func answers(_ bench: LakeBench, _ more: [[String]] = []) async throws -> [String] {
    var answers: [String] = []
    for words in [
      ["chart", "test", "--on", "2026-05-01"], ["chart", "test", "--on", "2026-05-02"],
      ["version", "show", "test", "--on", "2026-05-01"], ["history", "test", "ttA"],
      ["history", "test", "ttD"],
      ["status"], ["quarantine", "list"],
    ] + more {
      answers.append(try await bench.run(words + ["--format", "json"]).output)
    }
    return answers
  }

  @Test(arguments: [["--keep-last", "0"], ["--raw-objects", "--keep-last", "1"]])
  func theDryRunPrintsWhatIsDoneAndChangesNotAByte(words: [String]) async throws {
    let bench = try await LakeBench.corrected()
    let first = try await bench.versions(of: "2026-05-01")
    let before = try bench.tree()
    let planned = try await forget(bench, words + ["--dry-run"], now: "2026-05-04T12:00:00")
    #expect(try bench.tree() == before)
    let expected =
      words[0] == "--keep-last"
      ? ["snapshot 2026-05-01 \(first[0])"]
      : ["raw 2026-05-01 \(first[0])", "raw 2026-05-01 \(first[1])"]
    #expect(planned == expected)
    #expect(try await forget(bench, words, now: "2026-05-04T12:00:00") == planned)
    #expect(try await forget(bench, words, now: "2026-05-04T12:00:00") == [])
    try await bench.expectSound()
  }

  @Test func whatRemainsAnswersTheSame() async throws {
    let bench = try await LakeBench.corrected()
    let before = try await answers(bench)
    let versions = try await bench.versions(of: "2026-05-01")
    try await bench.marquee("lake", "forget", "--keep-last", "0", now: "2026-05-04T12:00:00")
    for now in ["2026-05-04T13:00:00", "2026-05-06T13:00:00"] {
      try await bench.marquee("lake", "gc", now: now)
    }
    #expect(try await answers(bench) == before)
    #expect(try await bench.versions(of: "2026-05-01") == [versions[1]])
    try await bench.expectSound()
    // The catalogue made anew from what remains says the same.
    try await bench.marquee("lake", "rebuild")
    #expect(try await answers(bench) == before)
    // What was forgotten is said to be unknown, not damaged.
    try await bench.marquee("version", "show", "test", "--id", versions[0], status: 14)
    try await bench.marquee("chart", "test", "--as-of", "2026-05-02T12:30:00Z", status: 14)
  }

  @Test func daysWhoseRawObjectsAreForgottenAreReadAndNotReplayed() async throws {
    let bench = try await LakeBench.corrected()
    let before = try await answers(bench, [["version", "list", "test"], ["run", "list"]])
    let objects = try bench.objects().count
    try await bench.marquee("lake", "forget", "--raw-objects", "--keep-last", "0", now: "2026-05-04T12:00:00")
    for now in ["2026-05-04T13:00:00", "2026-05-06T13:00:00"] {
      try await bench.marquee("lake", "gc", now: now)
    }
    #expect(try bench.objects().count == objects - 3)
    #expect(try await answers(bench, [["version", "list", "test"], ["run", "list"]]) == before)
    try await bench.expectSound()
    let replay = try await bench.marquee("run", "test", "--replay", "--day", "2026-05-01", status: 14)
    #expect(replay.errors.contains("2026-05-01"))
    // They are there again once the day is run again.
    try await bench.day("2026-05-01", now: "2026-05-07T12:00:00")
    try await bench.expectSound()
  }

  @Test func rawObjectsOfARunThatChangedNothingAreForgottenWithTheirDay() async throws {
    let bench = try await LakeBench.corrected()
    // Other bytes, the same items.
    let list = try String(contentsOfFile: bench.folder.path(of: "lists/2026-05-02.json"), encoding: .utf8)
    try bench.folder.write(list + "\n", to: "lists/2026-05-02.json")
    let objects = try bench.objects().count
    try await bench.day("2026-05-02", now: "2026-05-03T13:00:00")
    #expect(try bench.objects().count == objects + 1)
    try await bench.marquee("lake", "forget", "--raw-objects", "--keep-last", "0", now: "2026-05-04T12:00:00")
    let marks = try bench.files(in: "forgotten").count
    // Three snapshots, and the run that changed nothing.
    #expect(marks == 4)
    try await bench.marquee("lake", "undelete", "--all", now: "2026-05-04T12:10:00")
    #expect(try bench.files(in: "forgotten") == [])
    let words = ["--raw-objects", "--keep-last", "0"]
    #expect(try await forget(bench, words, now: "2026-05-04T12:20:00").count == marks)
    #expect(try await forget(bench, words, now: "2026-05-04T12:30:00") == [])
    for now in ["2026-05-04T13:00:00", "2026-05-06T13:00:00"] {
      try await bench.marquee("lake", "gc", now: now)
    }
    #expect(try bench.objects().count == objects - 3)
    try await bench.expectSound()
  }

  @Test func theVersionThatStandsForADayIsForgottenWhereItIsNamed() async throws {
    let bench = try await LakeBench.corrected()
    let versions = try await bench.versions(of: "2026-05-01")
    let planned = try await forget(
      bench, ["--id", String(versions[1].prefix(12))], now: "2026-05-04T12:00:00")
    #expect(planned == ["snapshot 2026-05-01 \(versions[1])"])
    // The one before it stands for the day again.
    let chart = try await bench.json([String: Any].self, "chart", "test", "--on", "2026-05-01")
    #expect(chart["version"] as? String == versions[0])
    try await bench.marquee("lake", "forget", "--id", versions[0], now: "2026-05-04T13:00:00")
    try await bench.marquee("chart", "test", "--on", "2026-05-01", status: 14)
    try await bench.expectSound()
    try await bench.marquee("lake", "undelete", versions[0], versions[1], now: "2026-05-04T14:00:00")
    #expect(try await bench.versions(of: "2026-05-01") == versions)
    try await bench.expectSound()
  }

  @Test func aRecordThatNoCommandHadIndexedYetIsInThePlan() async throws {
    let bench = try await LakeBench.corrected()
    // The catalogue as it was before the last correction: the command that made it was killed before the end.
    let old = try await LakeBench.corrected()
    try FileManager.default.removeItem(atPath: old.folder.path(of: "lake"))
    try FileManager.default.copyItem(atPath: bench.lake, toPath: old.lake)
    try bench.serve("C", "B", "A", on: "2026-05-01")
    try await bench.day("2026-05-01", now: "2026-05-03T13:00:00")
    for end in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: "\(bench.lake)/catalogue.sqlite\(end)")
    }
    try FileManager.default.copyItem(
      atPath: "\(old.lake)/catalogue.sqlite", toPath: "\(bench.lake)/catalogue.sqlite")
    let before = try bench.tree()
    let planned = try await forget(bench, ["--keep-last", "0", "--dry-run"], now: "2026-05-04T12:00:00")
    #expect(try bench.tree() == before)
    #expect(planned.count == 2)
    #expect(try await forget(bench, ["--keep-last", "0"], now: "2026-05-04T12:00:00") == planned)
    try await bench.expectSound()
  }

  @Test func wordsThatDoNotFitAreRefused() async throws {
    let bench = try await LakeBench.corrected()
    let before = try bench.tree()
    for words in [
      [], ["--keep-last", "-1"], ["--id", "12345"], ["--keep-daily", "x"],
      ["Not-A-Chart", "--keep-last", "1"],
    ] { try await bench.run(["lake", "forget"] + words, status: 64) }
    #expect(try bench.tree() == before)
  }
}
