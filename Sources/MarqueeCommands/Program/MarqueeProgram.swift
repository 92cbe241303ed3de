import ArgumentParser
import Dispatch
import Glibc
import Presentation
import RankingModel

/// The program: takes the words of a command line, and gives an exit code.
public enum MarqueeProgram {
  /// Runs the command of this process's command line, and ends the process with the exit code.
  public static func main() -> Never {
    let arguments: [String]
    do throws(Failure) {
      try ProcessStart.prepare()
      arguments = try ProcessStart.words()
    } catch {
      let context = CommandContext(output: .standard, errors: .standardError)
      exit(FailureReport(Array(CommandLine.arguments.dropFirst()), in: context).end(with: error))
    }
    Task.detached { exit(await run(arguments, in: .process(arguments: arguments))) }
    dispatchMain()
  }

  /// Runs the command in `arguments`, which do not include the program's name.
  ///
  /// - Returns: the exit code.
  public static func run(_ arguments: [String], in context: CommandContext) async -> Int32 {
    let report = FailureReport(arguments, in: context)
    var command: any ParsableCommand
    do { command = try MarqueeCommand.parseAsRoot(arguments) } catch {
      return report.end(parsing: error)
    }
    do {
      if let command = command as? any AnsweringCommand {
        try await command.run(in: context)
      } else {
        // A command without work of its own shows its help.
        try command.run()
      }
      return ExitStatus.success.rawValue
    } catch {
      return report.end(running: error)
    }
  }
}
