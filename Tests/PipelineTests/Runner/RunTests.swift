import LakeStore
import MarqueeTestSupport
import Pipeline
import RankingModel
import Testing

@Suite struct RunTests {
  @Test func aDayIsFetchedEnrichedAndPublished() async throws {
    let bench = try RunBench()
    let report = try await bench.run(bench.definition())
    #expect(report.outcome == .published)
    #expect(report.steps == Step.allCases)
    #expect(report.enrichment.asked == 3)
    let entries = try bench.published()
    #expect(entries.map(\.title) == ["Named tt1", "Named tt2", "Named tt3"])
    #expect(entries[0]["year"] == 1994)
    #expect(entries[0]["image"] == nil)
    #expect(entries[0]["enrichment"] == "enriched")
  }

  @Test func theSameListAgainMakesNoNewSnapshot() async throws {
    let bench = try RunBench()
    _ = try await bench.run(bench.definition())
    let again = try await bench.run(bench.definition())
    #expect(again.outcome == .published)
    #expect(again.unchanged)
    let reader = try LakeReader.open(path: bench.folder.path + "/lake")
    #expect(try reader.snapshots(of: ChartName("test")!).count == 1)
    #expect(try reader.runs().count == 2)
    #expect(bench.asked == ["tt1": 1, "tt2": 1, "tt3": 1])
  }

  @Test func aChangedListAppendsASnapshotAndKeepsTheOldOne() async throws {
    let bench = try RunBench()
    _ = try await bench.run(bench.definition())
    bench.serve(["tt2", "tt1", "tt3"])
    _ = try await bench.run(bench.definition())
    #expect(try bench.published().map(\.id.description) == ["tt2", "tt1", "tt3"])
    let reader = try LakeReader.open(path: bench.folder.path + "/lake")
    let old = try #require(try reader.snapshots(of: ChartName("test")!).first?.version)
    #expect(try reader.entries(of: old).map(\.id.description) == ["tt1", "tt2", "tt3"])
  }

  @Test func anUnchangedSourceIsNotTransferredAgain() async throws {
    let bench = try RunBench()
    bench.serve(.respond(headers: ["ETag": "\"one\""], body: RunBench.list(["tt1"])))
    _ = try await bench.run(bench.definition())
    bench.serve(.respond(status: 304))
    let again = try await bench.run(bench.definition())
    #expect(again.unchanged)
    #expect(bench.server.requests.last { $0.path == "/list" }?.header("If-None-Match") == "\"one\"")
  }

  @Test func withoutAKeyTheEntriesAreUnenriched() async throws {
    let bench = try RunBench()
    let report = try await bench.run(bench.definition(), key: nil)
    #expect(report.outcome == .published)
    #expect(report.enrichment.unenriched == 3)
    #expect(report.findings.map(\.check) == ["enrich"])
    #expect(try bench.published().allSatisfy { $0["enrichment"] == "unenriched" })
    #expect(bench.asked.isEmpty)
  }

