import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// A backfill that the call budget stops and that later days finish, and what charts say about the age of their fields.
@Suite(.timeLimit(.minutes(30))) struct PendingDaysTests {
  /// Each day has five items of its own, so each day needs five calls.
  private static func items(_ day: String) -> [String] { (1...5).map { "\(day)-\($0)" } }

  private func job(_ fixture: LoopbackFixture) throws -> String {
    fixture.serve { request in
      guard request.path.hasPrefix("/list-") else { return nil }
      return .respond(text: LoopbackFixture.list(Self.items(String(request.path.dropFirst(6)))))
    }
    return try fixture.job(
      url: fixture.server.baseURL + "/list-{day}", enriched: true,
      omdb: ["concurrency: 1", "calls-per-day: 12"], more: ["schedule: { catch-up: none }"])
  }

  private func status(_ fixture: LoopbackFixture) async throws -> [String: Any]? {
    (try await fixture.json("status") as? [[String: Any]])?.first
  }

  /// The days whose lists were asked for after the first `count` requests.
  private func lists(_ fixture: LoopbackFixture, since count: Int) -> [String] {
    fixture.server.requests.dropFirst(count).map(\.path).filter { $0.hasPrefix("/list-") }
      .map { String($0.dropFirst(6)) }
  }

  @Test func theRestOfABackfillGoesOnByItselfOnLaterDays() async throws {
    let fixture = try LoopbackFixture()
    let job = try job(fixture)
    // Two days use ten of the twelve calls a day, so the third day gets two.
    let stopped = try await fixture.marquee("backfill", job, "--from", "2026-04-01", "--to", "2026-04-05")
    #expect(stopped.status == 21)
    #expect(
      stopped.errors.contains(
        "stopped after 2026-04-03, because the next days would fail for the same reason: the budget of 12 calls "
          + "a day is used up; 3 days are left and continue with the first run on a later day"),
      "\(stopped.errors)")
    #expect(fixture.asked.count == 12)
    #expect(try await status(fixture)?["pending_days"] as? Int == 3)
    let told = try await fixture.marquee("status")
    #expect(told.output.contains(#/pending +3 days left of a backfill\n/#), "\(told.output)")
    let published = try await fixture.marquee("chart", "test")
    #expect(published.output.hasPrefix("test on 2026-04-02\n"))

    // The day's own list comes first, with five calls. The third day needs three more, and four are left for the fourth.
    let before = fixture.server.requests.count
    let next = try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z")
    #expect(next.status == 0, "\(next.errors)")
    #expect(lists(fixture, since: before).prefix(2) == ["2026-05-02", "2026-04-03"])
    #expect(fixture.asked.count == 24)
    #expect(try await status(fixture)?["pending_days"] as? Int == 2)

    // The scheduler and `run JOB --due` do the same: pending days are due.
    let last = try await fixture.marquee("run", job, "--due", now: "2026-05-03T12:00:00Z")
    #expect(last.status == 0, "\(last.errors)")
    #expect(try await status(fixture)?["pending_days"] as? Int == 0)
    #expect(fixture.asked.count == 35)
    #expect(fixture.asked.values.allSatisfy { $0 == 1 })
    let days = try await fixture.json("snapshot", "list", "test") as? [[String: Any]] ?? []
    let states = days.filter { $0["state"] as? String == "published" }.compactMap { $0["day"] as? String }
    #expect(
      Set(states) == [
        "2026-04-01", "2026-04-02", "2026-04-03", "2026-04-04", "2026-04-05", "2026-05-02", "2026-05-03",
      ])
  }

  @Test func whatSomebodyStopsOrCutsDoesNotGoOnByItself() async throws {
    let fixture = try LoopbackFixture()
    let job = try job(fixture)
    let cut = try await fixture.marquee(
      "backfill", job, "--from", "2026-04-01", "--to", "2026-04-05", "--max-days", "1")
    #expect(cut.status == 0, "\(cut.errors)")
    #expect(try await status(fixture)?["pending_days"] as? Int == 0)
    let next = try await fixture.marquee("run", job, now: "2026-05-02T12:00:00Z")
    #expect(next.status == 0, "\(next.errors)")
    #expect(lists(fixture, since: 0).sorted().last == "2026-05-02")
    #expect(!lists(fixture, since: 0).contains("2026-04-03"))
  }

  @Test func todayComesFirst() async throws {
    let fixture = try LoopbackFixture()
    let job = try job(fixture)
    let ended = try await fixture.marquee(
      "backfill", job, "--from", "2026-04-29", "--to", "2026-05-01", "--max-days", "2")
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(lists(fixture, since: 0) == ["2026-05-01", "2026-04-29"])
  }

  @Test func aChartSaysWhenItsFieldsWereTrue() async throws {
    let fixture = try LoopbackFixture()
    let job = try job(fixture)
    _ = try await fixture.marquee("run", job, "--day", "2026-04-01")
    let past = try await fixture.marquee("chart", "test")
    #expect(past.output.contains("\nthe first published day; enriched on 2026-05-01\n"), "\(past.output)")
    let answer = try #require(try await fixture.json("chart", "test") as? [String: Any])
    let rows = try #require(answer["entries"] as? [[String: Any]])
    #expect(rows.count == 5)
    for row in rows {
      #expect((row["enriched_at"] as? String)?.hasPrefix("2026-05-01T12:0") == true, "\(row)")
    }
    let column = try await fixture.marquee(
      "chart", "test", "--columns", "rank,enriched_at", "--format", "csv")
    #expect(column.output.hasPrefix("rank,enriched_at\r\n1,2026-05-01T12:0"), "\(column.output)")
    // Fields enriched on the chart's own day need no remark.
    _ = try await fixture.marquee("run", job)
    let today = try await fixture.marquee("chart", "test")
    #expect(today.output.contains("\nmovement since 2026-04-01\n"), "\(today.output)")
  }

  @Test func aChartThatIsNotEnrichedSaysNothingOfIt() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    _ = try await fixture.marquee("run", job)
    let answer = try await fixture.marquee("chart", "test", "--format", "json")
    #expect(answer.status == 0)
    #expect(!answer.output.contains("enriched_at"))
    #expect(try await fixture.marquee("chart", "test", "--columns", "enriched_at").status == 64)
  }
}
