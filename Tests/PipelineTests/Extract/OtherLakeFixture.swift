import Foundation
import HTTPFetch
import LakeStore
import MarqueeTestSupport
import RankingModel
import Storage

@testable import Jobs
@testable import Pipeline

/// Another lake in the folder `other` beside the job file, with the chart `test`.
struct OtherLakeFixture {
  let folder: TemporaryFolder
  var path: String { folder.path(of: "other") }

  init() throws { folder = try TemporaryFolder() }

  /// Opens the lake for writing, calls `body`, and closes the lake.
  @discardableResult
  func with<Value>(_ body: (Lake) async throws -> Value) async throws -> Value {
    let lake = try await Lake.open(
      LakePlace(folder: path), for: .lake, options: Lake.Options(command: "test"))
    do {
      let value = try await body(lake)
      await lake.close()
      return value
    } catch {
      await lake.close()
      throw error
    }
  }

  /// Records a snapshot of `day`, made from the raw list `list`.
  ///
  /// - Returns: the name of the list's object.
  @discardableResult
  func record(
    _ day: String, _ list: String, captured: String, state: DayState = .published,
    url: String = "https://example.org/lists/top.json"
  ) async throws -> ObjectID {
    try await with { lake in
      let day = Day(day)!
      let entries = [Entry(rank: 1, id: ItemID("tt1"), title: "\(list) \(captured)")]
      let objects = try await lake.put([VersionDocument.bytes(entries), Array(list.utf8)])
      let now = lake.clock()
      var report = RunReport(
        id: "run-\(day)-\(captured)", chart: ChartName("test")!, day: day, trigger: .run, startedAt: now)
      report.outcome = state
      let raw = RawObject(object: objects[1], role: .list, url: url, fetchedAt: now)
      _ = try await lake.append(
        [
          Lake.Draft(
            chart: ChartName("test")!, day: day, state: state, capturedAt: Instant(captured)!,
            version: objects[0], entries: entries, raw: [raw], report: report)
        ], settings: nil)
      return objects[1]
    }
  }

  /// The hashes in the names of the snapshot records, in the order in which the records were written.
  func hashes() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/snapshots/test").sorted().compactMap {
      StorageKey(path: "snapshots/test/\($0)")?.recordHash?.description
    }
  }

  /// Every file of the lake with its bytes.
  func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      files[name] = FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data()
    }
    return files
  }

  /// Replaces the file of `object` by `bytes`; removes it if `bytes` is nil.
  func replace(_ object: ObjectID, with bytes: [UInt8]?) throws {
    let file = "\(path)/\(StorageKey.object(object).path)"
    try FileManager.default.removeItem(atPath: file)
    if let bytes { try Data(bytes).write(to: URL(fileURLWithPath: file)) }
  }

  /// A server of the lake's files.
  ///
  /// - Parameter answer: the answer to a request in place of the file, whose bytes it gets; `nil` for the file itself.
  func serve(
    _ answer: @escaping @Sendable (LoopbackRequest, [UInt8]) -> LoopbackBehaviour? = { _, _ in nil }
  ) throws -> LoopbackServer {
    let path = path
    return try LoopbackServer { request in
      guard let data = FileManager.default.contents(atPath: path + request.path) else {
        return .respond(status: 404)
      }
      return answer(request, Array(data)) ?? .respond(body: Array(data))
    }
  }

  /// The job of the chart `test`.
  var definition: JobDefinition {
    let job = """
      chart: test
      extract: { url: "file:today.json" }
      transform:
        fields: { rank: { from: /rank, type: integer }, id: { from: /id }, title: { from: /title } }
      """
    return JobFile.parse(bytes: Array(job.utf8), path: folder.path(of: "test.yaml")).definition!
  }

  /// The captures of the lake at `place`, or of the one in the folder if no place is given.
  func captures(
    at place: String = "other", chart: String? = nil, own: String? = nil,
    _ change: (inout JobDefinition) -> Void = { _ in }
  ) -> LakeCaptures {
    var definition = definition
    change(&definition)
    return LakeCaptures(
      Archive.Lake(place: place, chart: chart.flatMap { ChartName($0) }), for: definition, own: own,
      fetcher: CurlFetcher(sleep: { _ in }))
  }
}