  @Test func aToleratedFailureMakesTheDayDegraded() async throws {
    let bench = try RunBench()
    bench.answer {
      $0 == "tt2" ? .respond(body: Array(#"{"Response":"False","Error":"Movie not found!"}"#.utf8)) : nil
    }
    let report = try await bench.run(bench.definition { $0.toleratedItemFailures = 1 })
    #expect(report.outcome == .degraded)
    #expect(try bench.published().map { $0["enrichment"] } == ["enriched", "failed", "enriched"])
    let dead = try await bench.with(bench.definition()) { _, _, work in try await work.tasks(in: .dead) }
    #expect(dead.map(\.item.description) == ["tt2"])
    #expect(dead.first?.error?.contains("Movie not found!") == true)
  }

  @Test func tooManyFailuresFailTheDay() async throws {
    let bench = try RunBench()
    bench.answer { _ in .respond(body: Array(#"{"Response":"False","Error":"Movie not found!"}"#.utf8)) }
    let report = try await bench.run(bench.definition { $0.toleratedItemFailures = 2 })
    #expect(report.outcome == .failed)
    #expect(try bench.published().isEmpty)
  }

  @Test func aItemThatFailsFallsBackToItsLastAnswer() async throws {
    let bench = try RunBench()
    let definition = bench.definition { $0.toleratedItemFailures = 1 }
    _ = try await bench.run(definition)
    bench.set("2026-05-20T06:00:00Z")
    bench.answer { $0 == "tt2" ? .respond(status: 522) : nil }
    let report = try await bench.run(definition, day: "2026-05-20")
    #expect(report.outcome == .degraded)
    #expect(report.enrichment.stale == 1)
    let entry = try bench.published("2026-05-20")[1]
    #expect(entry.title == "Named tt2")
    #expect(entry["enrichment"] == "stale")
  }

  @Test func aRefusedKeyFailsTheRunAndIsNotRemembered() async throws {
    let bench = try RunBench()
    bench.answer { _ in
      .respond(status: 401, body: Array(#"{"Response":"False","Error":"Invalid API key!"}"#.utf8))
    }
    let report = try await bench.run(bench.definition { $0.toleratedItemFailures = 9 })
    #expect(report.outcome == .failed)
    #expect(report.reason?.contains("Invalid API key!") == true)
    bench.answer { _ in nil }
    #expect(try await bench.run(bench.definition()).outcome == .published)
  }

  @Test func anAnswerAboutAnotherItemIsRefused() async throws {
    let bench = try RunBench()
    bench.answer { $0 == "tt3" ? .respond(body: RunBench.answer("tt9")) : nil }
    let report = try await bench.run(bench.definition { $0.toleratedItemFailures = 1 })
    #expect(report.outcome == .degraded)
    #expect(try bench.published()[2].title == "Film tt3")
  }

  @Test func theBudgetIsKeptAcrossRuns() async throws {
    let bench = try RunBench()
    let definition = bench.definition {
      $0.toleratedItemFailures = 3
      $0.enrich?.callsPerDay = 2
    }
    let first = try await bench.run(definition)
    #expect(first.outcome == .degraded)
    #expect(bench.asked.values.reduce(0, +) == 2)
    _ = try await bench.run(definition)
    #expect(bench.asked.values.reduce(0, +) == 2)
    bench.set("2026-05-02T06:00:00Z")
    _ = try await bench.run(definition, day: "2026-05-02")
    #expect(bench.asked.values.reduce(0, +) == 3)
  }

  @Test func transientFaultsAreTriedAgainWithinTheBudget() async throws {
    let bench = try RunBench()
    let faults = CountDown(2)
    bench.answer { $0 == "tt1" && faults.take() ? .respond(status: 503) : nil }
    let report = try await bench.run(bench.definition())
    #expect(report.outcome == .published)
    #expect(bench.asked["tt1"] == 3)
  }

  @Test func aRetriedDeadLetterMakesTheDayWhole() async throws {
    let bench = try RunBench()
    bench.answer { $0 == "tt2" ? .respond(status: 500) : nil }
    let definition = bench.definition { $0.toleratedItemFailures = 1 }
    #expect(try await bench.run(definition).outcome == .degraded)
    bench.answer { _ in nil }
    #expect(try await bench.run(definition, plan: .storedAsking).outcome == .published)
    #expect(try bench.published().allSatisfy { $0["enrichment"] == "enriched" })
    let tasks = try await bench.with(definition) { _, _, work in try await work.tasks() }
    #expect(tasks.isEmpty)
  }

  @Test func aReplayNeedsNoNetworkAndFollowsTheChangedJob() async throws {
    let bench = try RunBench()
    _ = try await bench.run(bench.definition())
    bench.server.stop()
    let same = try await bench.run(bench.definition(), plan: .stored)
    #expect(same.unchanged)
    let changed = try await bench.run(bench.definition { $0.transform.top = 2 }, plan: .stored)
    #expect(changed.outcome == .published)
    #expect(try bench.published().map(\.title) == ["Named tt1", "Named tt2"])
  }

  @Test func aRunResumedOnALaterDayDoesNotTakeThatDaysList() async throws {
    let bench = try RunBench()
    bench.set("2026-05-02T06:00:00Z")
    let report = try await bench.run(bench.definition(), day: "2026-05-01")
    #expect(report.outcome == .missing)
    #expect(bench.server.requests.isEmpty)
  }

  @Test func aReplayOfAFailedDayDoesNotHideItsFailures() async throws {
    let bench = try RunBench()
    bench.answer { $0 == "tt2" ? .respond(status: 500) : nil }
    let definition = bench.definition()
    #expect(try await bench.run(definition).outcome == .failed)
    #expect(try await bench.run(definition, plan: .stored).outcome == .failed)
    #expect(try bench.published().isEmpty)
  }

  @Test func deadLettersOutlastARunThatAskedNobody() async throws {
    let bench = try RunBench()
    bench.answer { $0 == "tt2" ? .respond(status: 500) : nil }
    let definition = bench.definition { $0.toleratedItemFailures = 1 }
    _ = try await bench.run(definition)
    bench.serve(.respond(status: 404))
    _ = try await bench.run(definition)
    _ = try await bench.run(definition, plan: .stored)
    let dead = try await bench.with(definition) { _, _, work in try await work.tasks(in: .dead) }
    #expect(dead.map(\.item.description) == ["tt2"])
  }

  @Test func aRetryAsksOnlyAboutTheItemsThatFailed() async throws {
    let bench = try RunBench()
    bench.answer { $0 == "tt2" ? .respond(status: 404) : nil }
    let definition = bench.definition { $0.toleratedItemFailures = 1 }
    _ = try await bench.run(definition)
    bench.answer { _ in nil }
    // All answers are past their time by then.
    bench.set("2026-05-20T06:00:00Z")
    #expect(try await bench.run(definition, plan: .storedAsking).outcome == .published)
    #expect(bench.asked == ["tt1": 1, "tt2": 2, "tt3": 1])
  }

  @Test func aQuarantinedDayWaitsForItsDecisionWhateverComesAfter() async throws {
    let bench = try RunBench()
    let definition = bench.definition {
      $0.check.entries = Checks.Bounds(atLeast: 5, atMost: nil, otherwise: .quarantine)
    }
    #expect(try await bench.run(definition).outcome == .quarantined)
    bench.serve(.respond(status: 404))
    #expect(try await bench.run(definition).outcome == .missing)
    try await bench.with(definition) { _, lake, work in
      #expect(try QuarantineDecision.pending(lake.reader).count == 1)
      let decision = QuarantineDecision(lake: lake, work: work)
      _ = try await decision.reject(ChartName("test")!, Day("2026-05-01")!, because: "too short")
      #expect(try QuarantineDecision.pending(lake.reader).isEmpty)
    }
    // The same content is not put forward again.
    bench.serve(["tt1", "tt2", "tt3"])
    let again = try await bench.run(definition)
    #expect(again.unchanged)
    #expect(again.outcome == .failed)
  }

  @Test func anAcceptedDayIsPublishedAndStaysSo() async throws {
    let bench = try RunBench()
    let definition = bench.definition {
      $0.check.entries = Checks.Bounds(atLeast: 5, atMost: nil, otherwise: .quarantine)
    }
    _ = try await bench.run(definition)
    try await bench.with(definition) { _, lake, work in
      let decision = QuarantineDecision(lake: lake, work: work)
      _ = try await decision.accept(ChartName("test")!, Day("2026-05-01")!)
      #expect(try await work.unfinishedRuns().isEmpty)
    }
    #expect(try bench.published().count == 3)
    #expect(try await bench.run(definition).outcome == .published)
  }

  @Test func aRefusedKeyStopsTheDaysThatAreLeft() async throws {
    let bench = try RunBench()
    bench.answer { _ in .respond(status: 401, text: #"{"Response":"False","Error":"Invalid API key!"}"#) }
    let definition = bench.definition {
      $0.extract.url += "?day={day}"
      $0.enrich?.inFlight = 1
    }
    let failure = await #expect(throws: Failure.self) {
      try await bench.with(definition) { runner, _, _ in
        try await runner.run(
          (0..<5).map { Day("2026-04-01")!.advanced(by: $0) }, plan: .past, trigger: .backfill)
      }
    }
    #expect(failure?.kind == .source)
    #expect(bench.server.requests.count { $0.query["i"] != nil } == 1)
  }
}
