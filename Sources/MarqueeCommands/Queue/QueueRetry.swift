import ArgumentParser
import Operations

/// `marquee queue retry`.
struct QueueRetry: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Retry the items in the dead letters.",
    discussion: """
      The days concerned are made again from their stored lists, and the items
      without an answer are asked about again. A day that changes by it gets a newer
      snapshot; the old one stays readable.
      """)

  @OptionGroup var letters: DeadLetterChoice

  @OptionGroup var outcomes: OutcomeOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let announcer = RunAnnouncer(terminal)
    return outcomes.answer(try await workplace.retry(letters.numbers) { await announcer.tell($0) })
  }
}
