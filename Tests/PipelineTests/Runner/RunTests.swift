import JSON
import LakeStore
import MarqueeTestSupport
import Operations
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

@Suite struct RunTests {
  @Test func aDayIsFetchedEnrichedAndPublished() async throws {
    let fixture = try RunFixture()
    let report = try await fixture.run(fixture.definition())
    #expect(report.outcome == .published)
    #expect(report.steps == Step.allCases)
    #expect(report.enrichment.asked == 3)
    let entries = try await fixture.published()
    #expect(entries.map(\.title) == ["Named tt1", "Named tt2", "Named tt3"])
    #expect(entries[0]["year"] == 1994)
    #expect(entries[0]["image"] == nil)
    #expect(entries[0]["enrichment"] == "enriched")
  }

  @Test func theSameListAgainMakesNoNewSnapshot() async throws {
    let fixture = try RunFixture()
    _ = try await fixture.run(fixture.definition())
    let again = try await fixture.run(fixture.definition())
    #expect(again.outcome == .published)
    #expect(again.unchanged)
    let reader = try await LakeReader.open(LakePlace(folder: fixture.folder.path + "/lake"))
    #expect(try reader.snapshots(of: ChartName("test")!).count == 1)
    #expect(try reader.runs().count == 2)
    #expect(fixture.asked == ["tt1": 1, "tt2": 1, "tt3": 1])
  }

  @Test func aChangedListAppendsASnapshotAndKeepsTheOldOne() async throws {
    let fixture = try RunFixture()
    _ = try await fixture.run(fixture.definition())
    fixture.serve(["tt2", "tt1", "tt3"])
    _ = try await fixture.run(fixture.definition())
    #expect(try await fixture.published().map(\.id.description) == ["tt2", "tt1", "tt3"])
    let reader = try await LakeReader.open(LakePlace(folder: fixture.folder.path + "/lake"))
    let old = try #require(try reader.snapshots(of: ChartName("test")!).first?.version)
    #expect(try await reader.entries(of: old).map(\.id.description) == ["tt1", "tt2", "tt3"])
  }

  @Test func anUnchangedSourceIsNotTransferredAgain() async throws {
    let fixture = try RunFixture()
    fixture.serve(.respond(headers: ["ETag": "\"one\""], body: RunFixture.list(["tt1"])))
    _ = try await fixture.run(fixture.definition())
    fixture.serve(.respond(status: 304))
    let again = try await fixture.run(fixture.definition())
    #expect(again.unchanged)
    #expect(fixture.server.requests.last { $0.path == "/list" }?.header("If-None-Match") == "\"one\"")
  }

  @Test func withoutAKeyTheEntriesAreUnenriched() async throws {
    let fixture = try RunFixture()
    let report = try await fixture.run(fixture.definition(), key: nil)
    #expect(report.outcome == .published)
    #expect(report.enrichment.unenriched == 3)
    #expect(report.findings.map(\.check) == ["enrich"])
    #expect(try await fixture.published().allSatisfy { $0["enrichment"] == "unenriched" })
    #expect(fixture.asked.isEmpty)
  }

