import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

/// `marquee run JOB --input FILE`.
@Suite struct InputTests {
  @Test func aListIsReadFromAFile() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let path = try fixture.folder.write(#"[{"id":"z","title":"Z","rank":1}]"#, to: "other.json")
    let result = try await fixture.run("run", "test", "--day", "2026-05-02", "--input", path)
    #expect(result.status == 0, "\(result.errors)")
    let reader = try await LakeReader.open(LakePlace(folder: fixture.lake))
    let summary = try #require(try reader.snapshots(of: fixture.chart, on: Day("2026-05-02")).last)
    #expect(summary.state == .published)
    #expect(try reader.record(of: summary).raw.map(\.url) == ["input:other.json"])
    let entries = try await reader.entries(of: try #require(summary.version))
    #expect(entries.map(\.title) == ["Z"])
  }

  @Test func anInputGoesWithOneJobAndMustBeReadable() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let both = try await fixture.run("run", "--all", "--input", "x")
    #expect(both.status == 64)
    #expect(both.errors.contains("--input goes with a job"))
    let absent = try await fixture.run("run", "test", "--input", fixture.folder.path(of: "absent.json"))
    #expect(absent.status == 64)
    #expect(absent.errors.contains("cannot be read: no such file or directory"))
  }
}
