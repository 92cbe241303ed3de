import ArgumentParser
import Operations
import Presentation

/// `marquee queue discard`.
struct QueueDiscard: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard", abstract: "Discard dead letters.",
    discussion: "The days concerned stay as they are; only the letters go.")

  @OptionGroup var letters: DeadLetterChoice

  @Flag(name: [.long, .customShort("n")], help: "Print what would be discarded, and discard nothing.")
  var dryRun = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let numbers = letters.numbers
    let dead = try await dryRun ? workplace.planDiscarding(numbers) : workplace.discard(numbers)
    return Answer(.tasks(dead), saying: dryRun ? "nothing was discarded" : "discarded \(dead.count)")
  }
}
