import Foundation
import JSON
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

@testable import LakeStore

/// The page about records, the schemas, and records as they are written agree.
@Suite struct RecordSchemaTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let catalog = root.appendingPathComponent("Sources/LakeStore/LakeStore.docc")
  private static let golden = root.appendingPathComponent("Tests/LakeStoreTests/Golden/format-1/lake")

  /// Each schema with the heading of its section, and the folder of the golden lake whose files it describes.
  private static let schemas: [(name: String, heading: String, folder: String?)] = [
    ("format", "Format", "format"), ("snapshot", "Snapshot", "snapshots"), ("raw-object", "Raw object", nil),
    ("response", "Response", nil), ("run", "Run", "runs"), ("settings", "Settings", "charts"),
    ("decision", "Decision", "decisions"), ("marks", "Marks", "marks"), ("lease", "Lease", nil),
  ]

  private func schema(_ name: String) throws -> JSONSchema {
    try JSONSchema(
      contentsOf: Self.catalog.appendingPathComponent("Schemas/\(name).schema.json"))
  }

  private func records(in folder: String) throws -> [Any] {
    let folder = Self.golden.appendingPathComponent(folder)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".json") }.map {
      try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appendingPathComponent($0)))
    }
  }

  @Test func everyRecordOfALakeFitsItsSchema() throws {
    for case let (name, _, folder?) in Self.schemas {
      let schema = try schema(name)
      let records = try records(in: folder)
      #expect(!records.isEmpty)
      for record in records { #expect(schema.problems(with: record) == []) }
    }
  }

  /// Guards against a schema that accepts everything.
  @Test func aRecordThatLacksOrAddsSomethingDoesNotFit() throws {
    for case let (name, _, folder?) in Self.schemas {
      let schema = try schema(name)
      let record = try #require(try records(in: folder).first as? [String: Any])
      for member in schema.required {
        var lacking = record
        lacking[member] = nil
        #expect(schema.problems(with: lacking) == ["/\(member) is missing"])
        var other = record
        other[member] = ["of": "another kind"]
        #expect(!schema.problems(with: other).isEmpty, "\(name): \(member)")
      }
      #expect(schema.problems(with: record.merging(["more": 1]) { $1 }) == ["/more is not known"])
    }
  }

  /// Includes members that the golden lake does not have: a server's response, calls and dead letters.
  @Test func recordsWithEveryMemberFitTheirSchemas() throws {
    let instant = try #require(Instant("2026-05-01T03:30:00Z"))
    let day = try #require(Day("2026-05-01"))
    let chart = try #require(ChartName("imdb-top10"))
    let object = ObjectID(of: [1])
    let raw = RawObject(
      object: object, role: .answer, url: "https://www.omdbapi.com/?i=tt1", fetchedAt: instant,
      item: ItemID("tt1"), size: 1,
      response: SourceResponse(
        status: 200, mediaType: "application/json", etag: "\"a\"",
        lastModified: "Fri, 01 May 2026 03:00:00 GMT",
        requested: "https://omdbapi.com/"),
      capture: CaptureReference(archive: "git:lists.git", id: "abc:list.json"))
    var report = RunReport(
      id: "20260501T033000-00000001", chart: chart, day: day, trigger: .run, startedAt: instant)
    report.finishedAt = instant
    report.outcome = .degraded
    report.reason = "1 of 10 films could not be enriched"
    report.findings = [Finding(check: "enrich", severity: .warn, message: "one", entries: ["#1 tt1"])]
    report.steps = Step.allCases
    report.durations = [.extract: 120, .transform: 0, .enrich: 2450, .check: 1, .load: 31]
    report.source = "https://www.omdbapi.com/"
    report.calls = [CallCount(budget: "www.omdbapi.com#123", day: day, calls: 4)]
    report.deadLetters = [
      DeadLetter(
        task: 1, run: report.id, job: "imdb-top10", item: ItemID("tt1"), payload: ["rank": 1], attempts: 4,
        error: nil, updatedAt: instant)
    ]
    report.raw = [raw]
    let snapshot = Snapshot(
      chart: chart, day: day, state: .degraded, capturedAt: instant, recordedAt: instant, version: object,
      entries: 10, size: 1, ranking: object, raw: [raw], job: object, settings: object, program: "0.1.0",
      report: report)
    var settings = ChartSettings(
      chart: chart, title: "IMDb top 10", item: ItemNoun(one: "film"), measures: ["rating", "votes"],
      job: object)
    settings.program = "0.1.0"
    settings.cadence = .weekly(due: .saturday)
    settings.sameAs = [ItemID("WALL-E"): ItemID("WALL·E")]
    settings.epochs = [Epoch(start: Day("2026-06-02")!, reason: "counts views on phones too")]
    settings.idRule = ComposedID.rule
    var dataset = Dataset()
    dataset.name = "Top 10"
    dataset.description = "The ten best."
    dataset.licence = "CC0-1.0"
    dataset.attribution = "IMDb"
    dataset.homepage = "https://example.org/"
    settings.dataset = dataset
    let tagging = Decision(
      .tag, "snapshots/a", chart: chart, day: day, tag: TagName("best"), decidedAt: instant, program: "0.1.0")
    let acceptance = Decision(
      .accept, "snapshots/a", chart: chart, day: day, state: .published, decidedAt: instant, program: "0.1.0")
    let rejection = Decision(
      .reject, "snapshots/a", chart: chart, day: day, reason: "cut off", decidedAt: instant, program: "0.1.0")
    let closing = Decision(
      .close, DayRange(from: day, to: day).text, chart: chart, day: day, reason: "gone", decidedAt: instant,
      program: "0.1.0")
    var claiming = Decision(
      .claim, "five weeks", chart: chart, day: day, reason: "Five weeks!", decidedAt: instant,
      program: "0.1.0")
    claiming.claim = Claim.Content(question: ["history", "imdb-top10", "tt1"], answer: ["days": 35])
    let records = [
      Record.snapshot(snapshot), .run(report), .settings(settings), .decision(tagging), .decision(acceptance),
      .decision(rejection), .decision(closing), .decision(claiming),
    ]
    let values: [(String, [UInt8])] = [
      ("snapshot", Record.snapshot(snapshot).file.bytes), ("run", Record.run(report).file.bytes),
      ("settings", Record.settings(settings).file.bytes), ("decision", Record.decision(tagging).file.bytes),
      ("decision", Record.decision(acceptance).file.bytes),
      ("decision", Record.decision(rejection).file.bytes),
      ("decision", Record.decision(closing).file.bytes),
      ("decision", Record.decision(claiming).file.bytes),
      (
        "marks", MarkList(lake: String(repeating: "ab", count: 16), at: instant, objects: [object]).file.bytes
      ),
      (
        "lease",
        LeaseFile(number: 12, holder: "process 1 on a host (test)", end: instant, isGivenBack: false).file
          .bytes
      ),
      ("raw-object", CanonicalJSON.bytes(raw.json)),
      ("response", CanonicalJSON.bytes(raw.response?.json ?? .null)),
    ]
    var members: [String: Set<String>] = [:]
    for (name, value) in values {
      let json = try JSONSerialization.jsonObject(with: Data(value))
      #expect(try schema(name).problems(with: json) == [])
      members[name, default: []].formUnion((json as? [String: Any] ?? [:]).keys)
    }
    // The records have every member of the schemas, so no schema describes a member that is never written.
    for (name, found) in members { #expect(try found == schema(name).members, "\(name)") }
    for record in records {
      #expect(try Record(record.file.bytes, at: record.file.key) == record)
    }
  }

  @Test func thePageListsTheMembersOfEachSchema() throws {
    let page = try String(contentsOf: Self.catalog.appendingPathComponent("Records.md"), encoding: .utf8)
    let sections = page.components(separatedBy: "\n## ").dropFirst(2)
    #expect(sections.map { $0.prefix { $0 != "\n" } } == Self.schemas.map { $0.heading[...] })
    for (section, entry) in zip(sections, Self.schemas) {
      let rows = section.split(separator: "\n").compactMap { $0.firstMatch(of: /^\| `([a-z_]+)` \|/)?.1 }
      #expect(Set(rows.map(String.init)) == (try schema(entry.name)).members, "\(entry.name)")
    }
  }
}
