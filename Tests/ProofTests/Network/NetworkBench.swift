import HTTPFetch
import LakeStore
import Logging
import MarqueeTestSupport
import Pipeline
import RankingModel
import Synchronization

/// A lake, a loopback source of a list and of answers about its films, and a job between them; one request of the
/// source's goes wrong.
final class NetworkBench: Sendable {
  /// What the server is to do and what it has done.
  struct Script: Sendable {
    /// The number of the request that goes wrong, from 1: the list.
    var point: Int
    var fault: NetworkFault
    /// Whether whatever that request was about goes wrong from then on.
    var isSticky: Bool
    /// Whether the server is sound again.
    var isOver = false
    /// What the request that went wrong was about: `/list` or a film.
    var struck: String?
    /// The requests so far.
    var requests = 0
    /// The requests about films so far: what a budget is held against.
    var calls = 0
    /// The films that got a sound answer.
    var answered: Set<String> = []
  }

  let films: [String]
  private let folder: TemporaryFolder
  private let server: LoopbackServer
  private let state: State

  private final class State: Sendable {
    let script: Mutex<Script>
    let pauses = Mutex<[Duration]>([])
    init(_ script: Script) { self.script = Mutex(script) }
  }

  static let chart = ChartName("proof") ?? { fatalError("a slug") }()
  static let day = Day(year: 2026, month: 5, day: 1) ?? { fatalError("a day") }()
  private static let now = Instant(startOf: day).advanced(bySeconds: 21_600)

  init(films count: Int, script: Script) throws {
    let films = (1...count).map { "tt\(1_000_000 + $0)" }
    let list = NetworkBench.list(films)
    let state = State(script)
    self.films = films
    self.state = state
    folder = try TemporaryFolder()
    server = try LoopbackServer { request in
      let subject = request.path == "/list" ? request.path : request.query["i"] ?? ""
      let body = request.path == "/list" ? list : NetworkBench.answer(subject)
      return state.script.withLock { script in
        script.requests += 1
        if subject != "/list" { script.calls += 1 }
        if script.requests == script.point { script.struck = subject }
        let isHit = script.requests == script.point || script.isSticky && script.struck == subject
        if isHit, !script.isOver { return script.fault.behaviour(instead: body) }
        if subject != "/list" { script.answered.insert(subject) }
        return .respond(body: body)
      }
    }
  }

  var script: Script { state.script.withLock { $0 } }
  /// How long the program would have waited between attempts.
  var pauses: [Duration] { state.pauses.withLock { $0 } }

  /// Ends the faults.
  func recover() { state.script.withLock { $0.isOver = true } }

  static func list(_ films: [String]) -> [UInt8] {
    let rows = films.enumerated().map { #"{"id":"\#($1)","rank":\#($0 + 1),"title":"Film \#($1)"}"# }
    return Array("[\(rows.joined(separator: ","))]".utf8)
  }

  static func answer(_ film: String) -> [UInt8] {
    Array(#"{"Title":"Named \#(film)","Year":"1994","imdbID":"\#(film)","Response":"True"}"#.utf8)
  }

  func definition(_ policy: NetworkPolicy) throws -> JobDefinition {
    let text = """
      chart: proof
      extract: { url: "\(server.baseURL)/list", items: "", total-timeout: \(timeout), attempts: 3 }
      transform:
        fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
      enrich:
        omdb:
          url: "\(server.baseURL)/"
          key: { environment: PROOF_KEY }
          per-day: \(policy.budget(films: films.count))
          attempts: 3
          total-timeout: \(timeout)
          fields: [title, year]
      check:
        entries: { equals: \(films.count), otherwise: fail }
        \(policy.check)
      tolerate: { failed-films: \(policy.tolerated(films: films.count)) }
      """
    let (definition, mistakes) = JobFile.parse(bytes: Array(text.utf8), path: folder.path + "/proof.yaml")
    guard let definition else { throw Unusable(mistakes: mistakes.map(\.message)) }
    return definition
  }

  private struct Unusable: Error { var mistakes: [String] }

  /// Long enough for a sound answer, and short where only time tells that there will be none.
  private var timeout: String { script.fault.takesTime ? "200ms" : "30s" }

  /// What a run of the day comes to, with the dead letters that are left after it.
  func run(_ definition: JobDefinition) async throws -> (report: RunReport, dead: [FilmTask]) {
    let path = folder.path + "/lake"
    let lake = try await Lake.open(
      path: path, options: .init(command: "proof", lockWait: 5, clock: { NetworkBench.now }))
    let work = try WorkStore(folder: path, restoringFrom: lake.reader)
    let pause: @Sendable (Duration) async throws -> Void = { [state] pause in
      state.pauses.withLock { $0.append(pause) }
    }
    var surroundings = RunSurroundings(
      fetcher: CurlFetcher(sleep: pause, now: { NetworkFault.clock }), environment: ["PROOF_KEY": "abc"],
      clock: { NetworkBench.now }, logger: Logger(label: "proof") { _ in SwiftLogNoOpLogHandler() })
    surroundings.sleep = pause
    let runner = JobRunner(
      definition: definition, job: "proof", lake: lake, work: work, surroundings: surroundings)
    do {
      let reports = try await runner.run([NetworkBench.day], plan: .live, trigger: .run)
      let dead = try await work.tasks(in: .dead)
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
  func stored() throws -> (snapshot: SnapshotSummary?, entries: [Entry]) {
    let reader = try LakeReader.open(path: folder.path + "/lake")
    let newest = try reader.snapshots(of: NetworkBench.chart).last
    guard let version = newest?.version else { return (newest, []) }
    return (newest, try reader.entries(of: version))
  }
}

/// What a job file says of films that fail.
enum NetworkPolicy: CaseIterable, Sendable {
  /// None may fail.
  case strict
  /// Two may.
  case tolerant
  /// Two may, but every entry must have a year, which comes with the answer alone.
  case warning, quarantining, failing
  /// All may, and there are just as many calls a day as films.
  case tight

  func budget(films: Int) -> Int { self == .tight ? films : films + 10 }

  func tolerated(films: Int) -> Int {
    switch self {
    case .strict: 0
    case .tight: films
    default: 2
    }
  }

  var check: String {
    switch self {
    case .strict, .tolerant, .tight: ""
    case .warning: "required: { fields: [year], otherwise: warn }"
    case .quarantining: "required: { fields: [year], otherwise: quarantine }"
    case .failing: "required: { fields: [year], otherwise: fail }"
    }
  }

  /// What becomes of a day on which some films have no answer.
  var outcome: DayState {
    switch self {
    case .strict, .failing: .failed
    case .tolerant, .warning, .tight: .degraded
    case .quarantining: .quarantined
    }
  }
}
