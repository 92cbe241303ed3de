import GRDB
import HTTPFetch
import JSON
import LakeStore
import Logging
import MarqueeTestSupport
import Operations
import RankingModel
import Storage
import Synchronization
import Testing

/// A lake in a folder of its own, and a folder for exports beside it.
final class ExportFixture: Sendable {
  let chart = ChartName("test")!
  let folder: TemporaryFolder

  var output: String { folder.path(of: "out") }

  init() throws { folder = try TemporaryFolder() }

  /// The lake with the operations on it.
  var workplace: Workplace {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    return Workplace(
      place: LakePlace(folder: folder.path(of: "lake")), jobs: JobFolder(path: folder.path(of: "jobs")),
      options: Lake.Options(command: "test", program: "1.2.3", clock: { Instant("2026-06-01")! }),
      environment: [:], fetcher: CurlFetcher(logger: logger), logger: logger)
  }

  /// Two days, in two months, of a chart with one measure, a data set, and a film whose title changes:
  ///
  ///     30 April  1 a "Alpha"   9.5   100 votes, tags x and y
  ///               2 b "=Beta"   9
  ///      1 May    1 b "=Beta"   9.25
  ///               2 a "Alpha, the film"  9
  ///               3 c "Amélie"
  static func twoDays() async throws -> ExportFixture {
    let fixture = try ExportFixture()
    var settings = ChartSettings(
      chart: fixture.chart, title: "Test films", item: ItemNoun(one: "film"), measures: ["rating"], job: nil)
    var dataset = Dataset()
    dataset.licence = "CC-BY-4.0"
    dataset.attribution = "The Publisher"
    dataset.homepage = "https://example.org/films"
    settings.dataset = dataset
    try await fixture.record(
      "2026-04-30",
      [
        Entry(
          rank: 1, id: ItemID("a"), title: "Alpha",
          fields: [
            JSONMember("rating", 9.5), JSONMember("votes", 100), JSONMember("tags", ["x", "y"]),
          ]),
        Entry(rank: 2, id: ItemID("b"), title: "=Beta", fields: [JSONMember("rating", 9)]),
      ], settings)
    try await fixture.record(
      "2026-05-01",
      [
        Entry(rank: 1, id: ItemID("b"), title: "=Beta", fields: [JSONMember("rating", 9.25)]),
        Entry(rank: 2, id: ItemID("a"), title: "Alpha, the film", fields: [JSONMember("rating", 9)]),
        Entry(rank: 3, id: ItemID("c"), title: "Amélie"),
      ])
    return fixture
  }

  /// Records a published day of `named`, or else of the chart, at 03:30 of that day.
  func record(
    _ day: String, _ entries: [Entry], _ settings: ChartSettings? = nil, of named: ChartName? = nil
  ) async throws {
    let chart = named ?? chart
    let day = Day(day)!
    let at = Instant("\(day)T03:30:00Z")!
    let lake = try await Lake.open(
      LakePlace(folder: folder.path(of: "lake")), for: .lake,
      options: Lake.Options(command: "test", clock: { at }))
    var report = RunReport(id: "run-\(day)", chart: chart, day: day, trigger: .run, startedAt: at)
    report.finishedAt = at
    report.outcome = .published
    let version = try await lake.put([VersionDocument.bytes(entries)])[0]
    _ = try await lake.append(
      [
        Lake.Draft(
          chart: chart, day: day, state: .published, version: version, entries: entries, raw: [],
          report: report)
      ], settings: settings)
    await lake.close()
  }

  /// Stores `bytes` in the lake as an object, as job files are stored.
  func put(_ bytes: [UInt8]) async throws {
    let lake = try await Lake.open(
      LakePlace(folder: folder.path(of: "lake")), for: .lake,
      options: Lake.Options(command: "test", clock: { Instant("2026-04-01")! }))
    _ = try await lake.put([bytes])
    await lake.close()
  }

  /// Exports the chart to `path` below the folder for exports.
  @discardableResult
  func export(
    _ form: ExportRequest.Form, to path: String = "", _ change: (inout ExportRequest) -> Void = { _ in }
  ) async throws -> [ExportedFile] {
    var request = ExportRequest([chart], as: form, to: .path(path.isEmpty ? output : "\(output)/\(path)"))
    change(&request)
    return try await workplace.export(request)
  }

  /// The rows of the chart as an export to a stream writes them.
  func streamed(
    _ form: ExportRequest.Form, _ change: (inout ExportRequest) -> Void = { _ in }
  ) async throws -> String {
    let taken = Taken()
    var request = ExportRequest(
      [chart], as: form, to: .stream { bytes in taken.bytes.withLock { $0 += bytes } })
    change(&request)
    #expect(try await workplace.export(request).isEmpty)
    return String(decoding: taken.bytes.withLock { $0 }, as: UTF8.self)
  }

  /// All files below the folder for exports, by name, with their bytes.
  func files() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    let system = FileSystem(root: output)
    for name in try system.names(in: output) {
      let isFolder = try system.kind(of: "\(output)/\(name)") == .folder
      let inner = isFolder ? try system.names(in: "\(output)/\(name)").map { "\(name)/\($0)" } : [name]
      for file in inner { files[file] = try system.read("\(output)/\(file)") }
    }
    return files
  }

  /// The database called `name` in the folder for exports. Marquee's own databases have checksums in each page; exports have
  /// none, so they are opened without that layer.
  func database(_ name: String) throws -> DatabaseQueue {
    try DatabaseQueue(path: "file:\(output)/\(name)?vfs=unix")
  }
}

private final class Taken: Sendable {
  let bytes = Mutex<[UInt8]>([])
}
