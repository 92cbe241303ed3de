import Foundation
import HTTPFetch
import LakeStore
import ListSources
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

@testable import Jobs
@testable import Pipeline

/// Another lake as an archive, in a folder and on a server.
@Suite struct LakeCapturesTests {
  private func days(_ captures: [Capture]?) -> [String] {
    (captures ?? []).map { "\($0.day) \($0.at.map { "\($0)" } ?? "-")" }
  }

  private func refusal(_ captures: LakeCaptures) async throws -> Failure? {
    do {
      _ = try await captures.captures(from: nil, to: nil)
      return nil
    } catch let failure as Failure { return failure }
  }

  private func problem(_ captures: LakeCaptures, _ capture: Capture) async throws -> ExtractionProblem? {
    do {
      _ = try await captures.list(of: capture)
      return nil
    } catch let problem as ExtractionProblem { return problem }
  }

  /// Two captures of 1 May, of which the later one was recorded first, and one capture of 3 May. 2 May is quarantined, and 4 May
  /// was withdrawn.
  private func filled() async throws -> OtherLakeFixture {
    let fixture = try OtherLakeFixture()
    try await fixture.record("2026-05-01", "[2]", captured: "2026-05-01T12:00:00Z")
    try await fixture.record("2026-05-01", "[1]", captured: "2026-05-01T06:00:00Z")
    try await fixture.record("2026-05-02", "[3]", captured: "2026-05-02T06:00:00Z", state: .quarantined)
    try await fixture.record("2026-05-03", "[4]", captured: "2026-05-03T06:00:00Z")
    try await fixture.record("2026-05-04", "[5]", captured: "2026-05-04T06:00:00Z")
    try await fixture.with { lake in
      let summary = try lake.reader.snapshots(of: ChartName("test")!, on: Day("2026-05-04")!)[0]
      _ = try await lake.decide(.withdraw, about: summary, reason: "wrong")
    }
    return fixture
  }

  private static let expected = [
    "2026-05-01 2026-05-01T06:00:00.000000Z", "2026-05-01 2026-05-01T12:00:00.000000Z",
    "2026-05-03 2026-05-03T06:00:00.000000Z",
  ]

  @Test func aFolderIsReadAndLeftAsItIs() async throws {
    let fixture = try await filled()
    let before = try fixture.files()
    let captures = fixture.captures()
    #expect(captures.isLocal)
    let found = try #require(try await captures.captures(from: nil, to: nil))
    #expect(days(found) == Self.expected)
    let hashes = try fixture.hashes()
    #expect(found.map(\.id) == [hashes[1], hashes[0], hashes[3]])
    let response = try await captures.list(of: found[0])
    #expect(response.body == Array("[1]".utf8))
    let object = ObjectID(of: Array("[1]".utf8))
    #expect(response.effectiveURL == "lake:other/objects/\(object)/top.json")
    let near = try await captures.captures(from: Day("2026-05-02")!, to: Day("2026-05-03")!)
    #expect(days(near) == [Self.expected[2]])
    await captures.close()
    #expect(try fixture.files() == before)
  }

