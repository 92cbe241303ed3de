import Foundation
import HTTPFetch
import JSON
import MarqueeTestSupport
import Pipeline
import RankingModel
import Synchronization
import Testing

@testable import Operations

/// The notices that channels get about a chart, and when.
@Suite struct NoticeTests {
  private let fixture: WorkplaceFixture
  private let server: LoopbackServer
  private let status = Shared(200)
  private let warnings = Shared<[String]>([])

  /// A value that the server and the test share.
  private final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>
    init(_ value: Value) { mutex = Mutex(value) }
    var value: Value {
      get { mutex.withLock { $0 } }
      set { mutex.withLock { $0 = newValue } }
    }
    func add<Element>(_ element: Element) where Value == [Element] { mutex.withLock { $0.append(element) } }
  }

  init() throws {
    fixture = try WorkplaceFixture()
    let status = status
    server = try LoopbackServer { _ in .respond(status: status.value) }
  }

  private func place(_ now: String) -> Workplace {
    var place = fixture.workplace(now)
    place.dependencies.fetcher = CurlFetcher(sleep: { _ in }, logger: place.dependencies.logger)
    // Hundreds of tests share a few threads, so a step of a task may have to wait for minutes.
    place.noticeTimeLimit = 3600
    place.warning = { [warnings] in warnings.add($0) }
    return place
  }

  /// Writes the job, which is due at 03:30 and sends notices to the server.
  private func job(_ on: String = "", _ more: String = "") throws {
    try fixture.job(
      "test",
      """
      schedule: { at: "03:30" }
      notify: { webhook: "\(server.baseURL)/s3cr3t-path"\(on) }
      \(more)
      """)
  }

  /// The event, the days and the state of each posted notice, such as `failed 2026-05-01 missing`.
  private var told: [String] {
    server.requests.map { request in
      guard let json = try? JSONReader.read(request.body) else { return request.target }
      let days = (json["days"]?.array ?? []).compactMap(\.string).joined(separator: "+")
      return "\(json["event"]?.string ?? "") \(days) \(json["state"]?.string ?? "none")"
    }
  }

  @Test func eachEventIsToldOnceAndThatAllIsWellAgain() async throws {
    try job()
    try fixture.serve("ABC", on: "2026-05-01")
    _ = try await place("2026-05-01T12:00:00Z").runDue()
    #expect(told == [])
    let run = try await place("2026-05-02T04:00:00Z").runDue()
    #expect(run.map { outcomes($0.reports) } == [["2026-05-02 missing"]])
    #expect(told == ["failed 2026-05-02 missing"])
    _ = try await place("2026-05-02T04:10:00Z").runDue()
    #expect(told.count == 1)
    // An hour after the list was due.
    _ = try await place("2026-05-02T05:00:00Z").runDue()
    #expect(told.dropFirst() == ["late 2026-05-02 missing"])
    _ = try await place("2026-05-02T05:10:00Z").runDue()
    #expect(told.count == 2)
    try fixture.serve("BAC", on: "2026-05-02")
    _ = try await place("2026-05-02T06:00:00Z").runDue()
    #expect(told.dropFirst(2) == ["recovered 2026-05-02 published"])
    _ = try await place("2026-05-02T06:10:00Z").runDue()
    #expect(told.count == 3)
    let notice = try JSONReader.read(server.requests[0].body)
    #expect(notice["chart"] == "test" && notice["title"] == "test" && notice["count"] == 1)
    #expect(notice["run"]?.string == run[0].reports[0].id)
    #expect(notice["reason"]?.string?.hasPrefix("the source has no list for 2026-05-02") == true)
    #expect(warnings.value == [])
  }

  @Test func aChannelHearsOnlyOfWhatItAskedFor() async throws {
    try job(", on: [late]")
    try fixture.serve("ABC", on: "2026-05-01")
    _ = try await place("2026-05-01T12:00:00Z").runDue()
    _ = try await place("2026-05-02T04:00:00Z").runDue()
    #expect(told == [])
    _ = try await place("2026-05-02T05:00:00Z").runDue()
    try fixture.serve("BAC", on: "2026-05-02")
    _ = try await place("2026-05-02T06:00:00Z").runDue()
    #expect(told == ["late 2026-05-02 missing"])
  }

  @Test func aQuestionForStatusTellsNobody() async throws {
    try job()
    try fixture.serve("ABC", on: "2026-05-01")
    _ = try await place("2026-05-01T12:00:00Z").runDue()
    let late = try await place("2026-05-03T12:00:00Z").lateCharts()
    #expect(late == [LateChart(chart: fixture.chart, due: Day("2026-05-03")!, isNew: false)])
    _ = try await place("2026-05-03T12:00:00Z").status()
    #expect(told == [])
  }

  @Test func aChannelThatFailsFailsNoRunAndIsToldLater() async throws {
    try job()
    try fixture.serve("ABC", on: "2026-05-01")
    _ = try await place("2026-05-01T12:00:00Z").runDue()
    status.value = 500
    let run = try await place("2026-05-02T04:00:00Z").runDue()
    #expect(run.map(\.failure) == [nil])
    #expect(told == Array(repeating: "failed 2026-05-02 missing", count: 3))
    try #require(warnings.value.count == 1)
    #expect(
      warnings.value[0].hasPrefix(
        "webhook http://127.0.0.1:\(server.port)/… could not be told of test: cannot fetch http://127.0.0.1:"),
      "\(warnings.value)")
    #expect(!warnings.value[0].contains("s3cr3t"))
    // The next day is published, and the day before still has no list.
    status.value = 200
    try fixture.serve("BAC", on: "2026-05-03")
    _ = try await place("2026-05-03T04:00:00Z").runDue()
    #expect(told.dropFirst(3) == ["failed 2026-05-02 missing"])
    _ = try await place("2026-05-03T04:10:00Z").runDue()
    #expect(told.count == 4)
    #expect(warnings.value.count == 1)
  }

  @Test func whatCouldNotBeToldAndHoldsNoLongerIsNotTold() async throws {
    try job()
    try fixture.serve("ABC", on: "2026-05-01")
    _ = try await place("2026-05-01T12:00:00Z").runDue()
    status.value = 500
    _ = try await place("2026-05-02T04:00:00Z").runDue()
    status.value = 200
    try fixture.serve("BAC", on: "2026-05-02")
    _ = try await place("2026-05-02T04:10:00Z").runDue()
    // No channel was told of the failure, so none is told of the recovery.
    #expect(told.count == 3)
  }

  @Test func aBackfillTellsOfAllItsDaysInOneNotice() async throws {
    try job(", on: [failed, quarantined]", "check: { entries: { equals: 3, on-failure: fail } }")
    for (day, items) in [("2026-05-01", "ABC"), ("2026-05-02", "AB"), ("2026-05-03", "AB")] {
      try fixture.serve(items, on: day)
    }
    let place = place("2026-05-05T12:00:00Z")
    let (first, last) = (Day("2026-05-01")!, Day("2026-05-04")!)
    let result = try await place.backfill("test", BackfillRequest(from: first, to: last))
    #expect(
      outcomes(result.reports) == [
        "2026-05-01 published", "2026-05-02 failed", "2026-05-03 failed", "2026-05-04 missing",
      ])
    #expect(told == ["failed 2026-05-02+2026-05-03 failed"])
    let findings = try JSONReader.read(server.requests[0].body)["findings"]?.array
    #expect(findings?.first?["check"] == "entries")
    // A day is told of only once as long as its state stays the same.
    try fixture.serve("ABC", on: "2026-05-02")
    try fixture.serve("AB", on: "2026-05-04")
    _ = try await place.backfill("test", BackfillRequest(from: first, to: last))
    #expect(told.dropFirst() == ["failed 2026-05-04 failed"])
  }

  @Test func aBackfillThatIsStoppedTellsOfTheDaysBefore() async throws {
    let answers = try LoopbackServer { _ in .respond(status: 200, text: #"{"year":"1994"}"#) }
    try job(
      ", on: [quarantined]",
      """
      check: { entries: { equals: 3, on-failure: quarantine } }
      enrich: { url: "\(answers.baseURL)/{id}", calls-per-day: 2, fields: { year: { from: "/year" } } }
      """)
    // The first day takes both calls of the budget, and none is left for the next.
    for (day, items) in [("2026-05-01", "AB"), ("2026-05-02", "CDE"), ("2026-05-03", "CDE")] {
      try fixture.serve(items, on: day)
    }
    let request = BackfillRequest(from: Day("2026-05-01")!, to: Day("2026-05-03")!)
    let failure = await #expect(throws: Failure.self) {
      try await place("2026-05-05T12:00:00Z").backfill("test", request)
    }
    #expect(failure?.message.hasPrefix("stopped after 2026-05-02") == true, "\(failure?.message ?? "")")
    #expect(told == ["quarantined 2026-05-01 quarantined"])
  }

  @Test func aDecisionIsHeardOfAfterTheNextRun() async throws {
    try job("", "check: { entries: { equals: 3, on-failure: quarantine } }")
    try fixture.serve("ABC", on: "2026-05-01")
    try fixture.serve("AB", on: "2026-05-02")
    _ = try await place("2026-05-01T12:00:00Z").runDue()
    _ = try await place("2026-05-02T12:00:00Z").runDue()
    #expect(told == ["quarantined 2026-05-02 quarantined"])
    _ = try await place("2026-05-02T13:00:00Z").decide(
      .accept(because: nil), fixture.chart, Day("2026-05-02")!)
    _ = try await place("2026-05-02T14:00:00Z").runDue()
    #expect(told.dropFirst() == ["recovered 2026-05-02 published"])
  }

  @Test func aDayThatFailsIsToldOnceThoughLaterRunsTryItAgain() async throws {
    try job(", on: [failed, recovered]", "check: { entries: { equals: 3, on-failure: fail } }")
    for (day, items) in [("2026-05-01", "ABC"), ("2026-05-02", "AB"), ("2026-05-03", "ABC")] {
      try fixture.serve(items, on: day)
    }
    _ = try await place("2026-05-01T12:00:00Z").runDue()
    _ = try await place("2026-05-02T12:00:00Z").run("test")
    #expect(told == ["failed 2026-05-02 failed"])
    // The next list is published, and the day that failed is tried once more.
    let run = try await place("2026-05-03T12:00:00Z").run("test")
    #expect(outcomes(run.reports) == ["2026-05-03 published", "2026-05-02 failed"])
    #expect(told.dropFirst() == ["recovered 2026-05-03 published"])
    let again = try await place("2026-05-03T13:00:00Z").run("test")
    #expect(outcomes(again.reports) == ["2026-05-03 published", "2026-05-02 failed"])
    #expect(told.count == 2)
  }

  @Test func aRunThatCannotBeMadeAtAllHasFailed() async throws {
    try fixture.folder.write(
      """
      chart: test
      extract: { url: "\(server.baseURL)/list?key={key}", key: { environment: NO_SUCH_KEY } }
      transform: { fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { position: true } } }
      notify: { webhook: "\(server.baseURL)/hook", on: [failed] }

      """, to: "jobs/test.yaml")
    let failure = await #expect(throws: Failure.self) { try await place("2026-05-01T12:00:00Z").run("test") }
    #expect(failure?.kind == .definition)
    #expect(told == ["failed 2026-05-01 none"])
    #expect(
      try JSONReader.read(server.requests[0].body)["reason"]
        == "the list needs a key, and the environment variable NO_SUCH_KEY is not set")
    let again = try await place("2026-05-01T13:00:00Z").runDue()
    #expect(again.map(\.failure?.kind) == [.definition])
    #expect(told.count == 1)
  }

  @Test func aPingHearsOfEachGoodRunAndOfEachFailureOnce() async throws {
    try fixture.job(
      "test",
      """
      schedule: { at: "03:30" }
      notify: { ping: "\(server.baseURL)/good", failure: "\(server.baseURL)/fail" }
      """)
    try fixture.serve("ABC", on: "2026-05-01")
    _ = try await place("2026-05-01T12:00:00Z").runDue()
    _ = try await place("2026-05-01T12:10:00Z").runDue()
    #expect(told == ["/good"])
    _ = try await place("2026-05-01T12:20:00Z").run("test")
    #expect(told == ["/good", "/good"])
    for minute in ["00", "10"] { _ = try await place("2026-05-02T04:\(minute):00Z").runDue() }
    #expect(told.dropFirst(2) == ["/fail"])
    // If the service cannot be reached, the ping for the run is sent after the next run, even if nothing is due by then.
    status.value = 404
    try fixture.serve("BAC", on: "2026-05-02")
    _ = try await place("2026-05-02T04:20:00Z").runDue()
    status.value = 200
    _ = try await place("2026-05-02T04:30:00Z").runDue()
    _ = try await place("2026-05-02T04:40:00Z").runDue()
    #expect(told.dropFirst(3) == ["/good", "/good"])
  }

  @Test func twoChannelsOfOnePlaceAreToldApart() async throws {
    try fixture.job(
      "test",
      """
      schedule: { at: "03:30" }
      notify:
        - { webhook: "\(server.baseURL)/one", on: [failed] }
        - { webhook: "\(server.baseURL)/two", on: [late] }
      """)
    try fixture.serve("ABC", on: "2026-05-01")
    _ = try await place("2026-05-01T12:00:00Z").runDue()
    for minute in ["00", "10"] { _ = try await place("2026-05-02T05:\(minute):00Z").runDue() }
    #expect(server.requests.map(\.target).sorted() == ["/one", "/two"])
  }
}
