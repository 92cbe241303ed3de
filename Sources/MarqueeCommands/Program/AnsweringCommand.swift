import ArgumentParser
import Operations
import Presentation
import RankingModel

/// A command that does its work and answers.
protocol AnsweringCommand: ParsableCommand {
  /// The options that every command has.
  var options: GlobalOptions { get }

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

  init(_ document: Document? = nil, saying words: String? = nil, status: ExitStatus = .success) {
    self.document = document
    self.words = words
    self.status = status
  }
}

/// Several failures of one command, at least one.
struct Failures: Error {
  var all: [Failure]
}

extension AnsweringCommand {
  /// Gives the answer in `context`.
  ///
  /// - Throws: what the work throws, or the status of the answer where it is not success.
  func run(in context: CommandContext) async throws {
    try context.checkClock()
    let terminal = Terminal(context: context, options: options)
    let answer = try await self.answer(Workplace(terminal), terminal)
    if let document = answer.document { try terminal.print(document) }
    if let words = answer.words { terminal.say(words) }
    if !answer.failures.isEmpty { throw Failures(all: answer.failures) }
    if answer.status != .success { throw answer.status }
  }
}
