import Foundation
import Glibc
import JSON
import MarqueeTestSupport
import Synchronization
import Testing

/// `--lineage` of the real program.
@Suite(.timeLimit(.minutes(30))) struct LineageCommandTests {
  private static let key = "lineage-s3cr3t"

  /// The events in a file, one a line.
  private func events(in file: String) throws -> [JSONValue] {
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
    for line in lines { #expect(LineageCheck.problems(with: line) == [], "\(line)") }
    return try lines.map { try JSONReader.read(Array($0.utf8)) }
  }

  private func day(_ event: JSONValue) -> String? {
    event["run"]?["facets"]?["marquee_run"]?["day"]?.string
  }

  @Test func aServerIsToldOfARun() async throws {
    let fixture = try LoopbackFixture()
    let keeper = try LoopbackServer { _ in .respond(status: 201) }
    let job = try fixture.job(enriched: true)
    let ending = try await fixture.start(
      ["run", job, "--verbose", "--lineage", "\(keeper.baseURL)/api/v1/lineage"],
      variables: ["MARQUEE_LINEAGE_KEY": Self.key]
    ).ending()
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(!(ending.output + ending.errors).contains(Self.key) && !ending.errors.contains("warning: "))
    let requests = keeper.requests
    #expect(requests.map(\.target) == ["/api/v1/lineage", "/api/v1/lineage"])
    #expect(requests.allSatisfy { $0.header("Authorization") == "Bearer \(Self.key)" })
    let texts = requests.map { String(decoding: $0.body, as: UTF8.self) }
    for text in texts {
      #expect(LineageCheck.problems(with: text) == [], "\(text)")
      #expect(!text.contains(LoopbackFixture.key))
    }
    let events = try requests.map { try JSONReader.read($0.body) }
    #expect(events.map { $0["eventType"] } == ["START", "COMPLETE"])
    #expect(events.map { $0["job"]?["name"] } == ["test", "test"])
    #expect(events[0]["run"]?["runId"] == events[1]["run"]?["runId"])
    let inputs = events[1]["inputs"]?.array ?? []
    #expect(inputs.map { $0["namespace"]?.string } == [fixture.server.baseURL, fixture.server.baseURL])
    #expect(inputs.map { $0["name"]?.string } == ["/list", "/?apikey={key}&i={id}"])
    let output = events[1]["outputs"]?.array?.first
    #expect(output?["namespace"]?.string?.hasPrefix("file:///") == true)
    #expect(output?["namespace"]?.string?.hasSuffix("/lake") == true)
    let snapshot = try await fixture.json("chart", "test") as? [String: Any]
    #expect(output?["facets"]?["version"]?["datasetVersion"]?.string == snapshot?["version"] as? String)
  }

  @Test func aServerThatFailsMakesNoRunFail() async throws {
    let fixture = try LoopbackFixture()
    let keeper = try LoopbackServer { _ in .respond(status: 500) }
    let ending = try await fixture.start(
      ["run", try fixture.job(), "--lineage", "\(keeper.baseURL)/\(Self.key)"]
    ).ending()
    #expect(ending.status == 0, "\(ending.errors)")
    let warnings = ending.errors.split(separator: "\n").filter { $0.hasPrefix("warning: lineage") }
    #expect(warnings.count == 1 && !ending.errors.contains(Self.key), "\(ending.errors)")
    #expect(ending.output.contains("published"))
  }

  @Test func aFolderInPlaceOfAFileMakesNoRunFail() async throws {
    let fixture = try LoopbackFixture()
    let folder = fixture.folder.path(of: "")
    let ending = try await fixture.start(
      ["run", try fixture.job()], variables: ["MARQUEE_LINEAGE": folder]
    ).ending()
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.split(separator: "\n").count { $0.hasPrefix("warning: the lineage file") } == 1)
  }

  @Test func otherCommandsTellNobody() async throws {
    let fixture = try LoopbackFixture()
    let file = fixture.folder.path(of: "lineage.jsonl")
    _ = try await fixture.marquee("run", try fixture.job())
    for words in [["status"], ["chart", "test"], ["lake", "check"]] {
      #expect(try await fixture.start(words, variables: ["MARQUEE_LINEAGE": file]).ending().status == 0)
    }
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test func aStoppedBackfillTellsWhichRunsAreNotDone() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(url: "\(fixture.server.baseURL)/{day}")
    let file = fixture.folder.path(of: "lineage.jsonl")
    let words = [
      "backfill", job, "--from", "2026-04-01", "--to", "2026-04-08", "--concurrency", "1", "--lineage", file,
    ]
    let program = Mutex<RunningProgram?>(nil)
    fixture.serve { request in
      guard request.number == 4 else { return .respond(text: LoopbackFixture.list()) }
      // Ctrl-C comes while the request for the fifth day hangs.
      program.withLock { $0?.signal(SIGINT) }
      return .hang
    }
    try program.withLock { $0 = try fixture.start(words) }
    let stopped = try await #require(program.withLock { $0 }).ending()
    #expect(stopped.status == 130, "\(stopped.errors)")
    let first = try events(in: file)
    let aborted = first.filter { $0["eventType"] == "ABORT" }
    #expect(aborted.compactMap(day).contains("2026-04-05"))
    for (run, events) in Dictionary(grouping: first, by: { $0["run"]?["runId"]?.string ?? "" }) {
      #expect(events.count == 2 && events[0]["eventType"] == "START", "\(run)")
      #expect(["COMPLETE", "ABORT"].contains(events[1]["eventType"]?.string), "\(run)")
    }
    fixture.serve { _ in .respond(text: LoopbackFixture.list()) }
    let again = try await fixture.start(words).ending()
    #expect(again.status == 0, "\(again.errors)")
    let all = try events(in: file)
    #expect(Array(all.prefix(first.count)) == first)
    let last = Dictionary(all.map { (day($0) ?? "", $0["eventType"]) }) { $1 }
    #expect(last.keys.sorted() == (1...8).map { "2026-04-0\($0)" })
    #expect(last.values.allSatisfy { $0 == "COMPLETE" })
  }

  @Test func theSchedulerTellsToo() async throws {
    let fixture = try LoopbackFixture()
    _ = try fixture.folder.write(
      String(contentsOfFile: try fixture.job(), encoding: .utf8), to: "jobs/test.yaml")
    let file = fixture.folder.path(of: "lineage.jsonl")
    let program = try fixture.start([
      "schedule", "run", "--jobs-dir", fixture.folder.path(of: "jobs"), "--lineage", file,
    ])
    while (try? String(contentsOfFile: file, encoding: .utf8))?.count(where: { $0 == "\n" }) ?? 0 < 2 {
      try await Task.sleep(for: .milliseconds(50))
    }
    program.signal(SIGTERM)
    #expect(try await program.ending().status == 0)
    #expect(try events(in: file).map { $0["eventType"] } == ["START", "COMPLETE"])
  }
}
