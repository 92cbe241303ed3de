import JSON
import Jobs
import LakeStore
import MarqueeTestSupport
import Pipeline
import RankingModel
import Storage
import Testing

/// A stored object that a run needs is damaged: the run repairs it, or says that it cannot.
@Suite struct DamagedStoreTests {
  private let chart = ChartName("test")!

  private func reader(_ fixture: RunFixture) async throws -> LakeReader {
    try await LakeReader.open(LakePlace(folder: fixture.folder.path + "/lake"))
  }

  /// Changes a bit of the object `object`, or empties its file.
  private func damage(_ object: ObjectID, in fixture: RunFixture, isEmptied: Bool = false) throws {
    let name = object.description
    let path = "\(fixture.folder.path)/lake/objects/\(name.prefix(2))/\(name).gz"
    var bytes = try FileSystem(root: fixture.folder.path).read(path)
    bytes[bytes.count - 6] ^= 1
    try overwrite(path, isEmptied ? [] : bytes)
  }

  private func record(_ fixture: RunFixture, _ day: String = "2026-05-01") async throws -> Snapshot {
    let reader = try await reader(fixture)
    return try reader.record(of: try #require(try reader.snapshots(of: chart, on: Day(day)!).last))
  }

  @Test func aDamagedAnswerIsAskedForAgainAndTheDayIsEnriched() async throws {
    let fixture = try RunFixture()
    _ = try await fixture.run(fixture.definition())
    let answer = try #require(try await record(fixture).raw.first { $0.item == ItemID("tt1") })
    try damage(answer.object, in: fixture)
    fixture.set("2026-05-02T06:00:00Z")
    fixture.serve(["tt2", "tt1", "tt3"])
    let report = try await fixture.run(fixture.definition(), day: "2026-05-02")
    #expect(report.outcome == .published)
    let entries = try await fixture.published("2026-05-02")
    #expect(entries.map(\.title) == ["Named tt2", "Named tt1", "Named tt3"])
    #expect(entries.allSatisfy { $0["year"] == 1994 && $0["enrichment"] == "enriched" })
    #expect(fixture.asked == ["tt1": 2, "tt2": 1, "tt3": 1])
    #expect(try await reader(fixture).bytes(of: answer.object) == RunFixture.answer("tt1"))
  }

  @Test(arguments: [false, true]) func aDamagedVersionIsMadeGoodByTheSameList(isEmptied: Bool) async throws {
    let fixture = try RunFixture()
    _ = try await fixture.run(fixture.definition())
    let version = try #require(try await record(fixture).version)
    try damage(version, in: fixture, isEmptied: isEmptied)
    let report = try await fixture.run(fixture.definition())
    #expect(report.outcome == .published)
    #expect(report.unchanged)
    #expect(try await fixture.published().map(\.id.description) == ["tt1", "tt2", "tt3"])
  }

  @Test(arguments: [false, true]) func aDamagedListIsFetchedAgainWhole(isEmptied: Bool) async throws {
    let fixture = try RunFixture()
    fixture.serve(.respond(headers: ["ETag": "\"one\""], body: RunFixture.list(["tt1", "tt2"])))
    _ = try await fixture.run(fixture.definition())
    let list = try #require(try await record(fixture).raw.first { $0.role == .list })
    try damage(list.object, in: fixture, isEmptied: isEmptied)
    let report = try await fixture.run(fixture.definition())
    #expect(report.outcome == .published)
    #expect(fixture.server.requests.last { $0.path == "/list" }?.header("If-None-Match") == nil)
    let replayed = try await fixture.run(fixture.definition(), plan: .stored)
    #expect(replayed.outcome == .published)
  }
}
