import ArgumentParser
import Dispatch
import Glibc
import Presentation
import RankingModel

/// The program: words in, an exit code out.
public enum MarqueeProgram {
  /// Runs the command that this process was called with, and ends the process with its exit code.
  public static func main() -> Never {
    let arguments: [String]
    do throws(Failure) {
      try ProcessStart.prepare()
      arguments = try ProcessStart.words()
    } catch {
      exit(end(with: error, CommandContext(output: .standard, errors: .standardError)))
    }
    Task.detached { exit(await run(arguments, in: .process(arguments: arguments))) }
    dispatchMain()
  }

  /// Runs the command that `arguments` spell, without the program's own name.
  ///
  /// - Returns: the exit code.
  public static func run(_ arguments: [String], in context: CommandContext) async -> Int32 {
    var command: any ParsableCommand
    do { command = try MarqueeCommand.parseAsRoot(arguments) } catch {
      return end(parsing: error, context)
    }
    do {
      if let command = command as? any AnsweringCommand {
        try await command.run(in: context)
      } else {
        // It has no work of its own, and shows its help.
        try command.run()
      }
      return ExitStatus.success.rawValue
    } catch {
      return end(running: error, context)
    }
  }

  /// Ends after help, or after words that do not fit: in the argument parser's own form.
  private static func end(parsing error: any Error, _ context: CommandContext) -> Int32 {
    let text = MarqueeCommand.fullMessage(for: error, columns: context.width)
    let code = MarqueeCommand.exitCode(for: error)
    let output = code.isSuccess ? context.output : context.errors
    do throws(Failure) {
      if !text.isEmpty { try output.write(text.hasSuffix("\n") ? text : text + "\n") }
    } catch {
      return end(with: error, context)
    }
    return code.rawValue
  }

  private static func end(running error: any Error, _ context: CommandContext) -> Int32 {
    switch error {
    case let status as ExitStatus: return status.rawValue
    case let failure as Failure: return end(with: failure, context)
    case is CancellationError:
      return end(
        with: Failure(.interrupted, "stopped", hint: "the same command goes on where it stopped"), context)
    case is ValidationError, is CleanExit, is ExitCode: return end(parsing: error, context)
    default:
      // A request for help comes as an error that only the argument parser knows, and is no failure.
      if MarqueeCommand.exitCode(for: error) != .failure { return end(parsing: error, context) }
      return end(with: Failure(.program, "a fault of the program itself: \(error)"), context)
    }
  }

  private static func end(with failure: Failure, _ context: CommandContext) -> Int32 {
    // Where standard error takes nothing, the exit code still tells.
    try? context.errors.write("marquee: \(SafeText.lines(failure.description))\n")
    return ExitStatus(failure.kind).rawValue
  }
}
