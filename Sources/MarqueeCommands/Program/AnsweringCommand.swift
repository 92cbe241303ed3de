import ArgumentParser
import Operations
import Presentation
import RankingModel

/// A command that does its work and answers.
protocol AnsweringCommand: ParsableCommand {
  /// The options that every command has.
  var options: GlobalOptions { get }

  /// Whether it uses the lake. A bucket is not asked for anything by a command that does not.
  var usesLake: Bool { get }

  /// Does the work at `workplace`, and tells on `terminal` how far it is.
  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer
}

/// What a command ends with.
struct Answer {
  /// What goes to standard output; `nil` where all of that was written already.
  var document: Document?
  /// What people are told after it.
  var words: String?
  /// How the program ends.
  var status = ExitStatus.success
  /// What failed besides, each to be told; the first gives the exit code.
  var failures: [Failure] = []
  /// Whether metrics follow, where they are asked for.
  var isMeasured = true
  /// When the lake was found sound.
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

  /// Gives the answer in `context`.
  ///
  /// - Throws: what the work throws, that metrics could not be written, or the status of the answer where it is not success.
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
