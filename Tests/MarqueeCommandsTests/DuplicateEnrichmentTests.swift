import Foundation
import MarqueeTestSupport
import Testing

@Suite struct DuplicateEnrichmentTests {
  @Test func anItemWithTwoRowsIsAskedAboutAndCountedOnce() async throws {
    let fixture = try LoopbackFixture()
    fixture.serve(list: .respond(text: LoopbackFixture.list(["tt1", "tt2", "tt1"])))
    // The day is quarantined because of a duplicate id.
    let ending = try await fixture.marquee("run", try fixture.job(enriched: true))
    #expect(ending.status == 11, "\(ending.errors)")
    #expect(fixture.server.requests.count { $0.query["i"] != nil } == 2)
    let snapshot = try #require(
      try await fixture.json("snapshot", "show", "test", "--day", "2026-05-01") as? [String: Any])
    #expect(snapshot["entries"] as? Int == 3)
    // The list, and an answer about each item.
    #expect((snapshot["raw"] as? [Any])?.count == 3)
    let run = try #require(snapshot["run"] as? String)
    let report = try #require(try await fixture.json("runs", "show", run) as? [String: Any])
    let counts = try #require(report["enrichment"] as? [String: Any])
    #expect(["asked", "reused", "failed"].map { counts[$0] as? Int } == [2, 0, 0])
    _ = try await fixture.json("quarantine", "accept", "test", "2026-05-01")
    let entries = try #require(
      try await fixture.json("snapshot", "cat", "test", "--day", "2026-05-01") as? [[String: Any]])
    #expect(entries.map { $0["enrichment"] as? String } == ["enriched", "enriched", "enriched"])
  }
}
