import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// A lake whose lists are files, one a day, and the program that works on the lake.
final class LakeFixture: Sendable {
  static let chart = "test"
  let folder: TemporaryFolder

  var lake: String { folder.path(of: "lake") }

  init() throws {
    folder = try TemporaryFolder()
    let url = "file:../lists/{day}.json"
    try folder.write(
      """
      chart: test
      title: Test
      extract: { url: "\(url)", items: "" }
      transform:
        fields: { id: { from: /id }, title: { from: /title }, rank: { position: true } }
      check: { entries: { equals: 3, on-failure: quarantine } }
      archives: [{ url: "\(url)" }]
      """, to: "jobs/test.yaml")
  }

  /// Writes the list of a day: items in rank order.
  func serve(_ items: String..., on day: String) throws {
    let rows = items.map { #"{"id":"tt\#($0)","title":"Film \#($0)"}"# }
    try folder.write("[\(rows.joined(separator: ","))]", to: "lists/\(day).json")
  }

  /// Starts the program on the lake.
  func start(_ arguments: [String], now: String, variables: [String: String] = [:]) throws -> RunningProgram {
    writeMarksWhenTheySay(lake)
    let own = [
      "MARQUEE_LAKE": lake, "MARQUEE_JOBS": folder.path(of: "jobs"), "MARQUEE_NOW": "\(now)Z",
    ]
    return try MarqueeBinary.start(arguments, environment: own.merging(variables) { $1 })
  }

  /// Runs the program on the lake to its end. The first `times` calls of `call` on the file at `place` fail, as on a bad disk.
  func marquee(
    _ arguments: String..., failing call: String, times: Int, of place: String,
    now: String = "2026-05-10T12:00:00"
  ) async throws -> RunningProgram.Ending {
    var variables = [
      "LD_PRELOAD": MarqueeBinary.faultInjection, "MARQUEE_FAULT_ROOT": lake, "MARQUEE_FAULT": "EIO",
      "MARQUEE_FAULT_AT": "1", "MARQUEE_FAULT_CALLS": "reads", "MARQUEE_FAULT_CALL": call,
      "MARQUEE_FAULT_PATH": "\(lake)/\(place)",
    ]
    if times > 1 { variables["MARQUEE_FAULT_STICKY"] = "\(times)" }
    return try await start(arguments, now: now, variables: variables).ending()
  }

  /// Runs the program on the lake to its end, and expects the exit code `status`.
  @discardableResult
  func marquee(
    _ arguments: String..., now: String = "2026-05-10T12:00:00", status: Int32 = 0,
    at location: SourceLocation = #_sourceLocation
  ) async throws -> RunningProgram.Ending {
    try await run(arguments, now: now, status: status, at: location)
  }

  /// Runs the program on the lake to its end, and expects the exit code `status`.
  @discardableResult
  func run(
    _ arguments: [String], now: String = "2026-05-10T12:00:00", status: Int32 = 0,
    at location: SourceLocation = #_sourceLocation
  ) async throws -> RunningProgram.Ending {
    let ending = try await start(arguments, now: now).ending()
    #expect(
      ending.status == status, "\(arguments): \(ending.output) \(ending.errors)", sourceLocation: location)
    return ending
  }

  /// The program's answer as JSON.
  func json<Answer>(
    _ type: Answer.Type = Answer.self, _ arguments: String..., now: String = "2026-05-10T12:00:00",
    status: Int32 = 0, at location: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    let ending = try await run(arguments + ["--format", "json"], now: now, status: status, at: location)
    let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
    return try #require(json as? Answer, sourceLocation: location)
  }

  /// Runs the job for a day, whose list has been served.
  func day(_ day: String, now: String, at location: SourceLocation = #_sourceLocation) async throws {
    try await run(["run", "test", "--day", day], now: now, at: location)
  }

  /// Expects that nothing stored is lost or changed.
  func expectSound(at location: SourceLocation = #_sourceLocation) async throws {
    try await run(["lake", "check", "--read-data"], at: location)
  }

  /// Every file of the lake with its bytes, and every folder and link. The lock is left out, because it names its last holder,
  /// and so are the files that SQLite leaves beside a database that was read: an empty log and its index.
  func tree() throws -> [String: Data] {
    var tree: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: lake) where name != "lock" {
      let path = "\(lake)/\(name)"
      let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
      let bytes = link.map { Data($0.utf8) } ?? FileManager.default.contents(atPath: path) ?? Data()
      if name.hasSuffix("-shm") || name.hasSuffix("-wal") && bytes.isEmpty { continue }
      tree[name] = bytes
    }
    return tree
  }

  /// The names of the stored objects, sorted.
  func objects() throws -> [String] {
    try files(in: "objects").map { String(($0 as NSString).lastPathComponent.prefix(64)) }.sorted()
  }

  /// The places within the lake of all files under one of its folders, sorted.
  func files(in part: String) throws -> [String] {
    try tree().keys.filter { $0.hasPrefix("\(part)/") && $0.hasSuffix(part == "objects" ? ".gz" : ".json") }
      .sorted()
  }

  /// The version of each snapshot of a day, oldest first.
  func versions(of day: String) async throws -> [String] {
    let rows = try await json([[String: Any]].self, "snapshot", "list", "test", "--day", day)
    return rows.compactMap { $0["version"] as? String }
  }

  /// 1 May, published twice: `A B C` at noon of 2 May and `B A C` an hour later; and 2 May, published once.
  static func corrected() async throws -> LakeFixture {
    let fixture = try LakeFixture()
    try fixture.serve("A", "B", "C", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-02T12:00:00")
    try fixture.serve("B", "A", "C", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-02T13:00:00")
    try fixture.serve("B", "C", "D", on: "2026-05-02")
    try await fixture.day("2026-05-02", now: "2026-05-03T12:00:00")
    return fixture
  }

  /// The lake of `corrected`, with the first snapshot of 1 May forgotten at noon of 4 May: two of seven objects are unused.
  static func withUnusedObjects() async throws -> LakeFixture {
    let fixture = try await corrected()
    try await fixture.marquee("lake", "forget", "--keep-last", "0", now: "2026-05-04T12:00:00")
    return fixture
  }
}
