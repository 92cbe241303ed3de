import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// Files of a newer program, and clocks that step back.
@Suite(.timeLimit(.minutes(30))) struct FormatFaultTests {
  static let format: Int32 = 32

  @Test(arguments: ["catalogue.sqlite", "work.sqlite"])
  func aDatabaseOfANewerFormatIsRefusedAndLeftAsItIs(name: String) async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    #expect(try await fixture.marquee("run", job).status == 0)
    let file = fixture.folder.path(of: "lake/\(name)")
    try setFormat(of: file, to: 99)
    let newer = try Data(contentsOf: URL(fileURLWithPath: file))
    let asked = fixture.lists
    let ending = try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z")
    expectOneMessage(ending, status: Self.format, saying: [name, "99"])
    #expect(fixture.lists == asked)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == newer)
    let reading = name == "catalogue.sqlite" ? ["chart", "test"] : ["queue", "list"]
    expectOneMessage(try await fixture.start(reading).ending(), status: Self.format, saying: [name, "99"])
    try FileManager.default.removeItem(atPath: file)
    #expect(try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z").status == 0)
  }

  @Test func whatAProcessLeftThatWasKilledWhileItMadeTheLakeIsNoObstacle() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    for name in ["lock", ".tmp-1f", "catalogue.sqlite", "catalogue.sqlite-journal", "catalogue.sqlite-wal"] {
      try fixture.folder.write("", to: "lake/\(name)")
    }
    expectOneMessage(
      try await fixture.marquee("chart", "test"), status: 14, saying: ["no lake", "marquee run"])
    let run = try await fixture.marquee("run", job)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try await fixture.marquee("chart", "test").status == 0)
  }

  @Test func aQueueThatWasNeverMadeWholeIsAnEmptyOne() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    #expect(try await fixture.marquee("run", job).status == 0)
    try overwrite(fixture.folder.path(of: "lake/work.sqlite"), [])
    for arguments in [["queue", "list"], ["runs"], ["status"], ["run", job]] {
      let ending = try await fixture.start(arguments).ending()
      #expect(ending.status == 0, "\(arguments): \(ending.errors)")
    }
  }

  @Test func aLakeOfANewerFormatIsRefusedAndLeftAsItIs() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    #expect(try await fixture.marquee("run", job).status == 0)
    let file = try fixture.folder.write(#"{"format":3,"id":"x"}"#, to: "lake/format/3.json")
    for arguments in [["run", job], ["chart", "test"], ["status"]] {
      let ending = try await fixture.start(arguments).ending()
      expectOneMessage(ending, status: Self.format, saying: ["format 3", "newer"])
    }
    try FileManager.default.removeItem(atPath: file)
    #expect(try await fixture.marquee("chart", "test").status == 0)
  }

  @Test func aDamagedCatalogueIsToldWithItsCure() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    #expect(try await fixture.marquee("run", job).status == 0)
    let file = fixture.folder.path(of: "lake/catalogue.sqlite")
    try overwrite(file, Array("this is no database, but long enough to be taken for one".utf8))
    let refused = try await fixture.start(["chart", "test"]).ending()
    expectOneMessage(refused, status: 31, saying: ["the catalogue", "lake reindex"])
    #expect(try await fixture.marquee("run", job).status == 0)
    #expect(try await fixture.marquee("chart", "test").status == 0)
  }

  @Test func aClockThatStepsBackKeepsTheOrderOfWhatWasRecorded() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    #expect(try await fixture.marquee("run", job, now: "2026-05-01T18:00:00Z").status == 0)
    fixture.serve(list: .respond(text: LoopbackFixture.list(LoopbackFixture.items.reversed())))
    let back = try await fixture.marquee("run", job, now: "2026-05-01T09:00:00Z")
    #expect(back.status == 0, "\(back.errors)")
    let chart = try #require(try await fixture.json("chart", "test") as? [String: Any])
    let entries = try #require(chart["entries"] as? [[String: Any]])
    #expect(entries.first?["id"] as? String == LoopbackFixture.items.last)
    let recorded = try #require(chart["recorded_at"] as? String)
    #expect(recorded > "2026-05-01T18:00:00.")
    let versions = try await fixture.marquee("snapshot", "list", "test", "--format", "csv")
    #expect(versions.output.split(whereSeparator: \.isNewline).count == 3)
  }

  @Test func aClockThatStepsBackByADayRunsTheDayThatItShows() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    #expect(try await fixture.marquee("run", job, now: "2026-05-02T00:30:00Z").status == 0)
    #expect(try await fixture.marquee("run", job, now: "2026-05-01T23:30:00Z").status == 0)
    for day in ["2026-05-01", "2026-05-02"] {
      #expect(try await fixture.marquee("chart", "test", "--day", day).status == 0)
    }
  }
}