  @Test func aToleratedFailureMakesTheDayDegraded() async throws {
    let fixture = try RunFixture()
    fixture.answer {
      $0 == "tt2" ? .respond(body: Array(#"{"Response":"False","Error":"Movie not found!"}"#.utf8)) : nil
    }
    let report = try await fixture.run(fixture.definition { $0.check.maxFailedItems = 1 })
    #expect(report.outcome == .degraded)
    #expect(try await fixture.published().map { $0["enrichment"] } == ["enriched", "failed", "enriched"])
    let dead = try await fixture.with(fixture.definition()) { _, _, work in
      try await work.queue.tasks(in: .dead)
    }
    #expect(dead.map(\.item.description) == ["tt2"])
    #expect(dead.first?.error?.contains("Movie not found!") == true)
  }

  @Test func tooManyFailuresFailTheDay() async throws {
    let fixture = try RunFixture()
    fixture.answer { _ in .respond(body: Array(#"{"Response":"False","Error":"Movie not found!"}"#.utf8)) }
    let report = try await fixture.run(fixture.definition { $0.check.maxFailedItems = 2 })
    #expect(report.outcome == .failed)
    #expect(try await fixture.published().isEmpty)
  }

  @Test func aItemThatFailsFallsBackToItsLastAnswer() async throws {
    let fixture = try RunFixture()
    let definition = fixture.definition { $0.check.maxFailedItems = 1 }
    _ = try await fixture.run(definition)
    fixture.set("2026-05-20T06:00:00Z")
    fixture.answer { $0 == "tt2" ? .respond(status: 522) : nil }
    let report = try await fixture.run(definition, day: "2026-05-20")
    #expect(report.outcome == .degraded)
    #expect(report.enrichment.stale == 1)
    let entry = try await fixture.published("2026-05-20")[1]
    #expect(entry.title == "Named tt2")
    #expect(entry["enrichment"] == "stale")
  }

  @Test func aRefusedKeyFailsTheRunAndIsNotRemembered() async throws {
    let fixture = try RunFixture()
    fixture.answer { _ in
      .respond(status: 401, body: Array(#"{"Response":"False","Error":"Invalid API key!"}"#.utf8))
    }
    let report = try await fixture.run(fixture.definition { $0.check.maxFailedItems = 9 })
    #expect(report.outcome == .failed)
    #expect(report.reason?.contains("Invalid API key!") == true)
    fixture.answer { _ in nil }
    #expect(try await fixture.run(fixture.definition()).outcome == .published)
  }

  @Test func anAnswerAboutAnotherItemIsRefused() async throws {
    let fixture = try RunFixture()
    fixture.answer { $0 == "tt3" ? .respond(body: RunFixture.answer("tt9")) : nil }
    let report = try await fixture.run(fixture.definition { $0.check.maxFailedItems = 1 })
    #expect(report.outcome == .degraded)
    #expect(try await fixture.published()[2].title == "Film tt3")
  }

  @Test func theBudgetIsKeptAcrossRuns() async throws {
    let fixture = try RunFixture()
    let definition = fixture.definition {
      $0.check.maxFailedItems = 3
      $0.enrich?.callsPerDay = 2
    }
    let first = try await fixture.run(definition)
    #expect(first.outcome == .degraded)
    #expect(fixture.asked.values.reduce(0, +) == 2)
    _ = try await fixture.run(definition)
    #expect(fixture.asked.values.reduce(0, +) == 2)
    fixture.set("2026-05-02T06:00:00Z")
    _ = try await fixture.run(definition, day: "2026-05-02")
    #expect(fixture.asked.values.reduce(0, +) == 3)
  }

  @Test func transientFaultsAreTriedAgainWithinTheBudget() async throws {
    let fixture = try RunFixture()
    let faults = CountDown(2)
    fixture.answer { $0 == "tt1" && faults.take() ? .respond(status: 503) : nil }
    let report = try await fixture.run(fixture.definition())
    #expect(report.outcome == .published)
    #expect(fixture.asked["tt1"] == 3)
  }

  @Test func aRetriedDeadLetterMakesTheDayWhole() async throws {
    let fixture = try RunFixture()
    fixture.answer { $0 == "tt2" ? .respond(status: 500) : nil }
    let definition = fixture.definition { $0.check.maxFailedItems = 1 }
    #expect(try await fixture.run(definition).outcome == .degraded)
    fixture.answer { _ in nil }
    #expect(try await fixture.run(definition, plan: .storedAsking).outcome == .published)
    #expect(try await fixture.published().allSatisfy { $0["enrichment"] == "enriched" })
    let tasks = try await fixture.with(definition) { _, _, work in try await work.queue.tasks() }
    #expect(tasks.isEmpty)
  }

  @Test func aReplayNeedsNoNetworkAndFollowsTheChangedJob() async throws {
    let fixture = try RunFixture()
    _ = try await fixture.run(fixture.definition())
    fixture.server.stop()
    let same = try await fixture.run(fixture.definition(), plan: .stored)
    #expect(same.unchanged)
    let changed = try await fixture.run(fixture.definition { $0.transform.limit = 2 }, plan: .stored)
    #expect(changed.outcome == .published)
    #expect(try await fixture.published().map(\.title) == ["Named tt1", "Named tt2"])
  }

  @Test func aRunResumedOnALaterDayDoesNotTakeThatDaysList() async throws {
    let fixture = try RunFixture()
    fixture.set("2026-05-02T06:00:00Z")
    let report = try await fixture.run(fixture.definition(), day: "2026-05-01")
    #expect(report.outcome == .missing)
    #expect(fixture.server.requests.isEmpty)
  }

  @Test func aReplayOfAFailedDayDoesNotHideItsFailures() async throws {
    let fixture = try RunFixture()
    fixture.answer { $0 == "tt2" ? .respond(status: 500) : nil }
    let definition = fixture.definition()
    #expect(try await fixture.run(definition).outcome == .failed)
    #expect(try await fixture.run(definition, plan: .stored).outcome == .failed)
    #expect(try await fixture.published().isEmpty)
  }

  @Test func deadLettersOutlastARunThatAskedNobody() async throws {
    let fixture = try RunFixture()
    fixture.answer { $0 == "tt2" ? .respond(status: 500) : nil }
    let definition = fixture.definition { $0.check.maxFailedItems = 1 }
    _ = try await fixture.run(definition)
    fixture.serve(.respond(status: 404))
    _ = try await fixture.run(definition)
    _ = try await fixture.run(definition, plan: .stored)
    let dead = try await fixture.with(definition) { _, _, work in try await work.queue.tasks(in: .dead) }
    #expect(dead.map(\.item.description) == ["tt2"])
  }

  @Test func aRetryAsksOnlyAboutTheItemsThatFailed() async throws {
    let fixture = try RunFixture()
    fixture.answer { $0 == "tt2" ? .respond(status: 404) : nil }
    let definition = fixture.definition { $0.check.maxFailedItems = 1 }
    _ = try await fixture.run(definition)
    fixture.answer { _ in nil }
    // By then all answers are stale.
    fixture.set("2026-05-20T06:00:00Z")
    #expect(try await fixture.run(definition, plan: .storedAsking).outcome == .published)
    #expect(fixture.asked == ["tt1": 1, "tt2": 2, "tt3": 1])
  }

  @Test func aQuarantinedDayWaitsForItsDecisionWhateverComesAfter() async throws {
    let fixture = try RunFixture()
    let definition = fixture.definition {
      $0.check.entries = Checks.Bounds(atLeast: 5, atMost: nil, onFailure: .quarantine)
    }
    #expect(try await fixture.run(definition).outcome == .quarantined)
    fixture.serve(.respond(status: 404))
    #expect(try await fixture.run(definition).outcome == .missing)
    try await fixture.with(definition) { _, lake, _ in
      #expect(try QuarantineDecision.pending(lake.reader).count == 1)
      _ = try await QuarantineDecision.reject(because: "too short").make(
        on: lake, ChartName("test")!, Day("2026-05-01")!)
      #expect(try QuarantineDecision.pending(lake.reader).isEmpty)
    }
    // The same content does not wait for a decision again.
    fixture.serve(["tt1", "tt2", "tt3"])
    let again = try await fixture.run(definition)
    #expect(again.unchanged)
    #expect(again.outcome == .failed)
    #expect(again.reason == "rejected: too short")
    // A rejected day can still be accepted.
    try await fixture.with(definition) { _, lake, _ in
      _ = try await QuarantineDecision.accept(because: nil).make(
        on: lake, ChartName("test")!, Day("2026-05-01")!)
    }
    #expect(try await fixture.published().count == 3)
  }

  @Test func aWithdrawnDayGivesWayToWhatWasPublishedBeforeAndIsNotPutForwardAgain() async throws {
    let fixture = try RunFixture()
    let definition = fixture.definition { _ in }
    fixture.serve(["tt1", "tt2"])
    _ = try await fixture.run(definition)
    let before = try await fixture.published()
    fixture.set("2026-05-01T20:00:00Z")
    fixture.serve(["tt3", "tt2"])
    _ = try await fixture.run(definition)
    #expect(try await fixture.published() != before)
    try await fixture.with(definition) { _, lake, _ in
      let decision = try await QuarantineDecision.withdraw(because: "another list").make(
        on: lake, ChartName("test")!, Day("2026-05-01")!)
      #expect(decision.reason == "another list")
    }
    #expect(try await fixture.published() == before)
    fixture.set("2026-05-01T21:00:00Z")
    #expect(try await fixture.run(definition).unchanged)
    #expect(try await fixture.published() == before)
  }

  @Test func anAcceptedDayIsPublishedAndStaysSo() async throws {
    let fixture = try RunFixture()
    let definition = fixture.definition {
      $0.check.entries = Checks.Bounds(atLeast: 5, atMost: nil, onFailure: .quarantine)
    }
    _ = try await fixture.run(definition)
    try await fixture.with(definition) { _, lake, _ in
      let before = lake.clock()
      fixture.set("2026-05-01T20:00:00Z")
      _ = try await QuarantineDecision.accept(because: nil).make(
        on: lake, ChartName("test")!, Day("2026-05-01")!)
      // As of an earlier instant the day was not published.
      let chart = ChartName("test")!
      #expect(
        try lake.reader.days(of: chart, cutoff: Cutoff(asOf: before)).map(\.standing.state) == [.quarantined])
      #expect(try lake.reader.days(of: chart).map(\.standing.state) == [.published])
    }
    #expect(try await fixture.published().count == 3)
    let again = try await fixture.run(definition)
    #expect(again.outcome == .published)
    #expect(again.reason == nil)
  }

  @Test func aDayThatLacksTooManyItemsSaysWhy() async throws {
    let fixture = try RunFixture()
    let definition = fixture.definition {
      $0.check.maxFailedItems = 0
      $0.enrich?.callsPerDay = 1
    }
    let report = try await fixture.run(definition)
    #expect(report.outcome == .failed)
    #expect(
      report.reason
        == "2 items could not be enriched, and the job tolerates 0: the budget of 1 calls a day is used up")
  }

  @Test func aRefusedKeyStopsTheDaysThatAreLeft() async throws {
    let fixture = try RunFixture()
    fixture.answer { _ in .respond(status: 401, text: #"{"Response":"False","Error":"Invalid API key!"}"#) }
    let definition = fixture.definition {
      $0.extract.url += "?day={day}"
      $0.enrich?.concurrency = 1
    }
    let failure = await #expect(throws: Failure.self) {
      try await fixture.with(definition) { runner, _, _ in
        try await runner.run(
          (0..<5).map { Day("2026-04-01")!.advanced(by: $0) }, plan: .past, trigger: .backfill)
      }
    }
    #expect(failure?.kind == .source)
    #expect(fixture.server.requests.count { $0.query["i"] != nil } == 1)
  }
}
