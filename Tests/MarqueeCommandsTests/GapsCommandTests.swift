import MarqueeTestSupport
import RankingModel
import Testing

@Suite struct GapsCommandTests {
  private func fixture() async throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try await fixture.record([
      ("2026-05-01", .published, ["Alpha"]), ("2026-05-02", .published, ["Beta"]),
      ("2026-05-04", .quarantined, ["Alpha"]), ("2026-05-05", .published, ["Alpha"]),
    ])
    return fixture
  }

  private let missing =
    #"{"from":"2026-05-03","to":"2026-05-03","periods":1,"state":"missing","reason":null,"archive":null}"#
  private let held =
    #"{"from":"2026-05-04","to":"2026-05-04","periods":1,"state":"quarantined","reason":null,"archive":null}"#

  @Test func gapsAreListedClosedAndOpened() async throws {
    let fixture = try await fixture()
    let list = ["gaps", "test", "--format", "jsonl"]
    #expect(try await fixture.run(list).output == "\(missing)\n\(held)\n")
    let days = ["--from", "2026-05-01", "--to", "2026-05-05"]
    let closed = try await fixture.run(
      ["gaps", "close", "test"] + days + ["--reason", "the source was down"])
    #expect(closed.status == 0, "\(closed.errors)")
    #expect(closed.errors.contains("test: 1 gap is closed"))
    // A rebuilt catalogue gives the same answers.
    for _ in 1...2 {
      #expect(try await fixture.run(list).output == "\(held)\n")
      let all = try await fixture.run(list + ["--closed"])
      #expect(
        all.output == """
          {"from":"2026-05-03","to":"2026-05-03","periods":1,"state":"closed",\
          "reason":"the source was down","archive":null}
          \(held)

          """)
      let status = try await fixture.run("status", "--format", "jsonl")
      #expect(
        status.output.contains(
          #""missing":[],"quarantined":["2026-05-04"],"failed":[],"closed":["2026-05-03"]"#))
      #expect(try await fixture.run("lake", "reindex").status == 0)
    }
    #expect(try await fixture.run("lake", "check").status == 0)
    let again = try await fixture.run(["gaps", "close", "test"] + days + ["--reason", "again"])
    #expect(again.status == 14)
    #expect(try await fixture.run(["gaps", "open", "test"] + days).status == 0)
    #expect(try await fixture.run(list).output == "\(missing)\n\(held)\n")
  }

  /// On 2 and 3 May the source has no list. The stored reasons differ only by the day that they name.
  @Test func whatStandsForADayIsSaidOrFilledIn() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    try fixture.folder.write(
      #"[{"id":"a","title":"A","rank":1}]"#, to: "lists/2026-05-04.json")
    let filled = try await fixture.run("backfill", "test", "--from", "2026-05-01", "--to", "2026-05-04")
    #expect([0, 12, 13].contains(filled.status), "\(filled)")
    let gaps = try await fixture.run("gaps", "test", "--to", "2026-05-04").output
    #expect(gaps.contains("2026-05-02  2026-05-03        2  missing"), "\(gaps)")
    #expect(gaps.hasSuffix("{day} stands for each day from the first to the last\n"), "\(gaps)")
    let one = try await fixture.run("gaps", "test", "--to", "2026-05-02").output
    #expect(one.contains("2026-05-02  2026-05-02        1  missing") && !one.contains("{day}"), "\(one)")
  }

  @Test func aDecisionNeedsAReasonAndDaysThatHaveBeen() async throws {
    let fixture = try await fixture()
    let close = ["gaps", "close", "test", "--from", "2026-05-03", "--to"]
    #expect(try await fixture.run(close + ["2026-05-03"]).status == 64)
    #expect(try await fixture.run(close + ["2026-05-11", "--reason", "gone"]).status == 64)
    #expect(try await fixture.run(close + ["2026-05-02", "--reason", "gone"]).status == 64)
    #expect(try await fixture.run("gaps", "none").status == 14)
    #expect(try await fixture.run("gaps", "test").output.contains("quarantined"))
  }
}
