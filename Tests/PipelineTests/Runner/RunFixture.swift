import HTTPFetch
import JSON
import LakeStore
import Logging
import MarqueeTestSupport
import RankingModel
import Storage
import Synchronization

@testable import Jobs
@testable import Pipeline

/// A lake, a loopback source of lists and answers, and a job between them.
final class RunFixture: Sendable {
  let folder: TemporaryFolder
  let server: LoopbackServer
  let place: LakePlace
  let now = Mutex(Instant("2026-05-01T06:00:00Z")!)
  /// The next reading of the uptime clock: each reading is ten milliseconds after the last.
  private let uptime = Mutex(Duration.zero)
  private let shared: Shared

  /// The state that the server's answers use.
  final class Shared: Sendable {
    let list = Mutex<LoopbackBehaviour>(.respond(body: RunFixture.list(["tt1", "tt2", "tt3"])))
    let answer = Mutex<@Sendable (String) -> LoopbackBehaviour?>({ _ in nil })
  }

  /// - Parameter storage: makes the storage of the lake for a folder.
  init(storage: (String) -> any Storage = { FolderStorage($0) }) throws {
    let shared = Shared()
    self.shared = shared
    folder = try TemporaryFolder()
    place = LakePlace(storage: storage(folder.path + "/lake"), folder: folder.path + "/lake")
    server = try LoopbackServer { request in
      if request.path == "/list" { return shared.list.withLock { $0 } }
      let item = request.query["i"] ?? ""
      return shared.answer.withLock { $0 }(item) ?? .respond(body: RunFixture.answer(item))
    }
  }

  func serve(_ list: LoopbackBehaviour) { shared.list.withLock { $0 = list } }
  func serve(_ items: [String]) { serve(.respond(body: RunFixture.list(items))) }
  func answer(_ answer: @escaping @Sendable (String) -> LoopbackBehaviour?) {
    shared.answer.withLock { $0 = answer }
  }
  func set(_ instant: String) { now.withLock { $0 = Instant(instant)! } }

  static func list(_ items: [String]) -> [UInt8] {
    let rows = items.enumerated().map {
      #"{"id":"\#($1)","rank":\#($0 + 1),"title":"Film \#($1)","image":"x"}"#
    }
    return Array("[\(rows.joined(separator: ","))]".utf8)
  }

  static func answer(_ item: String) -> [UInt8] {
    Array(#"{"Title":"Named \#(item)","Year":"1994","imdbID":"\#(item)","Response":"True"}"#.utf8)
  }

  /// The enrichment for a value of `enrich` in a job file.
  static func enrichment(_ text: String) -> Enrichment {
    let job = """
      chart: test
      extract: { url: "file:x" }
      transform: { fields: { rank: { position: true }, id: { from: /id }, title: { from: /title } } }
      enrich:

      """
    let lines = text.split(separator: "\n").map { "  \($0)\n" }.joined()
    return JobFile.parse(bytes: Array((job + lines).utf8), path: "/srv/test.yaml").definition!.enrich!
  }

  /// The number of requests about each item.
  var asked: [String: Int] {
    Dictionary(server.requests.compactMap { $0.query["i"] }.map { ($0, 1) }, uniquingKeysWith: +)
  }

  func definition(_ change: (inout JobDefinition) -> Void = { _ in }) -> JobDefinition {
    let pointer = { (text: String) in JSONPointer(text)! }
    var rank = Transformation.Field(name: "rank", from: [pointer("/rank")])
    rank.type = .integer
    var definition = JobDefinition(
      chart: ChartName("test")!, title: "Test",
      extract: Extraction(url: server.baseURL + "/list", items: [pointer("")]),
      transform: Transformation(fields: [
        rank, .init(name: "id", from: [pointer("/id")]), .init(name: "title", from: [pointer("/title")]),
      ]),
      enrich: RunFixture.enrichment(
        """
        { preset: omdb, url: "\(server.baseURL)/?apikey={key}&i={id}", key: { environment: TEST_KEY },
          fields: [title, year] }
        """), folder: folder.path, source: [])
    change(&definition)
    return definition
  }

  /// Opens the lake, calls `body` with a runner, and closes the lake.
  func with<Value: Sendable>(
    _ definition: JobDefinition, key: String? = "secret", clock: String? = nil,
    _ body: (JobRunner, Lake, WorkState) async throws -> Value
  ) async throws -> Value {
    if let clock { set(clock) }
    let path = place.folder
    let time: @Sendable () -> Instant = { self.now.withLock { $0 } }
    let lake = try await Lake.open(
      place, for: .lake, options: .init(command: "test", lockWait: 5, clock: time))
    if try WorkState.isMissing(in: path) { try await WorkState.make(in: path, restoringFrom: lake.reader) }
    let work = try WorkState(folder: path)
    var dependencies = RunDependencies(
      fetcher: CurlFetcher(sleep: { _ in }), environment: key.map { ["TEST_KEY": $0] } ?? [:], clock: time,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    dependencies.sleep = { _ in }
    dependencies.uptime = {
      self.uptime.withLock { time in
        time += .milliseconds(10)
        return time
      }
    }
    let runner = JobRunner(
      definition: definition, job: "test", lake: lake, work: work, dependencies: dependencies)
    do {
      let value = try await body(runner, lake, work)
      work.close()
      await lake.close()
      return value
    } catch {
      work.close()
      await lake.close()
      throw error
    }
  }

  /// Runs one day and returns its report.
  func run(
    _ definition: JobDefinition, day: String = "2026-05-01", plan: RunCheckpoint.Plan = .live,
    key: String? = "secret"
  ) async throws -> RunReport {
    try await with(definition, key: key) { runner, _, _ in
      try await runner.run([Day(day)!], plan: plan, trigger: .run)[0]
    }
  }

  /// The entries published for a day.
  func published(_ day: String = "2026-05-01") async throws -> [Entry] {
    let reader = try await LakeReader.open(place)
    guard
      let version = try reader.days(of: ChartName("test")!).compactMap(\.published).first(where: {
        $0.day == Day(day)!
      })?
      .version
    else { return [] }
    return try await reader.entries(of: version)
  }
}
