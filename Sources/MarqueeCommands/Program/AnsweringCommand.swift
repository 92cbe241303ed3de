import ArgumentParser
import Presentation
import RankingModel

/// A command that does its work and answers.
protocol AnsweringCommand: AsyncParsableCommand {
  /// The options that every command has.
  var options: GlobalOptions { get }

  /// Does the work.
  func answer() async throws -> Answer
}

/// What a command ends with.
struct Answer {
  /// What goes to standard output; `nil` where all of that was written already.
  var document: Document?
  /// What people are told after it.
  var words: String?
  /// How the program ends.
  var status = ExitStatus.success

  init(_ document: Document? = nil, saying words: String? = nil, status: ExitStatus = .success) {
    self.document = document
    self.words = words
    self.status = status
  }

  /// The answer of what has run jobs.
  init(_ reports: [RunReport]) {
    self.init(.runs(reports), status: ExitStatus(outcomes: reports))
  }
}

extension AnsweringCommand {
  /// Gives the answer.
  ///
  /// - Throws: what the work throws, or the status of the answer where it is not success.
  func run() async throws {
    try options.context.checkClock()
    let answer = try await self.answer()
    if let document = answer.document { try options.print(document) }
    if let words = answer.words { options.say(words) }
    if answer.status != .success { throw answer.status }
  }
}
