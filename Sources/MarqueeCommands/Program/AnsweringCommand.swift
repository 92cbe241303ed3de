import ArgumentParser
import Operations
import Presentation
import RankingModel

/// A command that does work at a workplace and gives an answer.
protocol AnsweringCommand: ParsableCommand {
  /// The options that every command has.
  var options: GlobalOptions { get }

  /// Whether the command uses the lake. If not, no request is sent to the lake's bucket.
  var usesLake: Bool { get }

  /// Does the work at `workplace`, and reports progress on `terminal`.
  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer
}

/// The result of a command.
struct Answer {
  /// The document for standard output; `nil` if everything was written already.
  var document: Document?
  /// A message to people after the document.
  var words: String?
  /// The status with which the program ends.
  var status = ExitStatus.success
  /// Further failures, which are all reported. The first gives the exit code.
  var failures: [Failure] = []
  /// Whether metrics are written, if they are asked for.
  var isMeasured = true
  /// When this command found the lake sound; `nil` if it did not check that.
  var checkedAt: Instant?

  init(_ document: Document? = nil, saying words: String? = nil, status: ExitStatus = .success) {
    (self.document, self.words, self.status) = (document, words, status)
  }
}

/// Several failures of one command, at least one.
struct Failures: Error {
  var all: [Failure]
}

extension AnsweringCommand {
  var usesLake: Bool { true }

  /// Does the work and prints the answer in `context`.
  ///
  /// - Throws: what the work throws, the failure to write metrics, or the answer's status if it is not success.
  func run(in context: CommandContext) async throws {
    try context.checkClock()
    let terminal = Terminal(context: context, options: options)
    let workplace = try await Workplace(terminal, usesLake: usesLake)
    try await keepingLineage(at: workplace, context.environment) { workplace in
      try await run(at: workplace, terminal)
    }
  }

  private func run(at workplace: Workplace, _ terminal: Terminal) async throws {
    let answer = try await self.answer(workplace, terminal)
    if let document = answer.document { try terminal.print(document) }
    if let words = answer.words { terminal.say(words) }
    var failures = answer.failures
    do { try await writeMetrics(of: workplace, after: answer) } catch let failure as Failure {
      failures.append(failure)
    }
    if !failures.isEmpty { throw Failures(all: failures) }
    if answer.status != .success { throw answer.status }
  }
}
