import Foundation
import JSON
import MarqueeTestSupport
import Synchronization
import Testing

/// A lake, a loopback source of lists and answers, a job file between them, and the program that runs it.
final class LoopbackFixture: Sendable {
  /// Decides the answer to a request; nil leaves the request to the usual answers.
  typealias Answer = @Sendable (LoopbackRequest) -> LoopbackBehaviour?

  static let key = "s3cr3t/k+y=7"

  let folder: TemporaryFolder
  let server: LoopbackServer
  private let key: String
  private let answer: SharedAnswer

  /// The current answer, which the server shares with the test.
  private final class SharedAnswer: Sendable {
    let current = Mutex<Answer>({ _ in nil })
  }

  /// - Parameter key: the value of the environment variable that jobs name for their key.
  init(key: String = LoopbackFixture.key) throws {
    self.key = key
    let answer = SharedAnswer()
    self.answer = answer
    folder = try TemporaryFolder()
    server = try LoopbackServer { request in
      let special = answer.current.withLock { $0 }
      return special(request) ?? LoopbackFixture.usual(request)
    }
  }

  var lake: String { folder.path(of: "lake") }

  /// Answers requests by `answer` from now on.
  func serve(_ answer: @escaping Answer) { self.answer.current.withLock { $0 = answer } }

  /// Answers every request for the list with `list` from now on.
  func serve(list: LoopbackBehaviour) { serve { $0.path == "/list" ? list : nil } }

  /// The good list, and an answer about each item.
  static func usual(_ request: LoopbackRequest) -> LoopbackBehaviour {
    if request.path == "/list" { return .respond(text: list()) }
    return .respond(text: answer(about: request.query["i"] ?? ""))
  }

  static let items = (1...10).map { "tt000000\($0 % 10)" }

  /// A good list of ten items.
  static func list(_ items: [String] = LoopbackFixture.items) -> String {
    let rows = items.enumerated().map { #"{"id":"\#($1)","rank":\#($0 + 1),"title":"Film \#($1)"}"# }
    return #"{"items":[\#(rows.joined(separator: ",\n"))]}"#
  }

  static func answer(about item: String) -> String {
    #"{"Title":"Named \#(item)","Year":"1994","imdbID":"\#(item)","Response":"True"}"#
  }

  /// Writes a job file and returns its path.
  ///
  /// - Parameters:
  ///   - extract: lines added to its extract section.
  ///   - enriched: whether OMDb is asked about the items.
  ///   - omdb: lines beside its preset.
  ///   - maxFailedItems: how many items may fail.
  ///   - more: sections at its end.
  func job(
    url: String? = nil, extract: [String] = [], fields: [String] = [], enriched: Bool = false,
    key: String = "{ environment: TEST_KEY }", omdb: [String] = [], maxFailedItems: Int = 0,
    more: [String] = []
  ) throws -> String {
    var lines = [
      "chart: test", "title: Test", "extract:", "  url: \"\(url ?? server.baseURL + "/list")\"",
      "  items: /items",
    ]
    lines += ["attempts: 1", "total-timeout: 60s"].filter { usual in
      !extract.contains { $0.hasPrefix(usual.prefix { $0 != ":" }) }
    }.map { "  \($0)" }
    lines += extract.map { "  \($0)" }
    lines += [
      "transform:", "  fields:", "    id: { from: /id }", "    title: { from: /title }",
      "    rank: { from: /rank, type: integer }",
    ]
    lines += fields.map { "    \($0)" }
    if enriched {
      lines += [
        "enrich:", "  preset: omdb", "  url: \"\(server.baseURL)/?apikey={key}&i={id}\"", "  key: \(key)",
        "  attempts: 1",
      ]
      lines += omdb.map { "  \($0)" }
    }
    lines += [
      "check:", "  unique: { field: id, on-failure: quarantine }",
      "  ranks: { rule: contiguous, on-failure: quarantine }",
      "  rows: { unreadable-at-most: 0, on-failure: quarantine }", "  max-failed-items: \(maxFailedItems)",
    ]
    return try folder.write((lines + more).joined(separator: "\n") + "\n", to: "test.yaml")
  }

  static let noon = "2026-05-01T12:00:00Z"

  private func environment(_ now: String) -> [String: String] {
    ["MARQUEE_NOW": now, "TEST_KEY": key]
  }

  /// Starts the program on the lake, with limits for its memory in MiB and its open files if they are given.
  func start(
    _ arguments: [String], now: String = noon, lake: String? = nil, memory: Int? = nil, files: Int? = nil,
    variables: [String: String] = [:]
  ) throws -> RunningProgram {
    try MarqueeBinary.start(
      arguments + ["--lake", lake ?? self.lake], environment: environment(now).merging(variables) { $1 },
      memory: memory, files: files)
  }

  /// Runs the program on the lake to its end.
  func marquee(
    _ arguments: String..., now: String = noon, lake: String? = nil
  ) async throws -> RunningProgram.Ending {
    try await start(arguments, now: now, lake: lake).ending()
  }

  /// The program's answer as JSON.
  func json(_ arguments: String...) async throws -> Any {
    let ending = try await start(arguments + ["--format", "json"]).ending()
    #expect(ending.status == 0, "\(arguments): \(ending.errors)")
    return try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
  }

  /// The names of all runs, the newest first; unfinished runs come before finished ones.
  func runs() async throws -> [String] {
    let runs = try await json("runs") as? [[String: Any]] ?? []
    return runs.compactMap { $0["run"] as? String }
  }

  /// The answer of `runs show` about the newest run.
  func lastRun() async throws -> RunningProgram.Ending {
    let run = try #require(try await runs().first)
    return try await marquee("runs", "show", run)
  }

  /// The number of requests about each item.
  var asked: [String: Int] {
    Dictionary(server.requests.compactMap { $0.query["i"] }.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// The number of requests for the list.
  var lists: Int { server.requests.count { $0.path == "/list" } }

  /// Files of `lake` with a temporary name.
  func temporaryFiles(in lake: String? = nil) -> [String] {
    let all = FileManager.default.enumerator(atPath: lake ?? self.lake)?.compactMap { $0 as? String } ?? []
    return all.filter { ($0 as NSString).lastPathComponent.hasPrefix(".tmp-") }
  }
}

/// Names in the program's code, which a user must never see.
private let programNames = [
  "Failure(", "Error(", "Optional(", "JSONValue", "FetchError", "GzipError", "TransformError", "JSONError",
  "FileSystemError", "ExtractionProblem", "DatabaseError", "ResultCode", "Swift.", "rawValue", "nil",
]

/// Expects the exit code `status`, and exactly one message, with `words` and without names of the program's code.
func expectOneMessage(
  _ ending: RunningProgram.Ending, status: Int32, saying words: [String], _ about: Comment? = nil,
  at location: SourceLocation = #_sourceLocation
) {
  #expect(ending.status == status, "\(about ?? "") \(ending.errors)", sourceLocation: location)
  // Further lines of a message are indented.
  let messages = ending.errors.split(separator: "\n").filter { !$0.hasPrefix(" ") }
  #expect(messages.count == 1, "\(about ?? "") \(ending.errors)", sourceLocation: location)
  for word in words {
    #expect(ending.errors.contains(word), "\(about ?? "") \(ending.errors)", sourceLocation: location)
  }
  for name in programNames {
    #expect(
      !(ending.errors + ending.output).contains(name), "\(about ?? "") \(ending.errors)",
      sourceLocation: location)
  }
}
