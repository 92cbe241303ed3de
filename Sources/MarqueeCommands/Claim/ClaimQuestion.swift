import ArgumentParser
import JSON
import LakeStore
import Operations
import Presentation
import RankingModel

/// A question that can be claimed, read from the words of a command.
struct ClaimQuestion {
  /// The words.
  let words: [String]
  private let command: any ClaimableCommand

  /// The question that `words` ask.
  ///
  /// - Throws: a `usage` failure where they are no such question, or have options that are not about what is asked.
  init(_ words: [String]) throws(Failure) {
    let parsed: any ParsableCommand
    do { parsed = try MarqueeCommand.parseAsRoot(words) } catch {
      let isHelp = MarqueeCommand.exitCode(for: error).isSuccess
      let why = isHelp ? "it asks for help" : MarqueeCommand.message(for: error)
      throw Failure(.usage, "the question cannot be asked: \(why)")
    }
    guard let command = parsed as? any ClaimableCommand else {
      throw Failure(
        .usage, "the question cannot be asked: it is not one about a chart's past",
        remedy: .words("ask as a command such as chart, history or when does"))
    }
    guard command.options.areUsual else {
      throw Failure(
        .usage, "the question has options that are not part of it",
        remedy: .words("options such as --lake and --format stand before the name of the claim"))
    }
    try command.requireLastingWords()
    self.words = words
    self.command = command
  }

  /// The chart that the question names; `nil` where it names none.
  var chart: ChartName? { command.namedChart }

  /// The question with what keeps later days out of its answer: only lists that were captured by now count, unless it says itself
  /// what counts or names its days.
  ///
  /// - Parameter newest: when the newest list of the chart was captured.
  func pinned(by newest: Instant?) throws(Failure) -> ClaimQuestion {
    guard let newest, let dated = command as? any CutoffCommand, !dated.namesItsDays,
      dated.past.cutoff == Cutoff()
    else { return self }
    // Options stand anywhere behind the command's name, and before what may follow a "--".
    return try ClaimQuestion(words.prefix(1) + ["--captured-by", "\(newest)"] + words.dropFirst())
  }

  /// The answer, as of `instant` where one is given; `nil` where it cannot be asked so.
  func answer(_ workplace: Workplace, asOf instant: Instant?, _ context: CommandContext) async throws
    -> JSONValue?
  {
    var command = command
    if let instant {
      guard var dated = command as? any CutoffCommand, dated.past.asOf == nil else { return nil }
      dated.past.asOf = instant
      command = dated
    }
    // Whoever claims something wants the answer alone.
    var context = context
    context.errors = StandardOutput { _ in }
    // A wide terminal shows more than a pipe.
    (context.width, context.errorsWidth) = (nil, nil)
    return try await command.answer(workplace, Terminal(context: context, options: command.options)).document?
      .json
  }
}

extension GlobalOptions {
  /// Whether they say nothing about the lake and the form of the answer.
  fileprivate var areUsual: Bool {
    lake == nil && s3Endpoint == nil && s3Region == nil && !singleWriter && jobsFolder == nil
      && format == .table && !json && !noEscape && color == .auto
      && !quiet
      && !verbose && logFormat == .text
  }
}
