import Foundation
import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

/// `MARQUEE_NOW`, and lakes with snapshots that a wrong clock recorded.
@Suite(.timeLimit(.minutes(30))) struct ClockCommandTests {
  private static let job = """
    chart: test
    extract: { url: "file:../lists/{day}.json", items: "" }
    transform:
      fields: { id: { from: /id }, title: { from: /title }, rank: { position: true } }
    archives: [{ url: "file:../lists/{day}.json" }]

    """

  /// The instant `seconds` from now, as people write it.
  private func text(_ seconds: Double) -> String {
    String(Instant.now.advanced(bySeconds: seconds).description.prefix(19))
  }

  @Test(arguments: ["yesterday", "2026-05-01T12:00:00+", "10000-01-01T00:00:00", "2026-02-30T12:00:00"])
  func aPretendedNowThatIsNoInstantIsRefused(now: String) async throws {
    let fixture = try LakeFixture()
    try fixture.serve("A", "B", "C", on: "2026-05-01")
    for words in [["run", "test", "--day", "2026-05-01"], ["status"], ["job", "list"]] {
      let ending = try await fixture.start(words, now: now).ending()
      expectOneMessage(ending, status: 64, saying: ["MARQUEE_NOW is not a valid instant: \(now)"])
    }
    #expect(!FileManager.default.fileExists(atPath: fixture.lake))
  }

  @Test func aPretendedNowInDaysToComeIsRefused() async throws {
    let fixture = try LakeFixture()
    let now = text(2 * 86_400 + 60)
    try fixture.serve("A", "B", "C", on: String(now.prefix(10)))
    let ending = try await fixture.start(["run", "test"], now: now).ending()
    expectOneMessage(
      ending, status: 64, saying: ["MARQUEE_NOW says \(now)", "2 days ahead of this machine's clock"])
    #expect(!FileManager.default.fileExists(atPath: fixture.lake))
  }

  @Test func aPretendedNowOfTomorrowIsTaken() async throws {
    let fixture = try LakeFixture()
    let now = text(86_400 - 600)
    try fixture.serve("A", "B", "C", on: String(now.prefix(10)))
    try await fixture.run(["run", "test"], now: now)
  }

  @Test func aPretendedNowBeforeTheLakesNewestSnapshotRecordsNothing() async throws {
    let fixture = try await LakeFixture.corrected()
    try fixture.serve("B", "C", "D", on: "2026-04-01")
    let before = try fixture.tree()
    let ending = try await fixture.start(["run", "test", "--day", "2026-04-01"], now: "2026-05-01T11:00:00")
      .ending()
    // The newest snapshot was recorded at noon of 3 May.
    expectOneMessage(
      ending, status: 64, saying: ["nothing is recorded", "2026-05-03T12:00", "2 days ahead of the clock"])
    #expect(try fixture.tree() == before)
  }

  @Test func whatWasRecordedFarAheadIsReadAndForgotten() async throws {
    let fixture = try ProgramFixture()
    try fixture.folder.write(Self.job, to: "jobs/test.yaml")
    try fixture.folder.write(#"[{"id":"tt1","title":"A"}]"#, to: "lists/2026-05-02.json")
    try await fixture.record([
      ("2026-05-01", .published, ["A", "B"]), ("2036-05-01", .published, ["B", "A"]),
      ("2036-05-02", .missing, []),
    ])
    let run = ["run", "test", "--day", "2026-05-02"]
    let refused = try await fixture.run(run)
    #expect(refused.status == 64)
    #expect(
      refused.errors.contains("2036-05-02T03:30:00.000000Z, 3644 days ahead of the clock"), "\(refused)")
    #expect(refused.errors.contains("marquee lake forget --ahead"))
    for words in [
      ["chart", "test"], ["history", "test", "A"], ["status"], ["snapshot", "list", "test"], ["runs"],
    ] {
      let answer = try await fixture.run(words)
      #expect(answer.status == 0, "\(words): \(answer.errors)")
    }
    let asOf = try await fixture.run("chart", "test", "--as-of", "2026-05-03")
    #expect(asOf.output.hasPrefix("test on 2026-05-01\n"), "\(asOf)")

    let plan = try await fixture.run("lake", "forget", "--ahead", "--dry-run", "--format", "csv")
    #expect(plan.output.split(whereSeparator: \.isNewline).count == 3, "\(plan)")
    #expect(try await fixture.run(run).status == 64)
    let forgotten = try await fixture.run("lake", "forget", "--ahead")
    #expect(forgotten.status == 0, "\(forgotten)")
    let taken = try await fixture.run(run)
    #expect(taken.status == 0, "\(taken)")
    let chart = try await fixture.run("chart", "test")
    #expect(chart.output.hasPrefix("test on 2026-05-02\n"), "\(chart)")
  }

  @Test func aClockThatSaysWhatCannotBeIsRefusedByEveryCommand() async throws {
    let fixture = try ProgramFixture()
    for words in [["status"], ["run", "test"], ["lake", "check"]] {
      let refused = try await fixture.run(words, now: "9999-12-31T23:59:59.999999Z")
      #expect(refused.status == 64, "\(words): \(refused)")
      #expect(refused.errors.contains("the clock says 9999-12-31"), "\(refused)")
    }
  }

  /// An earlier version of Marquee wrote such records when the clock was past the year 9999.
  @Test func aRecordOfAYearThatCannotBeWrittenIsToldAndSetAside() async throws {
    let fixture = try await LakeFixture.corrected()
    let place = try #require(try fixture.snapshots(of: "2026-05-02").first)
    let text = String(decoding: try fixture.bytes(place), as: UTF8.self)
      .replacing(#/"recorded_at":"2026-[^"]*"/#, with: #""recorded_at":"10000-01-01T00:00:00.000000Z""#)
    let folder = (place as NSString).deletingLastPathComponent
    let file = try fixture.folder.write(text, to: "lake/\(folder)/new")
    let digits = try shell("sha256sum '\(file)'").prefix(64)
    let name = "100000101T000000000000Z-2026-05-02-\(digits).json"
    try FileManager.default.moveItem(atPath: file, toPath: "\(fixture.lake)/\(folder)/\(name)")
    try fixture.remove("catalogue.sqlite")
    for words in [["chart", "test"], ["lake", "reindex"], ["lake", "check"]] {
      let ending = try await fixture.run(words, status: 31)
      #expect((ending.errors + ending.output).contains(name), "\(ending.errors)")
      #expect(ending.errors.contains("marquee lake repair"), "\(ending.errors)")
    }
    // The record has no other copy.
    try await fixture.run(["lake", "repair", "--offline"], status: 31)
    try await fixture.expectSound()
    try await fixture.run(["chart", "test"])
  }
}
