import ArgumentParser
import JSON
import Operations
import Presentation
import RankingModel

/// Ends the program when it does not succeed: writes the message to standard error and gives the exit code.
struct FailureReport: Sendable {
  /// The words of the command line.
  let words: [String]
  /// The context that the message is written to.
  let context: CommandContext
  /// Whether the message is for a program.
  let isJSON: Bool
  /// The spelling of commands in hints.
  let spelling: CommandSpelling

  /// A report about the command line `words`, which need not be valid.
  init(_ words: [String], in context: CommandContext) {
    self.words = words
    self.context = context
    isJSON =
      value(of: "--format", in: words) == Format.json.rawValue
      || words.prefix { $0 != "--" }.contains("--json")
    var lake = GlobalOptions.lake(value(of: "--lake", in: words), context.environment)
    if lake.isBucket {
      lake.endpoint = value(of: "--s3-endpoint", in: words)
      lake.region = value(of: "--s3-region", in: words)
      lake.isSingleWriter = words.prefix { $0 != "--" }.contains("--single-writer")
    }
    spelling = CommandSpelling(
      lake: lake,
      jobs: GlobalOptions.jobs(value(of: "--jobs-dir", in: words), context.environment).path)
  }

  /// Ends after a request for help or a usage error.
  func end(parsing error: any Error) -> Int32 {
    let code = MarqueeCommand.exitCode(for: error)
    var text = MarqueeCommand.fullMessage(for: error, columns: context.width)
    var message = MarqueeCommand.message(for: error)
    if !code.isSuccess {
      let plain = FailureReport.explained(message, words)
      text = text.replacing(message, with: plain, maxReplacements: 1)
      message = plain
    }
    if isJSON, !code.isSuccess {
      let help = text.firstMatch(of: /See '(.+)' for more information/).map { Remedy.words(String($0.1)) }
      return end(with: Failure(.usage, message, remedy: help))
    }
    let output = code.isSuccess ? context.output : context.errors
    do throws(Failure) {
      if !text.isEmpty { try output.write(text.hasSuffix("\n") ? text : text + "\n") }
    } catch {
      return end(with: error)
    }
    return code.rawValue
  }

  /// The message of the argument parser. Three things are corrected: a word that is not a command is called an unknown command;
  /// for an unknown option a similar one is suggested, or none, and `--day` for other names of a day; a time without a zone is
  /// told to need one.
  private static func explained(_ message: String, _ words: [String]) -> String {
    var command: any ParsableCommand.Type = MarqueeCommand.self
    for word in words {
      let subcommands = command.configuration.subcommands
      if subcommands.isEmpty || word.hasPrefix("-") || word == "help" { break }
      if let next = subcommands.first(where: { $0.configuration.commandName == word }) {
        command = next
        continue
      }
      let names = subcommands.compactMap { $0.configuration.commandName }
      let meant = Spelling.nearest(to: word, among: names)
      if meant == nil, command.configuration.defaultSubcommand != nil { break }
      return "Unknown command '\(word)'" + guess(meant)
    }
    if let invalid = message.firstMatch(of: /^The value '([^']+)' is invalid for '--[a-z-]+ <instant>'/),
      Instant("\(invalid.1)Z") != nil
    {
      return message.replacing(
        invalid.0, with: "\(invalid.0): a time needs a zone, Z or one such as +02:00", maxReplacements: 1)
    }
    guard let unknown = message.firstMatch(of: /^Unknown option '(--?[^']+)'/) else { return message }
    let help = MarqueeCommand.helpMessage(for: command.configuration.defaultSubcommand ?? command)
    let options = help.matches(of: /(?m)^ +(?:-\w, )?(--[a-z-]+)/).map { String($0.1) }
    let isDay = ["--date", "--on"].contains(unknown.1) && options.contains("--day")
    let meant = isDay ? "--day" : Spelling.nearest(to: String(unknown.1), among: options)
    return unknown.0 + guess(meant)
  }

  private static func guess(_ meant: String?) -> String { meant.map { ". Did you mean '\($0)'?" } ?? "" }

  /// Ends after a command that did not succeed.
  func end(running error: any Error) -> Int32 {
    switch error {
    case let status as ExitStatus: return status.rawValue
    case let failure as Failure: return end(with: failure)
    case let failures as Failures: return failures.all.map { end(with: $0) }[0]
    case is CancellationError:
      return end(with: Failure(.interrupted, "interrupted; what was done so far is saved", remedy: .goOn))
    case is ValidationError, is CleanExit, is ExitCode: return end(parsing: error)
    default:
      // A request for help is an error that only the argument parser recognizes, and is not a failure.
      if MarqueeCommand.exitCode(for: error) != .failure { return end(parsing: error) }
      return end(with: Failure(.program, "an internal error: \(error)"))
    }
  }

  /// Ends with `failure`.
  func end(with failure: Failure) -> Int32 {
    let hint = failure.remedy.map { $0.hint(spelling.command, of: words) }
    // If standard error cannot be written, the exit code still tells.
    if isJSON {
      try? context.errors.write(JSONText.line(FailureReport.problem(failure, hint)))
    } else {
      let text = hint.map { "\(failure.message)\n  \($0)" } ?? failure.message
      try? context.errors.write("marquee: \(SafeText.lines(text))\n")
    }
    return ExitStatus(failure.kind).rawValue
  }

  /// The problem details of a failure (RFC 9457), with members in canonical order.
  private static func problem(_ failure: Failure, _ hint: String?) -> JSONValue {
    let status = ExitStatus(failure.kind)
    var members =
      failure.facts + [
        JSONMember("type", .string("urn:marquee:\(failure.kind.rawValue)")),
        JSONMember("title", .string(status.meaning)), JSONMember("status", .integer(Int64(status.rawValue))),
        JSONMember("detail", .string(failure.message)),
      ]
    if let hint { members.append(JSONMember("hint", .string(hint))) }
    return .object(CanonicalJSON.sorted(members))
  }
}
