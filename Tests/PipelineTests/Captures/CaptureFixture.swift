import HTTPFetch
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@testable import Jobs
@testable import ListSources

/// A job and a clock for sources of captures. Waits take no time: the clock is advanced, and each wait is recorded.
final class CaptureFixture: Sendable {
  let now = Mutex(Instant("2026-05-01T06:00:00Z")!)
  private let noted = Mutex<[Duration]>([])

  /// The lengths of the waits, in their order.
  var waits: [Duration] { noted.withLock { $0 } }

  /// A job for the list at `https://example.org/list.json`.
  ///
  /// - Parameter lines: further lines of the job file.
  func definition(_ lines: String = "", _ change: (inout Extraction) -> Void = { _ in }) -> JobDefinition {
    let text = """
      chart: test
      extract: { url: "https://example.org/list.json" }
      transform: { fields: { rank: { position: true }, id: { from: /id }, title: { from: /title } } }
      \(lines)
      """
    var definition = JobFile.parse(bytes: Array(text.utf8), path: "/srv/test.yaml").definition!
    change(&definition.extract)
    return definition
  }

  func gitHub(_ archive: Archive.GitHub, _ definition: JobDefinition? = nil, token: String? = nil)
    -> GitHubCaptures
  {
    GitHubCaptures(
      archive, definition: definition ?? self.definition(), fetcher: CurlFetcher(sleep: { _ in }),
      environment: token.map { ["TEST_TOKEN": $0] } ?? [:], clock: { self.now.withLock { $0 } },
      sleep: { self.wait($0) })
  }

  func wayback(_ archive: Archive.Wayback, _ definition: JobDefinition? = nil) -> WaybackCaptures {
    WaybackCaptures(
      archive, definition: definition ?? self.definition(), fetcher: CurlFetcher(sleep: { _ in }),
      clock: { self.now.withLock { $0 } }, sleep: { self.wait($0) })
  }

  private func wait(_ duration: Duration) {
    noted.withLock { $0.append(duration) }
    now.withLock { $0 = $0.advanced(bySeconds: Double(duration.milliseconds) / 1000) }
  }

  /// The message of the failure that `work` must throw.
  static func failure(_ work: () async throws -> some Any) async -> String {
    let failure = await #expect(throws: Failure.self) { _ = try await work() }
    return failure.map { "\($0.kind.rawValue): \($0.message)" } ?? ""
  }

  /// The problem that `work` must throw: its state and its reason.
  static func problem(_ work: () async throws -> some Any) async -> String {
    let problem = await #expect(throws: ExtractionProblem.self) { _ = try await work() }
    return problem.map { "\($0.state.rawValue): \($0.reason)" } ?? ""
  }

  /// `[]` in gzip: one stored block.
  static let packedEmptyArray: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff,
    0x01, 0x02, 0x00, 0xfd, 0xff, 0x5b, 0x5d, 0x29, 0xbb, 0x4c, 0x0d, 0x02, 0x00, 0x00, 0x00,
  ]
}

extension Capture {
  /// The day and the id of the capture.
  var text: String { "\(day) \(id ?? "")" }
}
