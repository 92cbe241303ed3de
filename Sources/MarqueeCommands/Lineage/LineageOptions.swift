import ArgumentParser
import Operations

/// The lineage option of commands that run days.
struct LineageOptions: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "Tell of each run in OpenLineage events: lines of a file, or posted to a URL; also MARQUEE_LINEAGE.",
      valueName: "file|url"), completion: .file())
  var lineage: String?
}

/// A command whose runs can be logged as OpenLineage events.
protocol LineageCommand: AnsweringCommand {
  /// The destination of the events.
  var lineage: LineageOptions { get }
}

extension AnsweringCommand {
  /// Does `work`, and logs its runs as OpenLineage events if an option or the environment asks for that.
  func keepingLineage(
    at workplace: Workplace, _ environment: [String: String], _ work: (Workplace) async throws -> Void
  ) async throws {
    let options = (self as? any LineageCommand)?.lineage
    let target = options.flatMap { $0.lineage ?? environment["MARQUEE_LINEAGE"] } ?? ""
    guard !target.isEmpty else { return try await work(workplace) }
    try await workplace.keepingLineage(in: target, work)
  }
}
