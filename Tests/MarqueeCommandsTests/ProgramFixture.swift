import JSON
import LakeStore
import MarqueeCommands
import MarqueeTestSupport
import Presentation
import RankingModel
import Storage
import Synchronization

/// The result of a command: its exit code and what it wrote.
struct ProgramResult {
  var status: Int32
  var output: String
  var errors: String
}

/// A lake, and the program, run within the test's own process.
final class ProgramFixture: Sendable {
  let chart = ChartName("test")!
  let folder: TemporaryFolder

  var lake: String { folder.path(of: "lake") }

  /// The storage of the lake, unless that is its folder.
  private let storage: (any Storage)?
  /// Whether the lake is called `s3://test/lake`, and `storage` is its bucket.
  private let isBucket: Bool

  init(storage: (any Storage)? = nil, isBucket: Bool = false) throws {
    folder = try TemporaryFolder()
    (self.storage, self.isBucket) = (storage, isBucket)
  }

  /// Runs the command that `words` spell.
  func run(
    _ words: String..., width: Int? = nil, now: String = "2026-05-10T12:00:00Z",
    environment: [String: String] = [:]
  ) async throws -> ProgramResult {
    try await run(words, width: width, now: now, environment: environment)
  }

  /// Runs the command that `words` spell.
  func run(
    _ words: [String], width: Int? = nil, now: String = "2026-05-10T12:00:00Z",
    environment: [String: String] = [:], errorsWidth: Int? = nil
  ) async throws -> ProgramResult {
    let output = Captured()
    let errors = Captured()
    var context = CommandContext(
      output: output.writer, errors: errors.writer,
      environment: [
        "MARQUEE_LAKE": isBucket ? "s3://test/lake" : lake, "MARQUEE_JOBS": folder.path(of: "jobs"),
        "XDG_CACHE_HOME": folder.path(of: "cache"),
      ].merging(environment) { $1 })
    let instant = Instant(now)!
    context.clock = { instant }
    (context.width, context.errorsWidth) = (width, errorsWidth)
    if let storage, isBucket {
      context.storage = { $0 == "s3://test/lake" ? storage : nil }
    } else if let storage {
      context.place = { LakePlace(storage: storage, folder: $0) }
    }
    let status = await MarqueeProgram.run(words, in: context)
    return ProgramResult(status: status, output: output.text, errors: errors.text)
  }

  /// Writes the job `test` with a list of three songs on 1 May.
  func writeJob() throws {
    try folder.write(
      """
      chart: test
      item: song
      extract: { url: "file:../lists/{day}.json", items: "" }
      transform:
        fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
      """, to: "jobs/test.yaml")
    try folder.write(
      #"[{"id":"a","title":"A","rank":1},{"id":"b","title":"B","rank":2},{"id":"c","title":"C","rank":3}]"#,
      to: "lists/2026-05-01.json")
  }

  /// A lake with published lists of 1, 2 and 5 May; the list of 4 May is quarantined, and 3 May is missing.
  static func daysWithGaps() async throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try await fixture.record(
      [
        ("2026-05-01", .published, ["Alpha", "Beta"]),
        ("2026-05-02", .published, ["Beta", "Gamma"]),
        ("2026-05-04", .quarantined, ["Alpha"]),
        ("2026-05-05", .degraded, ["Alpha", "Beta"]),
      ], measures: ["rating"])
    return fixture
  }

  /// Records days, in this order: a day, its state, its titles in rank order. Each entry has a rating.
  func record(
    _ days: [(day: String, state: DayState, titles: [String])], measures: [String] = []
  ) async throws {
    let settings = ChartSettings(chart: chart, title: "Test", item: .item, measures: measures, job: nil)
    let clock = Captured()
    let lake = try await Lake.open(
      LakePlace(folder: self.lake), for: .lake,
      options: Lake.Options(command: "test", clock: { clock.instant.withLock { $0 } }))
    for (day, state, titles) in days {
      let at = Instant("\(day)T03:30:00Z")!
      clock.instant.withLock { $0 = at }
      let entries = titles.enumerated().map { rank, title in
        Entry(
          rank: rank + 1, id: ItemID("tt-\(title.lowercased())"), title: title,
          fields: [JSONMember("rating", .double(9.5 - Double(rank)))])
      }
      var report = RunReport(id: "run-\(day)", chart: chart, day: Day(day)!, trigger: .run, startedAt: at)
      report.finishedAt = at
      report.outcome = state
      let version = entries.isEmpty ? nil : try await lake.put([VersionDocument.bytes(entries)])[0]
      _ = try await lake.append(
        [
          Lake.Draft(
            chart: chart, day: Day(day)!, state: state, version: version, entries: entries, raw: [],
            report: report)
        ], settings: measures.isEmpty ? nil : settings)
    }
    await lake.close()
  }
}

private final class Captured: Sendable {
  let bytes = Mutex<[UInt8]>([])
  let instant = Mutex(Instant(microseconds: 0))

  var writer: StandardOutput {
    StandardOutput { bytes in self.bytes.withLock { $0 += bytes } }
  }
  var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
}
