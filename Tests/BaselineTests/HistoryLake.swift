import Crypto
import Foundation
import MarqueeCommands
import MarqueeTestSupport
import Presentation
import RankingModel
import Synchronization

/// A lake of one chart's real history. The program answers questions about it within this process: a process for each question
/// would take minutes.
final class HistoryLake: Sendable {
  private let folder: TemporaryFolder
  private let history: String
  private let chart: String
  private let normalizer: Normalizer
  private let known = Mutex<[String]>([])
  /// Begins at 2026-06-20T12:00:00Z. Each reading is later than the one before, so two instants are equal only if one was copied
  /// from the other.
  private let clock = Mutex(Instant(microseconds: 1_781_956_800_000_000))

  /// - Parameters:
  ///   - history: the folder that holds a folder of lists for each chart.
  ///   - job: the job file.
  init(_ history: String, job: String, chart: String) throws {
    folder = try TemporaryFolder()
    self.history = history
    self.chart = chart
    normalizer = Normalizer(folders: [(folder.path, "<folder>"), (history, "<history>")])
    try folder.write(job, to: "jobs/\(chart).yaml")
    // A link, so that addresses relative to the job file are the same wherever the history is.
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "history"), withDestinationPath: history)
  }

  /// A line for each group of questions asked so far: the SHA-256 of its answers, and its name.
  var digests: [String] { known.withLock { $0 } }

  func fill(from: String, to: String) async throws {
    try await ask("backfill from \(from)", [["backfill", chart, "--from", from, "--to", to]])
  }

  /// Asks for the chart of every day that has a list, with a group for each month, and then for the lake's status, snapshots,
  /// runs and check.
  ///
  /// - Returns: the charts.
  func askCharts() async throws -> String {
    let days = try FileManager.default.contentsOfDirectory(atPath: "\(history)/\(chart)").map {
      String($0.prefix(10))
    }
    let months = Dictionary(grouping: days.sorted()) { $0.prefix(7) }
    var charts = ""
    for (month, days) in months.sorted(by: { $0.key < $1.key }) {
      charts += try await ask("charts of \(month)", days.map { ["chart", chart, "--day", $0] })
    }
    try await ask("status", [["status"]])
    try await ask("versions", [["snapshot", "list", chart]])
    try await ask("runs", [["runs", "--limit", "0"]])
    try await ask("verification", [["lake", "check"]])
    return charts
  }

  /// Asks questions, and keeps one digest of all their answers.
  @discardableResult
  func ask(_ group: String, _ questions: [[String]]) async throws -> String {
    var answers = ""
    for words in questions { answers += normalizer.normalize(await answer(words)) }
    let name = "\(chart): \(group)"
    let digest = SHA256.hash(data: Data(answers.utf8)).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    known.withLock { $0.append("\(digest.joined())  \(name)") }
    if let place = ProcessInfo.processInfo.environment["MARQUEE_BASELINE_ANSWERS"] {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      try answers.write(toFile: "\(place)/\(name).txt", atomically: true, encoding: .utf8)
    }
    return answers
  }

  private func answer(_ words: [String]) async -> String {
    let texts = Mutex((output: [UInt8](), errors: [UInt8]()))
    var context = CommandContext(
      output: StandardOutput { bytes in texts.withLock { $0.output += bytes } },
      errors: StandardOutput { bytes in texts.withLock { $0.errors += bytes } },
      environment: ["MARQUEE_LAKE": folder.path(of: "lake"), "MARQUEE_JOBS": folder.path(of: "jobs")])
    context.clock = {
      self.clock.withLock { clock in
        clock = Instant(microseconds: clock.microseconds + 1000)
        return clock
      }
    }
    let status = await MarqueeProgram.run(words + ["--format", "json"], in: context)
    return texts.withLock {
      let parts = [$0.errors, $0.output].map { String(decoding: $0, as: UTF8.self) }
      return "$ marquee \(words.joined(separator: " "))\nexit code \(status)\n\(parts.joined())\n"
    }
  }
}