  @Test func aServerIsAskedForTheSame() async throws {
    let fixture = try await filled()
    let server = try fixture.serve()
    let captures = fixture.captures(at: server.baseURL + "/")
    #expect(!captures.isLocal)
    let found = try #require(try await captures.captures(from: nil, to: nil))
    #expect(days(found) == Self.expected)
    #expect(try await captures.list(of: found[2]).body == Array("[4]".utf8))
    let object = ObjectID(of: Array("[4]".utf8))
    #expect(
      server.requests.map(\.path) == [
        "/format/1.json", "/format/2.json", "/catalogue.sqlite",
        "/objects/\(object.description.prefix(2))/\(object).gz",
      ])
  }

  @Test func aCaptureFillsAGap() async throws {
    let own = try RunFixture()
    let other = try OtherLakeFixture()
    let list = String(decoding: RunFixture.list(["tt7", "tt8"]), as: UTF8.self)
    try await other.record("2026-04-30", list, captured: "2026-04-30T06:00:00Z")
    let captures = other.captures()
    let capture = try #require(try await captures.captures(from: nil, to: nil)?.first)
    let response = try await captures.list(of: capture)
    let definition = own.definition { $0.enrich = nil }
    let report = try await own.with(definition) { runner, lake, work in
      let filling = JobRunner(
        definition: definition, job: "test", lake: lake, work: work, dependencies: runner.dependencies,
        input: .input(response.body, name: response.effectiveURL))
      return try await filling.run([capture.day], plan: .input, trigger: .backfill)[0]
    }
    #expect(report.outcome == .published)
    #expect(try await own.published("2026-04-30").map(\.id.description) == ["tt7", "tt8"])
  }

  @Test func aReplayIsNoOtherCapture() async throws {
    let fixture = try OtherLakeFixture()
    for url in ["https://example.org/a.csv", "https://example.org/b.csv"] {
      try await fixture.record("2026-05-01", "id,rank", captured: "2026-05-01T06:00:00Z", url: url)
    }
    let captures = fixture.captures()
    let found = try #require(try await captures.captures(from: nil, to: nil))
    #expect(found.map(\.id) == [try fixture.hashes()[0]])
    #expect(try await captures.list(of: found[0]).effectiveURL.hasSuffix("/a.csv"))
  }

  @Test func theAddressEndsAsThatOfTheOtherLake() async throws {
    let endings = [
      "https://example.org/top.csv?day=2": "/top.csv", "command:fetch --all": "/--all",
      "input:my list.tsv": "/list.tsv",
      "git:lists.git#ab12:data/été.csv": "/.csv", "https://example.org/": "",
    ]
    for (url, ending) in endings {
      let fixture = try OtherLakeFixture()
      let object = try await fixture.record("2026-05-01", "x", captured: "2026-05-01T06:00:00Z", url: url)
      let captures = fixture.captures()
      let found = try #require(try await captures.captures(from: nil, to: nil)?.first)
      #expect(try await captures.list(of: found).effectiveURL == "lake:other/objects/\(object)\(ending)")
    }
  }

  @Test func aPrunedListIsMissing() async throws {
    let fixture = try OtherLakeFixture()
    let object = try await fixture.record("2026-05-01", "[1]", captured: "2026-05-01T06:00:00Z")
    try fixture.replace(object, with: nil)
    let local = fixture.captures()
    #expect(try await local.captures(from: nil, to: nil) == [])
    let capture = Capture(day: Day("2026-05-01")!, id: try fixture.hashes()[0])
    let server = try fixture.serve()
    let served = fixture.captures(at: server.baseURL)
    #expect(try await served.captures(from: nil, to: nil)?.map(\.id) == [capture.id])
    for captures in [local, served] {
      let problem = try await problem(captures, capture)
      #expect(problem?.state == .missing)
      #expect(problem?.reason.contains("has pruned the raw list of 2026-05-01") == true)
    }
    let unknown = try await problem(local, Capture(day: capture.day, id: "ab"))
    #expect(unknown?.state == .missing)
  }

  @Test func anObjectThatIsNotWhatItsNameSaysIsRefused() async throws {
    let fixture = try OtherLakeFixture()
    let first = try await fixture.record("2026-05-01", "[1]", captured: "2026-05-01T06:00:00Z")
    let second = try await fixture.record("2026-05-02", "[2]", captured: "2026-05-02T06:00:00Z")
    let other = try #require(
      FileManager.default.contents(atPath: "\(fixture.path)/\(StorageKey.object(second).path)"))
    try fixture.replace(first, with: Array(other))
    try fixture.replace(second, with: Array("<html>".utf8))
    let server = try fixture.serve()
    for captures in [fixture.captures(), fixture.captures(at: server.baseURL)] {
      for capture in try #require(try await captures.captures(from: nil, to: nil)) {
        let problem = try await problem(captures, capture)
        #expect(problem?.state == .failed)
        #expect(problem?.reason.contains("is damaged") == true)
      }
    }
  }

  @Test func aListThatIsTooLargeIsRefused() async throws {
    let fixture = try OtherLakeFixture()
    let list = String(repeating: "a", count: 2000)
    try await fixture.record("2026-05-01", list, captured: "2026-05-01T06:00:00Z")
    let server = try fixture.serve()
    for place in ["other", server.baseURL] {
      let small = fixture.captures(at: place) { $0.extract.maximumSize = 1999 }
      let capture = try #require(try await small.captures(from: nil, to: nil)?.first)
      #expect(try await problem(small, capture)?.state == .failed)
      let enough = fixture.captures(at: place) { $0.extract.maximumSize = 2000 }
      #expect(try await enough.list(of: capture).body.count == 2000)
    }
  }

  @Test func whatIsNoOtherLakeIsRefused() async throws {
    let fixture = try OtherLakeFixture()
    let server = try fixture.serve()
    for place in ["other", server.baseURL] {
      let failure = try await refusal(fixture.captures(at: place))
      #expect(failure?.kind == .source)
      #expect(failure?.message == "there is no lake at \(place)")
    }
    try await fixture.record("2026-05-01", "[1]", captured: "2026-05-01T06:00:00Z")
    let own = try await LakeReader.open(LakePlace(folder: fixture.path)).identifier()
    #expect(own.count == 32)
    for place in ["other", server.baseURL] {
      let failure = try await refusal(fixture.captures(at: place, own: own))
      #expect(failure?.kind == .definition)
      #expect(failure?.message.contains("is the job's own lake") == true)
      let noChart = try await refusal(fixture.captures(at: place, chart: "tset"))
      #expect(noChart?.kind == .definition)
      #expect(noChart?.message == "lake:\(place)#tset has no chart tset")
      #expect(try await refusal(fixture.captures(at: place, chart: "test")) == nil)
    }
    try fixture.folder.write(#"{"format":2,"id":"x"}"#, to: "other/format/2.json")
    for place in ["other", server.baseURL] {
      #expect(try await refusal(fixture.captures(at: place))?.kind == .format)
    }
  }

  @Test func aHostThatTheJobDoesNotAllowIsNotAsked() async throws {
    let fixture = try await filled()
    let server = try fixture.serve()
    let failure = try await refusal(
      fixture.captures(at: server.baseURL) { $0.extract.hosts = ["example.org"] })
    #expect(failure?.kind == .source)
    #expect(server.requests.isEmpty)
  }

  @Test func aCatalogueCaughtHalfWrittenIsFetchedAgain() async throws {
    let fixture = try await filled()
    let server = try fixture.serve { request, bytes in
      // The third request of all is the first one for the catalogue.
      request.path == "/catalogue.sqlite" && request.number == 2
        ? .respond(headers: ["ETag": #""half""#], body: Array(bytes.prefix(bytes.count / 2))) : nil
    }
    let captures = fixture.captures(at: server.baseURL)
    #expect(days(try await captures.captures(from: nil, to: nil)) == Self.expected)
    let asked = server.requests.filter { $0.path == "/catalogue.sqlite" }
    #expect(asked.map { $0.header("If-None-Match") } == [nil, #""half""#])
  }

  @Test func aDamagedCatalogueIsNotAsked() async throws {
    let fixture = try await filled()
    let server = try fixture.serve { request, bytes in
      guard request.path == "/catalogue.sqlite" else { return nil }
      if request.header("If-None-Match") != nil { return .respond(status: 304) }
      // One byte in the last page is changed.
      var bytes = bytes
      bytes[bytes.count - 100] ^= 1
      return .respond(headers: ["ETag": #""1""#], body: bytes)
    }
    let failure = try await refusal(fixture.captures(at: server.baseURL))
    #expect(failure?.kind == .source)
    #expect(
      failure?.message.hasPrefix("the lake \(server.baseURL) cannot be used: the catalogue is damaged")
        == true)
    #expect(server.requests.filter { $0.path == "/catalogue.sqlite" }.count == 2)
  }
}
