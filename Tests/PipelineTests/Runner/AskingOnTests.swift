import Dispatch
import Jobs
import MarqueeTestSupport
import Pipeline
import RankingModel
import Synchronization
import Testing

/// Backfills that ask a server for several lists at once.
@Suite struct AskingOnTests {
  @Test func theServerIsAskedOnWhileOneListIsLate() async throws {
    let eighth = DispatchSemaphore(value: 0)
    let isInTime = Mutex(false)
    // Batches have four days. The first list is sent once the last one of the second batch is requested.
    let server = try LoopbackServer { request in
      if request.path == "/2026-04-01" {
        let result = eighth.wait(timeout: .now() + .seconds(600))
        isInTime.withLock { $0 = result == .success }
      }
      if request.path == "/2026-04-08" { eighth.signal() }
      return .respond(body: RunFixture.list(["tt1", "tt2"]))
    }
    let fixture = try RunFixture()
    let definition = fixture.definition {
      $0.extract.url = server.baseURL + "/{day}"
      $0.enrich = nil
    }
    let days = (0..<12).map { Day("2026-04-01")!.advanced(by: $0) }
    let reports = try await fixture.with(definition) { runner, _, _ in
      var request = BackfillRequest(from: days[0], to: days[11])
      request.concurrency = 2
      return try await runner.run(try await runner.plan(request), trigger: .backfill)
    }
    #expect(isInTime.withLock { $0 })
    #expect(reports.map(\.day) == days)
    #expect(reports.allSatisfy { $0.outcome == .published })
    #expect(server.requests.count == 12)
    #expect(server.mostAtOnce <= 2)
  }
}
