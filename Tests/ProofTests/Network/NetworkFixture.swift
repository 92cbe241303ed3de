import HTTPFetch
import Jobs
import LakeStore
import Logging
import MarqueeTestSupport
import Pipeline
import RankingModel
import Storage
import Synchronization

/// A lake, a loopback source of a list and of answers about its items, and a job between them. Some requests to the source fail.
final class NetworkFixture: Sendable {
  /// The faults of the server, and a record of its requests.
  struct Script: Sendable {
    /// The faults, by the order in which things are first asked for: 1 is the list, 2 the first item, and so on.
    var strikes: [Int: NetworkFault]
    /// Whether a fault occurs at every request, and not only at the first.
    var isSticky: Bool
    /// Whether the server is sound again.
    var isOver = false
    /// The number of requests for each thing: `/list`, or an item.
    var asked: [String: Int] = [:]
    /// The faults that occurred, by the thing that was asked for.
    var struck: [String: NetworkFault] = [:]
    /// The items that got a sound answer.
    var answered: Set<String> = []

    /// The number of requests about items, which the budget limits.
    var calls: Int { asked.reduce(0) { $0 + ($1.key == "/list" ? 0 : $1.value) } }

    /// Counts a request, and returns its fault.
    mutating func ask(for subject: String) -> NetworkFault? {
      asked[subject, default: 0] += 1
      let isFirst = asked[subject] == 1
      if isFirst, !isOver { struck[subject] = strikes[asked.count] }
      if !isOver, isFirst || isSticky, let fault = struck[subject] { return fault }
      if subject != "/list" { answered.insert(subject) }
      return nil
    }
  }

  let items: [String]
  private let folder: TemporaryFolder
  private let server: LoopbackServer
  private let state: State

  private final class State: Sendable {
    let script: Mutex<Script>
    let pauses = Mutex<[Duration]>([])
    init(_ script: Script) { self.script = Mutex(script) }
  }

  static let chart = ChartName("proof")!
  static let day = Day(year: 2026, month: 5, day: 1)!
  private static let now = Instant(startOf: day).advanced(bySeconds: 21_600)

  init(items count: Int, script: Script) throws {
    let items = (1...count).map { "tt\(1_000_000 + $0)" }
    let list = NetworkFixture.list(items)
    let state = State(script)
    self.items = items
    self.state = state
    folder = try TemporaryFolder()
    server = try LoopbackServer { request in
      let subject = request.path == "/list" ? request.path : request.query["i"] ?? ""
      let body = request.path == "/list" ? list : NetworkFixture.answer(subject)
      let fault = state.script.withLock { $0.ask(for: subject) }
      return fault?.behaviour(instead: body) ?? .respond(body: body)
    }
  }

  var script: Script { state.script.withLock { $0 } }
  /// The times that the program would have waited between attempts.
  var pauses: [Duration] { state.pauses.withLock { $0 } }

  /// Ends the faults.
  func recover() { state.script.withLock { $0.isOver = true } }

  static func list(_ items: [String]) -> [UInt8] {
    let rows = items.enumerated().map { #"{"id":"\#($1)","rank":\#($0 + 1),"title":"Film \#($1)"}"# }
    return Array("[\(rows.joined(separator: ","))]".utf8)
  }

  static func answer(_ item: String) -> [UInt8] {
    Array(#"{"Title":"Named \#(item)","Year":"1994","imdbID":"\#(item)","Response":"True"}"#.utf8)
  }

  func definition(_ policy: NetworkPolicy) throws -> JobDefinition {
    let text = """
      chart: proof
      extract: { url: "\(server.baseURL)/list", items: "", total-timeout: \(timeout), attempts: 3 }
      transform:
        fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
      enrich:
        preset: omdb
        url: "\(server.baseURL)/?apikey={key}&i={id}"
        key: { environment: PROOF_KEY }
        calls-per-day: \(policy.budget(items: items.count, strikes: script.strikes.count))
        attempts: 3
        total-timeout: \(timeout)
        fields: [title, year]
      check:
        entries: { equals: \(items.count), on-failure: fail }
        \(policy.check)
        max-failed-items: \(policy.tolerated(items: items.count, strikes: script.strikes.count))
      """
    let (definition, diagnostics) = JobFile.parse(bytes: Array(text.utf8), path: folder.path + "/proof.yaml")
    guard let definition else { throw Unusable(diagnostics: diagnostics.map(\.message)) }
    return definition
  }

  private struct Unusable: Error { var diagnostics: [String] }

  /// Long enough for a sound answer, and short if the fault shows only in the time that passes.
  private var timeout: String { script.strikes.values.contains(where: \.takesTime) ? "300ms" : "30s" }

  /// Runs the day; returns the report, and the dead letters that are left after it.
  func run(_ definition: JobDefinition) async throws -> (report: RunReport, dead: [EnrichmentTask]) {
    let path = folder.path + "/lake"
    let lake = try await Lake.open(
      LakePlace(folder: path), for: .lake,
      options: .init(command: "proof", lockWait: 5, clock: { NetworkFixture.now }))
    if try WorkState.isMissing(in: path) { try await WorkState.make(in: path, restoringFrom: lake.reader) }
    let work = try WorkState(folder: path)
    let pause: @Sendable (Duration) async throws -> Void = { [state] pause in
      state.pauses.withLock { $0.append(pause) }
    }
    var dependencies = RunDependencies(
      fetcher: CurlFetcher(sleep: pause, now: { NetworkFault.clock }), environment: ["PROOF_KEY": "abc"],
      clock: { NetworkFixture.now }, logger: Logger(label: "proof") { _ in SwiftLogNoOpLogHandler() })
    dependencies.sleep = pause
    let runner = JobRunner(
      definition: definition, job: "proof", lake: lake, work: work, dependencies: dependencies)
    do {
      let reports = try await runner.run([NetworkFixture.day], plan: .live, trigger: .run)
      let dead = try await work.queue.tasks(in: .dead)
      work.close()
      await lake.close()
      return (reports[0], dead)
    } catch {
      work.close()
      await lake.close()
      throw error
    }
  }

  /// The newest snapshot of the day, and its entries.
  func stored() async throws -> (snapshot: SnapshotSummary?, entries: [Entry]) {
    let reader = try await LakeReader.open(LakePlace(folder: folder.path + "/lake"))
    let newest = try reader.snapshots(of: NetworkFixture.chart).last
    guard let version = newest?.version else { return (newest, []) }
    return (newest, try await reader.entries(of: version))
  }
}
