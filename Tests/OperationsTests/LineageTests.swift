import Foundation
import HTTPFetch
import JSON
import LakeStore
import Logging
import MarqueeTestSupport
import Pipeline
import RankingModel
import Storage
import Synchronization
import Testing

@testable import Operations

/// Events of real runs in a file, and servers for events that answer badly.
@Suite(.timeLimit(.minutes(30))) struct LineageTests {
  private let fixture: WorkplaceFixture
  private let warnings = Warnings()

  private final class Warnings: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
  }

  init() throws {
    fixture = try WorkplaceFixture()
    try fixture.job("test")
  }

  private var file: String { fixture.folder.path(of: "lineage.jsonl") }

  /// Runs the job on `day`, and sends the events to `target`, or to the file if there is none.
  private func run(_ day: String, telling target: String? = nil) async throws -> [RunReport] {
    var place = fixture.workplace("\(day)T12:00:00Z")
    place.warning = { [warnings] in warnings.add($0) }
    return try await place.keepingLineage(in: target ?? file) { try await $0.run("test", for: nil) }
  }

  /// The events in the file, each checked against the specification.
  private func events() throws -> [JSONValue] {
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
    for line in lines { #expect(LineageCheck.problems(with: line) == [], "\(line)") }
    return try lines.map { try JSONReader.read(Array($0.utf8)) }
  }

  @Test func aDayIsToldWithItsVersionEachTimeItIsRun() async throws {
    try fixture.serve("ABC", on: "2026-05-01")
    let reports = try await run("2026-05-01") + run("2026-05-01")
    let events = try events()
    #expect(events.map { $0["eventType"] } == ["START", "COMPLETE", "START", "COMPLETE"])
    let runs = events.compactMap { $0["run"]?["facets"]?["marquee_run"]?["run"]?.string }
    #expect(runs == [reports[0].id, reports[0].id, reports[1].id, reports[1].id])
    #expect(events[1]["run"]?["facets"]?["marquee_run"]?["unchanged"] == false)
    #expect(events[3]["run"]?["facets"]?["marquee_run"]?["unchanged"] == true)
    let place = fixture.workplace("2026-05-01T12:00:00Z").place
    let known = try await LakeReader.open(place).days(of: fixture.chart)
    let version = try #require(known.first?.published?.version).description
    for event in [events[1], events[3]] {
      let output = event["outputs"]?.array?.first
      #expect(output?["namespace"] == "memory" && output?["name"] == "test")
      #expect(output?["facets"]?["version"]?["datasetVersion"]?.string == version)
      #expect(output?["outputFacets"]?["outputStatistics"]?["rowCount"] == 3)
      let input = event["inputs"]?.array?.first
      #expect(input?["namespace"] == "file")
      #expect(input?["name"]?.string?.hasSuffix("/lists/test/{day}.json") == true)
      #expect(input?["inputFacets"]?["dataQualityMetrics"]?["rowCount"] == 3)
    }
    #expect(warnings.all == [])
  }

  @Test func daysThatAreNotPublishedAreToldToo() async throws {
    _ = try await run("2026-05-01")
    try fixture.serve("AAB", on: "2026-05-02")
    _ = try await run("2026-05-02")
    try fixture.folder.write("no list", to: "lists/test/2026-05-03.json")
    _ = try await run("2026-05-03")
    let ends = try events().filter { $0["eventType"] != "START" }
    #expect(
      ends.map { $0["run"]?["facets"]?["marquee_run"]?["outcome"] } == ["missing", "quarantined", "failed"])
    #expect(ends.map { $0["eventType"] } == ["COMPLETE", "FAIL", "FAIL"])
    #expect(ends.allSatisfy { $0["outputs"] == [] })
    #expect(ends.map { $0["inputs"]?.array?.count } == [0, 1, 1])
    let checks = ends[1]["inputs"]?.array?.first?["inputFacets"]?["dataQualityAssertions"]
    let unique = checks?["assertions"]?.array?.first { $0["assertion"] == "unique" }
    #expect(unique?["success"] == false && unique?["column"] == "id")
  }

  @Test func aFileThatCannotBeWrittenIsToldOnce() async throws {
    try fixture.serve("ABC", on: "2026-05-01")
    let reports = try await run("2026-05-01", telling: fixture.folder.path(of: "jobs"))
    #expect(outcomes(reports) == ["2026-05-01 published"])
    #expect(warnings.all.count == 1)
    #expect(warnings.all.first?.hasSuffix("/jobs could not be written: Is a directory") == true)
  }

  @Test func aPipeThatNobodyReadsHoldsNothingOff() async throws {
    let pipe = fixture.folder.path(of: "pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    try fixture.serve("ABC", on: "2026-05-01")
    #expect(outcomes(try await run("2026-05-01", telling: pipe)) == ["2026-05-01 published"])
    #expect(warnings.all.count == 1)
  }

  // MARK: Addresses

  /// A sender to `server` that does not wait between attempts.
  private func sender(
    to server: LoopbackServer, timeLimit: Double = 3600, patience: Duration = .seconds(3600)
  ) -> LineageSender {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    return LineageSender(
      url: "\(server.baseURL)/api/s3cr3t-path", key: "k3y-s3cr3t",
      fetcher: CurlFetcher(sleep: { _ in }, logger: logger), timeLimit: timeLimit, patience: patience,
      warning: { [warnings] in warnings.add($0) })
  }

  @Test func eventsArePostedInTheirOrder() async throws {
    let server = try LoopbackServer { _ in .respond(status: 201) }
    let sender = sender(to: server)
    for number in 1...20 { sender.add(Array("{\"n\":\(number)}".utf8)) }
    await sender.close()
    #expect(
      server.requests.map { String(decoding: $0.body, as: UTF8.self) } == (1...20).map { "{\"n\":\($0)}" })
    #expect(server.requests.allSatisfy { $0.method == "POST" && $0.path == "/api/s3cr3t-path" })
    #expect(server.requests.allSatisfy { $0.header("Content-Type") == "application/json" })
    #expect(server.requests.allSatisfy { $0.header("Authorization") == "Bearer k3y-s3cr3t" })
    #expect(warnings.all == [])
  }

  @Test func anAddressThatFailsIsToldOnceAndLeftAlone() async throws {
    let server = try LoopbackServer { _ in .respond(status: 500) }
    let sender = sender(to: server)
    for _ in 1...20 { sender.add(Array("{}".utf8)) }
    await sender.close()
    #expect(server.requests.count == 3)
    #expect(warnings.all.count == 1)
    let words = warnings.all.first ?? ""
    #expect(words.contains("500") && words.contains("127.0.0.1") && !words.contains("s3cr3t"), "\(words)")
  }

  @Test func anAddressThatHangsHoldsNothingOff() async throws {
    let server = try LoopbackServer { _ in .hang }
    let sender = sender(to: server, timeLimit: 0.2)
    for _ in 1...20 { sender.add(Array("{}".utf8)) }
    await sender.close()
    #expect(warnings.all.count == 1, "\(warnings.all)")
  }

  @Test func theEndDoesNotWaitForLong() async throws {
    let server = try LoopbackServer { _ in .hang }
    let sender = sender(to: server, patience: .milliseconds(300))
    for _ in 1...20 { sender.add(Array("{}".utf8)) }
    await sender.close()
    #expect(warnings.all.count == 1, "\(warnings.all)")
    #expect(
      warnings.all.first?.contains("in time") == true && warnings.all.first?.contains("s3cr3t") == false)
  }
}
