import ArgumentParser
import Operations

/// `marquee queue discard`.
struct QueueDiscard: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard", abstract: "Forget dead letters.",
    discussion: "The days concerned stay as they are; only the letters go.")

  @Argument(help: "The tasks' numbers.")
  var tasks: [Int64] = []

  @Flag(help: "All dead letters.")
  var all = false

  @Flag(name: [.long, .customShort("n")], help: "Print what would be forgotten, and forget nothing.")
  var dryRun = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if tasks.isEmpty != all { throw ValidationError("give the numbers of tasks, or --all") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let numbers = all ? nil : tasks
    let dead = try await dryRun ? workplace.planDiscarding(numbers) : workplace.discard(numbers)
    return Answer(.tasks(dead), saying: dryRun ? "nothing was forgotten" : "forgot \(dead.count)")
  }
}
