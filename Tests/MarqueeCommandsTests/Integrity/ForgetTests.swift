import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// `marquee lake forget`.
@Suite(.timeLimit(.minutes(30))) struct ForgetTests {
  /// The planned or finished steps, one line each: what, day, version.
  private func forget(_ fixture: LakeFixture, _ words: [String], now: String) async throws -> [String] {
    let ending = try await fixture.run(["lake", "forget"] + words + ["--format", "json"], now: now)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [[String: Any]])
    return rows.map { "\($0["forget"] ?? "") \($0["day"] ?? "") \($0["version"] ?? "")" }
  }

  /// The answers to questions about the days that remain, and to `more`.
  private func answers(_ fixture: LakeFixture, _ more: [[String]] = []) async throws -> [String] {
    var answers: [String] = []
    for words in [
      ["chart", "test", "--day", "2026-05-01"], ["chart", "test", "--day", "2026-05-02"],
      ["snapshot", "cat", "test", "--day", "2026-05-01"], ["history", "test", "ttA"],
      ["history", "test", "ttD"],
      ["status"], ["quarantine", "list"],
    ] + more {
      answers.append(try await fixture.run(words + ["--format", "json"]).output)
    }
    return answers
  }

  @Test(arguments: [["--keep-last", "0"], ["--raw-objects", "--keep-last", "1"]])
  func theDryRunPrintsWhatIsDoneAndChangesNotAByte(words: [String]) async throws {
    let fixture = try await LakeFixture.corrected()
    let first = try await fixture.versions(of: "2026-05-01")
    let before = try fixture.tree()
    let planned = try await forget(fixture, words + ["--dry-run"], now: "2026-05-04T12:00:00")
    #expect(try fixture.tree() == before)
    let expected =
      words[0] == "--keep-last"
      ? ["snapshot 2026-05-01 \(first[0])"]
      : ["raw 2026-05-01 \(first[0])", "raw 2026-05-01 \(first[1])"]
    #expect(planned == expected)
    #expect(try await forget(fixture, words, now: "2026-05-04T12:00:00") == planned)
    #expect(try await forget(fixture, words, now: "2026-05-04T12:00:00") == [])
    try await fixture.expectSound()
  }

  @Test func whatRemainsAnswersTheSame() async throws {
    let fixture = try await LakeFixture.corrected()
    let before = try await answers(fixture)
    let versions = try await fixture.versions(of: "2026-05-01")
    try await fixture.marquee("lake", "forget", "--keep-last", "0", now: "2026-05-04T12:00:00")
    for now in ["2026-05-04T13:00:00", "2026-05-06T13:00:00"] {
      try await fixture.marquee("lake", "prune", now: now)
    }
    #expect(try await answers(fixture) == before)
    #expect(try await fixture.versions(of: "2026-05-01") == [versions[1]])
    try await fixture.expectSound()
    // The rebuilt catalogue gives the same answers.
    try await fixture.marquee("lake", "reindex")
    #expect(try await answers(fixture) == before)
    // A forgotten version is reported as unknown, not as damaged.
    try await fixture.marquee("snapshot", "cat", "test", "--id", versions[0], status: 14)
    try await fixture.marquee("chart", "test", "--as-of", "2026-05-02T12:30:00Z", status: 14)
  }

  @Test func daysWhoseRawObjectsAreForgottenAreReadAndNotReplayed() async throws {
    let fixture = try await LakeFixture.corrected()
    let before = try await answers(fixture, [["snapshot", "list", "test"], ["runs"]])
    let objects = try fixture.objects().count
    try await fixture.marquee(
      "lake", "forget", "--raw-objects", "--keep-last", "0", now: "2026-05-04T12:00:00")
    for now in ["2026-05-04T13:00:00", "2026-05-06T13:00:00"] {
      try await fixture.marquee("lake", "prune", now: now)
    }
    // Three lists; the job file stays with the settings of the chart.
    #expect(try fixture.objects().count == objects - 3)
    #expect(try await answers(fixture, [["snapshot", "list", "test"], ["runs"]]) == before)
    try await fixture.expectSound()
    let replay = try await fixture.marquee("replay", "test", "--day", "2026-05-01", status: 14)
    #expect(replay.errors.contains("2026-05-01"))
    // A new run of the day stores its raw objects again.
    try await fixture.day("2026-05-01", now: "2026-05-07T12:00:00")
    try await fixture.expectSound()
  }

  @Test func rawObjectsOfARunThatChangedNothingAreForgottenWithTheirDay() async throws {
    let fixture = try await LakeFixture.corrected()
    // Other bytes, the same items.
    let list = try String(contentsOfFile: fixture.folder.path(of: "lists/2026-05-02.json"), encoding: .utf8)
    try fixture.folder.write(list + "\n", to: "lists/2026-05-02.json")
    let objects = try fixture.objects().count
    try await fixture.day("2026-05-02", now: "2026-05-03T13:00:00")
    #expect(try fixture.objects().count == objects + 1)
    try await fixture.marquee(
      "lake", "forget", "--raw-objects", "--keep-last", "0", now: "2026-05-04T12:00:00")
    // Decisions about three snapshots, and about the run that changed nothing.
    #expect(try fixture.files(in: "decisions").count == 4)
    try await fixture.marquee("lake", "restore", "--all", now: "2026-05-04T12:10:00")
    #expect(try fixture.files(in: "decisions").count == 8)
    let words = ["--raw-objects", "--keep-last", "0"]
    #expect(try await forget(fixture, words, now: "2026-05-04T12:20:00").count == 4)
    #expect(try await forget(fixture, words, now: "2026-05-04T12:30:00") == [])
    for now in ["2026-05-04T13:00:00", "2026-05-06T13:00:00"] {
      try await fixture.marquee("lake", "prune", now: now)
    }
    #expect(try fixture.objects().count == objects - 3)
    try await fixture.expectSound()
  }

  @Test func theVersionThatStandsForADayIsForgottenWhereItIsNamed() async throws {
    let fixture = try await LakeFixture.corrected()
    let versions = try await fixture.versions(of: "2026-05-01")
    let planned = try await forget(
      fixture, ["--id", String(versions[1].prefix(12))], now: "2026-05-04T12:00:00")
    #expect(planned == ["snapshot 2026-05-01 \(versions[1])"])
    // The snapshot before it stands for the day again.
    let chart = try await fixture.json([String: Any].self, "chart", "test", "--day", "2026-05-01")
    #expect(chart["version"] as? String == versions[0])
    try await fixture.marquee("lake", "forget", "--id", versions[0], now: "2026-05-04T13:00:00")
    try await fixture.marquee("chart", "test", "--day", "2026-05-01", status: 14)
    try await fixture.expectSound()
    try await fixture.marquee("lake", "restore", versions[0], versions[1], now: "2026-05-04T14:00:00")
    #expect(try await fixture.versions(of: "2026-05-01") == versions)
    try await fixture.expectSound()
  }

  @Test func aRecordThatNoCommandHadIndexedYetIsInThePlan() async throws {
    let fixture = try await LakeFixture.corrected()
    // The catalogue as it was before the last correction, as if the command that made the correction was killed before its end.
    let old = try await LakeFixture.corrected()
    try FileManager.default.removeItem(atPath: old.folder.path(of: "lake"))
    try FileManager.default.copyItem(atPath: fixture.lake, toPath: old.lake)
    try fixture.serve("C", "B", "A", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-03T13:00:00")
    for end in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: "\(fixture.lake)/catalogue.sqlite\(end)")
    }
    try FileManager.default.copyItem(
      atPath: "\(old.lake)/catalogue.sqlite", toPath: "\(fixture.lake)/catalogue.sqlite")
    let before = try fixture.tree()
    let planned = try await forget(fixture, ["--keep-last", "0", "--dry-run"], now: "2026-05-04T12:00:00")
    #expect(try fixture.tree() == before)
    #expect(planned.count == 2)
    #expect(try await forget(fixture, ["--keep-last", "0"], now: "2026-05-04T12:00:00") == planned)
    try await fixture.expectSound()
  }

  @Test func wordsThatDoNotFitAreRefused() async throws {
    let fixture = try await LakeFixture.corrected()
    let before = try fixture.tree()
    for words in [
      [], ["--keep-last", "-1"], ["--id", "12345"], ["--keep-daily", "x"],
      ["Not-A-Chart", "--keep-last", "1"],
    ] { try await fixture.run(["lake", "forget"] + words, status: 64) }
    #expect(try fixture.tree() == before)
  }
}
