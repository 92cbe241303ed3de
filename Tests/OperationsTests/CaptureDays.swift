import History
import LakeStore
import MarqueeTestSupport
import Operations
import Pipeline
import RankingModel

/// The chart `test`, whose past days are files in the folders of several archives.
final class CaptureDays: Sendable {
  /// The instant at which the tests work, unless they say otherwise.
  static let now = "2026-05-20T12:00:00Z"

  /// A backfill that runs all days again.
  static var all: BackfillRequest {
    var request = BackfillRequest()
    request.reprocess = .all
    return request
  }

  private let fixture: WorkplaceFixture
  var chart: ChartName { fixture.chart }
  var folder: TemporaryFolder { fixture.folder }

  /// - Parameters:
  ///   - more: further lines of the job file.
  ///   - archives: the folders that the job's archives read, in the order of the job file.
  init(_ more: String = "", archives: [String] = ["a"]) throws {
    fixture = try WorkplaceFixture()
    let elements = archives.map { #"  - files: "file:../\#($0)/*.json""# }
    let list = archives.isEmpty ? [] : ["archives:"] + elements
    let lines =
      [
        "chart: test", #"extract: { url: "https://example.org/list.json", attempts: 1 }"#, "transform:",
        "  fields: { id: { from: /id }, title: { from: /title }, rank: { from: /rank, type: integer } }",
      ] + list + [more]
    try folder.write(lines.joined(separator: "\n") + "\n", to: "jobs/test.yaml")
    for archive in archives { try folder.write("", to: "\(archive)/none") }
  }

  /// The workplace at `now`.
  func place(_ now: String = CaptureDays.now) -> Workplace { fixture.workplace(now) }

  /// Puts a list into an archive as `name`: each letter is an item, the first has rank 1.
  func put(_ items: String, _ name: String) throws {
    let rows = items.enumerated().map { #"{"id":"tt\#($1)","title":"\#($1)","rank":\#($0 + 1)}"# }
    try folder.write("[\(rows.joined(separator: ","))]", to: "\(name).json")
  }

  private func reader() async throws -> LakeReader {
    try await place().reader()
  }

  /// All snapshots, in the order in which their lists were captured.
  func summaries() async throws -> [SnapshotSummary] {
    try await reader().snapshots(of: chart).sorted { $0.capturedAt < $1.capturedAt }
  }

  /// All snapshots as texts: day, time of capture, state, the letters of the items by rank.
  func snapshots() async throws -> [String] {
    let reader = try await reader()
    var texts: [String] = []
    for summary in try await summaries() {
      let entries = try await summary.version.asyncMap { try await reader.entries(of: $0) }
      let letters = entries.map { $0.map(\.title).joined() } ?? "-"
      texts.append("\(text(summary)) \(letters)")
    }
    return texts
  }

  /// The standing snapshot of each day, as a text.
  func standing() async throws -> [String] {
    try await reader().days(of: chart).map { text($0.standing) }
  }

  /// The days on which archives agree, are in conflict, or have a list alone.
  func evidence() async throws -> [String] {
    let found = try await place().status(of: chart).first?.evidence ?? [:]
    return Evidence.State.allCases.map { state in
      (["\(state.rawValue):"] + (found[state] ?? []).map(\.description)).joined(separator: " ")
    }
  }

  private func text(_ summary: SnapshotSummary) -> String {
    let time = summary.capturedAt.description.dropFirst(11).prefix(5)
    return "\(summary.day) \(time) \(summary.state.rawValue)"
  }
}

extension Optional where Wrapped: Sendable {
  /// The result of `change` for the value; `nil` without a value.
  fileprivate func asyncMap<Value>(_ change: (Wrapped) async throws -> Value) async throws -> Value? {
    guard let self else { return nil }
    return try await change(self)
  }
}
