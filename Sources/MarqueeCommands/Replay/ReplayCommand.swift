import ArgumentParser
import Operations
import RankingModel

/// `marquee replay JOB`.
struct ReplayCommand: MeasuringCommand, LineageCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run stored days again from their raw objects, through a job file as it is now.",
    discussion: """
      Nothing is fetched. A day that changes by it gets a newer snapshot; the old
      one stays readable.

      Examples:
        marquee replay imdb-top10 --day 2026-05-01
        marquee replay imdb-top10 --from 2026-05-01 --to 2026-05-31
      """)

  @Argument(
    help: "The job's name (jobs/NAME.yaml) or the path of its file.", completion: .custom(completeJobs))
  var job: String

  @Option(help: "The day, as YYYY-MM-DD.") var day: Day?

  @Option(help: "The first day.") var from: Day?

  @Option(help: "The last day.") var to: Day?

  @OptionGroup var outcomes: OutcomeOptions

  @OptionGroup var metrics: MetricsOptions

  @OptionGroup var lineage: LineageOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
    if (day == nil) == (from == nil) { throw ValidationError("give --day, or --from and --to") }
    try DayOptions.validate(from, to)
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    guard let first = day ?? from, let last = day ?? to else { return Answer() }
    let announcer = RunAnnouncer(terminal)
    return outcomes.answer(
      try await workplace.replay(job, from: first, to: last) { await announcer.tell($0) })
  }
}
