import ArgumentParser
import Operations

/// `marquee resume RUN`.
struct ResumeCommand: MeasuringCommand, LineageCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Resume an interrupted run.",
    discussion: """
      What the run has fetched is not fetched again, and no item that was answered
      is asked about again. `marquee runs` lists the runs that have not ended.
      """)

  @Argument(help: "The run's name, or the beginning of it.") var run: String

  @OptionGroup var metrics: MetricsOptions

  @OptionGroup var lineage: LineageOptions

  @OptionGroup var outcomes: OutcomeOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let announcer = RunAnnouncer(terminal)
    return outcomes.answer(try await workplace.resume(run) { await announcer.tell($0) })
  }
}
