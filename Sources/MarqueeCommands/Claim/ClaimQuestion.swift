import ArgumentParser
import JSON
import LakeStore
import Operations
import Presentation
import RankingModel

/// A question that can be claimed, read from the words of a command.
struct ClaimQuestion {
  /// The words of the command.
  let words: [String]
  private let command: any ClaimableCommand

  /// The question that `words` ask.
  ///
  /// - Throws: a `usage` failure if they are not a question that can be claimed, or contain options that are not part of the
  ///   question.
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
        remedy: .words("options such as --lake and --format come before the name of the claim"))
    }
    try command.requireLastingWords()
    self.words = words
    self.command = command
  }

  /// The chart that the question names; `nil` if it names none.
  var chart: ChartName? { command.namedChart }

  /// The question, restricted so that later days cannot change its answer: it gets a `--captured-by` with the instant of the
  /// newest list. A question that already names its days or a cutoff stays as it is.
  ///
  /// - Parameter newest: when the newest list of the chart was captured, and the last day of the chart.
  func pinned(by newest: (capturedAt: Instant, day: Day)?) throws(Failure) -> ClaimQuestion {
    guard let newest, !command.namesItsDays(upTo: newest.day), command.past.cutoff == Cutoff()
    else { return self }
    // Insert the option right after the command's name, and so before a "--".
    return try ClaimQuestion(words.prefix(1) + ["--captured-by", "\(newest.capturedAt)"] + words.dropFirst())
  }

  /// The answer, as of `instant` if one is given. A question that names its own instant is answered as of the earlier of the two.
  func answer(_ workplace: Workplace, asOf instant: Instant?, _ context: CommandContext) async throws
    -> JSONValue?
  {
    var command = command
    if let instant { command.past.asOf = min(command.past.asOf ?? instant, instant) }
    // A claim needs the answer only, no messages.
    var context = context
    context.errors = StandardOutput { _ in }
    // Ignore the terminal: a wide terminal shows more than a pipe.
    (context.width, context.errorsWidth) = (nil, nil)
    return try await command.answer(workplace, Terminal(context: context, options: command.options)).document?
      .json
  }
}

extension GlobalOptions {
  /// Whether no option says anything about the lake or the form of the answer.
  fileprivate var areUsual: Bool {
    lake == nil && s3Endpoint == nil && s3Region == nil && !singleWriter && jobsFolder == nil
      && format == .table && !json && !noEscape && color == .auto
      && !quiet
      && !verbose && logFormat == .text
  }
}
