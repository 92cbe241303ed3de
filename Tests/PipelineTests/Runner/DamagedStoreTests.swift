import LakeStore
import MarqueeTestSupport
import Pipeline
import RankingModel
import Testing

/// Something that a run needs is stored and damaged: the run makes it good, or says that it cannot.
@Suite struct DamagedStoreTests {
  private let chart = ChartName("test")!

  private func reader(_ bench: RunBench) throws -> LakeReader {
    try LakeReader.open(path: bench.folder.path + "/lake")
  }

  /// Changes a bit of the object `object`, or empties its file.
  private func damage(_ object: ObjectID, in bench: RunBench, isEmptied: Bool = false) throws {
    let name = object.description
    let path = "\(bench.folder.path)/lake/objects/\(name.prefix(2))/\(name).json.gz"
    var bytes = try FileSystem(root: bench.folder.path).read(path)
    bytes[bytes.count - 6] ^= 1
    try overwrite(path, isEmptied ? [] : bytes)
  }

  private func record(_ bench: RunBench, _ day: String = "2026-05-01") throws -> Snapshot {
    let reader = try reader(bench)
    return try reader.record(of: try #require(try reader.snapshots(of: chart, on: Day(day)!).last))
  }

  @Test func aDamagedAnswerIsAskedForAgainAndTheDayIsEnriched() async throws {
    let bench = try RunBench()
    _ = try await bench.run(bench.definition())
    let answer = try #require(try record(bench).raw.first { $0.item == ItemID("tt1") })
    try damage(answer.object, in: bench)
    bench.set("2026-05-02T06:00:00Z")
    bench.serve(["tt2", "tt1", "tt3"])
    let report = try await bench.run(bench.definition(), day: "2026-05-02")
    #expect(report.outcome == .published)
    let entries = try bench.published("2026-05-02")
    #expect(entries.map(\.title) == ["Named tt2", "Named tt1", "Named tt3"])
    #expect(entries.allSatisfy { $0["year"] == 1994 && $0["enrichment"] == "enriched" })
    #expect(bench.asked == ["tt1": 2, "tt2": 1, "tt3": 1])
    #expect(try reader(bench).bytes(of: answer.object) == RunBench.answer("tt1"))
  }

  @Test(arguments: [false, true]) func aDamagedVersionIsMadeGoodByTheSameList(isEmptied: Bool) async throws {
    let bench = try RunBench()
    _ = try await bench.run(bench.definition())
    let version = try #require(try record(bench).version)
    try damage(version, in: bench, isEmptied: isEmptied)
    let report = try await bench.run(bench.definition())
    #expect(report.outcome == .published)
    #expect(report.unchanged)
    #expect(try bench.published().map(\.id.description) == ["tt1", "tt2", "tt3"])
  }

  @Test(arguments: [false, true]) func aDamagedListIsFetchedAgainWhole(isEmptied: Bool) async throws {
    let bench = try RunBench()
    bench.serve(.respond(headers: ["ETag": "\"one\""], body: RunBench.list(["tt1", "tt2"])))
    _ = try await bench.run(bench.definition())
    let list = try #require(try record(bench).raw.first { $0.role == .list })
    try damage(list.object, in: bench, isEmptied: isEmptied)
    let report = try await bench.run(bench.definition())
    #expect(report.outcome == .published)
    #expect(bench.server.requests.last { $0.path == "/list" }?.header("If-None-Match") == nil)
    let replayed = try await bench.run(bench.definition(), plan: .stored)
    #expect(replayed.outcome == .published)
  }
}
