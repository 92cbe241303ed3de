import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

/// `marquee status --late`.
@Suite struct LateTests {
  /// A fixture with the jobs `first` and `second`, which are due at 03:30 and have lists of some days.
  private func fixture() throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    for job in ["first", "second"] {
      try fixture.folder.write(
        """
        chart: \(job)
        schedule: { at: "03:30", deadline: 2h }
        extract: { url: "file:\(job)/{day}.json", items: "" }
        transform: { fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { position: true } } }
        """, to: "jobs/\(job).yaml")
    }
    return fixture
  }

  private func serve(_ job: String, _ days: String..., in fixture: ProgramFixture) throws {
    for day in days {
      try fixture.folder.write(#"[{"id":"a","title":"\#(day)"}]"#, to: "jobs/\(job)/\(day).json")
    }
  }

  @Test func aChartIsLateAfterItsDeadlineWhateverOlderDaysWereFilled() async throws {
    let fixture = try fixture()
    try serve("first", "2026-05-08", "2026-05-09", in: fixture)
    try serve("second", "2026-05-08", "2026-05-10", in: fixture)
    #expect(try await fixture.run("run", "--all", now: "2026-05-08T04:00:00Z").status == 0)
    // The ninth has no list yet, but is not late before 05:30.
    let early = try await fixture.run("status", "--late", now: "2026-05-09T05:29:00Z")
    #expect(early.status == 0 && early.errors == "", "\(early.errors)")
    let both = try await fixture.run("status", "--late", "--quiet", now: "2026-05-09T05:30:00Z")
    #expect(both.status == 15)
    #expect(
      both.errors.hasPrefix("marquee: 2 charts are late: first (2026-05-09), second (2026-05-09)\n"),
      "\(both.errors)")
    #expect(both.output == (try await fixture.run("status", now: "2026-05-09T05:30:00Z").output))
    // On the tenth a backfill fills the ninth of the first chart; the tenth stays late.
    let filled = try await fixture.run(
      "backfill", "first", "--from", "2026-05-09", "--to", "2026-05-09", now: "2026-05-10T12:00:00Z")
    #expect(filled.status == 0, "\(filled.errors)")
    #expect(
      try await fixture.run("run", "second", "--day", "2026-05-10", now: "2026-05-10T12:00:00Z").status == 0)
    let late = try await fixture.run("status", "--late", "--json", now: "2026-05-10T12:00:00Z")
    #expect(late.status == 15)
    let problem = try JSONReader.read(Array(late.errors.utf8))
    #expect(problem["type"] == "urn:marquee:late" && problem["status"] == 15)
    #expect(problem["detail"] == "1 chart is late: first (2026-05-10)")
    #expect(problem["late"] == [["chart": "first", "day": "2026-05-10"]])
    #expect(try JSONReader.read(Array(late.output.utf8)).array?.count == 2)
    // If the command names a chart, only that chart counts.
    #expect(try await fixture.run("status", "first", "--late", now: "2026-05-10T12:00:00Z").status == 15)
    #expect(try await fixture.run("status", "second", "--late", now: "2026-05-10T12:00:00Z").status == 0)
    #expect(try await fixture.run("status", now: "2026-05-10T12:00:00Z").status == 0)
  }

  @Test func aJobThatWasNeverRunIsLateToo() async throws {
    let fixture = try fixture()
    try serve("first", "2026-05-10", in: fixture)
    #expect(try await fixture.run("status", "--late", now: "2026-05-10T12:00:00Z").status == 14)
    #expect(try await fixture.run("run", "first", now: "2026-05-10T12:00:00Z").status == 0)
    let late = try await fixture.run("status", "--late", now: "2026-05-10T12:00:00Z")
    #expect(late.status == 15)
    #expect(late.errors.hasPrefix("marquee: 1 chart is late: second (2026-05-10)\n"), "\(late.errors)")
    let alone = try await fixture.run("status", "second", "--late", now: "2026-05-10T12:00:00Z")
    #expect(alone.status == 15)
    // Before the deadline of its first list the chart is unknown, but not late.
    #expect(try await fixture.run("status", "second", "--late", now: "2026-05-10T05:00:00Z").status == 14)
    #expect(try await fixture.run("status", "third", "--late", now: "2026-05-10T12:00:00Z").status == 14)
  }

  @Test func aJobFileThatCannotBeUsedHidesNoLateChart() async throws {
    let fixture = try fixture()
    try serve("first", "2026-05-10", in: fixture)
    try serve("second", "2026-05-10", in: fixture)
    #expect(try await fixture.run("run", "--all", now: "2026-05-10T12:00:00Z").status == 0)
    try fixture.folder.write("chart: second\n", to: "jobs/second.yaml")
    let broken = try await fixture.run("status", "--late", now: "2026-05-10T12:00:00Z")
    #expect(broken.status == 20)
    #expect(broken.errors.contains("the job second was skipped"), "\(broken.errors)")
    #expect(try await fixture.run("status", "first", "--late", now: "2026-05-10T12:00:00Z").status == 0)
    #expect(try await fixture.run("status", "second", "--late", now: "2026-05-10T12:00:00Z").status == 20)
    let late = try await fixture.run("status", "--late", now: "2026-05-11T12:00:00Z")
    #expect(late.status == 15)
    #expect(late.errors.contains("the job second was skipped"), "\(late.errors)")
  }

  @Test func nobodyIsWaitedFor() async throws {
    let fixture = try fixture()
    try serve("first", "2026-05-10", in: fixture)
    #expect(try await fixture.run("run", "first", now: "2026-05-10T12:00:00Z").status == 0)
    let other = try await Lake.open(
      LakePlace(folder: fixture.lake), for: .lake, options: Lake.Options(command: "other"))
    let beside = try await fixture.run(
      "status", "first", "--late", "--lock-wait", "0s", now: "2026-05-10T12:00:00Z")
    await other.close()
    #expect(beside.status == 0, "\(beside.errors)")
  }
}
