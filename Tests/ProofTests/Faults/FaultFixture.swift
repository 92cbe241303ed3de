import Foundation
import Glibc
import JSON
import MarqueeTestSupport
import Synchronization

/// A lake, a job with lists in files and a counting enrichment source, and the real program with injected faults.
final class FaultFixture: Sendable {
  let folder: TemporaryFolder
  let server: LoopbackServer
  private let tally: Tally

  /// The number of requests about each item, by key.
  private final class Tally: Sendable {
    let counts = Mutex<[String: [String: Int]]>([:])
  }

  static let now = "2026-05-07T12:00:00Z"
  static let items = ["tt1", "tt2", "tt3", "tt4", "tt5"]

  init() throws {
    folder = try TemporaryFolder()
    let tally = Tally()
    self.tally = tally
    server = try LoopbackServer { request in
      let query = request.query
      let item = query["i"] ?? ""
      tally.counts.withLock { $0[query["apikey"] ?? "", default: [:]][item, default: 0] += 1 }
      return .respond(
        text:
          #"{"Title":"Named \#(item)","Year":"1994","Runtime":"90 min","imdbID":"\#(item)","Response":"True"}"#
      )
    }
    for (number, first) in (1...7).map({ ($0, $0 % 5) }) {
      let order = (0..<5).map { Self.items[($0 + first) % 5] }
      let rows = order.enumerated().map { #"{"id":"\#($1)","rank":\#($0 + 1),"title":"Film \#($1)"}"# }
      try folder.write("[\(rows.joined(separator: ",\n"))]", to: "lists/2026-05-0\(number).json")
    }
    try folder.write(
      """
      chart: proof
      title: Proof
      schedule: { catch-up: none }
      extract: { url: "file:\(folder.path)/lists/{day}.json", items: "" }
      transform:
        fields:
          id: { from: "/id" }
          title: { from: "/title" }
          rank: { from: "/rank", type: integer }
      enrich:
        preset: omdb
        url: "\(server.baseURL)/?apikey={key}&i={id}"
        key: { environment: PROOF_KEY }
        max-age: 7d
        fields: [year, runtime]
        precedence: enrichment
      check: { entries: { equals: 5, on-failure: fail } }
      archives: [{ url: "file:\(folder.path)/lists/{day}.json" }]
      """, to: "jobs/proof.yaml")
  }

  /// A fault to inject into the program.
  struct Fault: Sendable, CustomStringConvertible {
    var kind: String
    var point: Int
    var isSticky = false
    /// The reading call that fails; `point` counts only such calls. Without it, `point` counts operations that write.
    var reading: ReadPoint?
    /// Whether all other calls fail from then on as well, and not only the same one.
    var goesEverywhere = false

    var description: String {
      "\(kind) at \(reading.map { "\($0)" } ?? "\(point)")\(goesEverywhere ? ", then all" : isSticky ? " and after" : "")"
    }

    func environment(lake: String) -> [String: String] {
      var environment = ["MARQUEE_FAULT": kind, "MARQUEE_FAULT_AT": "\(point)"]
      if isSticky { environment["MARQUEE_FAULT_STICKY"] = goesEverywhere ? "all" : "1" }
      guard let reading else { return environment }
      environment["MARQUEE_FAULT_CALLS"] = "reads"
      environment["MARQUEE_FAULT_CALL"] = reading.call
      environment["MARQUEE_FAULT_PATH"] = reading.path.isEmpty ? lake : "\(lake)/\(reading.path)"
      return environment
    }
  }

  func lake(_ name: String) -> String { folder.path + "/\(name)" }

  /// The folders that belong to `lake`: its own, its copy, and the home of its user, which holds mirrors of git repositories.
  static func folders(of lake: String) -> [String] { [lake, "\(lake)-copy", "\(lake)-home"] }

  /// The folder of the job files: one for all lakes, except those under a scheduler.
  func jobs(of lake: String) -> String {
    let own = "\(lake)-jobs"
    return FileManager.default.fileExists(atPath: own) ? own : folder.path + "/jobs"
  }

  /// Removes a lake with everything that belongs to it.
  func remove(_ lake: String) {
    for path in Self.folders(of: lake) + ["\(lake)-jobs"] {
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  func start(
    _ arguments: [String], lake: String, now: String = FaultFixture.now, fault: Fault? = nil,
    trace: String? = nil, variables: [String: String] = [:]
  ) throws -> RunningProgram {
    writeMarksWhenTheySay(lake)
    // Each lake has its own key, so that the server can tell the requests apart.
    var environment = [
      "MARQUEE_LAKE": lake, "MARQUEE_JOBS": jobs(of: lake), "MARQUEE_NOW": now,
      "PROOF_KEY": (lake as NSString).lastPathComponent, "HOME": "\(lake)-home",
    ]
    if fault != nil || trace != nil {
      environment["LD_PRELOAD"] = MarqueeBinary.faultInjection
      environment["MARQUEE_FAULT_ROOT"] = Self.folders(of: lake).joined(separator: ":")
    }
    if let fault { environment.merge(fault.environment(lake: lake)) { $1 } }
    if let trace { environment["MARQUEE_FAULT_TRACE"] = trace }
    environment.merge(variables) { $1 }
    return try MarqueeBinary.start(arguments, environment: environment)
  }

  /// The time limit of a command, after which it is killed.
  static let limit = Duration.seconds(15)
  /// The time limit of a scheduler. It does several things one after another, and SQLite waits ten seconds for a lock that the
  /// system keeps refusing.
  static let limitOfScheduler = Duration.seconds(120)

  /// Runs a command to its end.
  ///
  /// - Parameter last: the text on standard error after which the command is told to stop; `nil` if it ends by itself.
  func run(
    _ arguments: [String], lake: String, now: String = FaultFixture.now, fault: Fault? = nil,
    trace: String? = nil, variables: [String: String] = [:], until last: String? = nil
  ) async throws -> RunningProgram.Ending {
    let program = try start(
      arguments, lake: lake, now: now, fault: fault, trace: trace, variables: variables)
    let stop = last.map { last in
      Task { [weak program] in
        while let program, !program.errorsSoFar.contains(last) {
          try await Task.sleep(for: .milliseconds(10))
        }
        program?.signal(SIGTERM)
      }
    }
    defer { stop?.cancel() }
    let alarm = Task { [weak program] in
      try await Task.sleep(for: last == nil ? Self.limit : Self.limitOfScheduler)
      program?.signal(SIGKILL)
    }
    defer { alarm.cancel() }
    return try await program.ending()
  }

  /// The number of requests about each item for `lake`.
  func asked(for lake: String) -> [String: Int] {
    tally.counts.withLock { $0[(lake as NSString).lastPathComponent] ?? [:] }
  }

  /// The items whose answers an interrupted run in `lake` has stored.
  func answeredItems(in lake: String) async throws -> Set<String> {
    guard FileManager.default.fileExists(atPath: "\(lake)/work.sqlite") else { return [] }
    let ending = await ask(["queue", "list"], lake: lake)
    guard ending.status == 0,
      let tasks = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [[String: Any]]
    else { return [] }
    return Set(tasks.filter { $0["state"] as? String == "done" }.compactMap { $0["item"] as? String })
  }

  func copy(_ lake: String, to target: String) throws {
    try? FileManager.default.removeItem(atPath: target)
    if FileManager.default.fileExists(atPath: lake) {
      try FileManager.default.copyItem(atPath: lake, toPath: target)
    }
  }

  /// The content of a chart, without the instants of recording: the state and version that stand for each day. For a chart whose
  /// captures have their own instants, each list with its instant is added, as often as it is there.
  func meaning(of lake: String, chart: String = "proof") async throws -> [String] {
    let ending = await ask(["snapshot", "list", chart], lake: lake)
    guard ending.status == 0,
      let rows = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [[String: Any]]
    else { return ["\(ending.status): \(ending.errors)"] }
    let lists =
      chart == "proof"
      ? [] : rows.filter { ["published", "quarantined"].contains($0["state"] as? String) }
    return rows.filter { $0["superseded"] as? Bool == false }
      .map { "\($0["day"] ?? "") \($0["state"] ?? "") \($0["version"] ?? "")" }
      + lists.map { "\($0["captured_at"] ?? "") \($0["version"] ?? "")" }.sorted()
  }

  /// The bytes of every published file: objects and snapshot records.
  static func published(in lake: String) -> [String: Data] {
    var files: [String: Data] = [:]
    for part in ["objects", "snapshots"] {
      let names =
        FileManager.default.enumerator(atPath: "\(lake)/\(part)")?.compactMap { $0 as? String } ?? []
      for name in names where name.hasSuffix(".gz") || name.hasSuffix(".json") {
        files["\(part)/\(name)"] = FileManager.default.contents(atPath: "\(lake)/\(part)/\(name)")
      }
    }
    return files
  }
}
