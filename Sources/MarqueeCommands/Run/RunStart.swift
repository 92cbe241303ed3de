import ArgumentParser
import Jobs
import LakeStore
import Operations
import Pipeline
import Presentation
import RankingModel

/// `marquee run JOB`.
struct RunStart: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Run a job for one day (the default: marquee run JOB).",
    discussion: """
      Examples:
        marquee run imdb-top10                       today, in the job's time zone
        marquee run imdb-top10 --day 2026-05-01      a past day, from the job's sources of past days
        marquee run imdb-top10 --replay --day 2026-05-01
                                                     a stored day again, through a changed job file
        marquee run imdb-top10 --replay --from 2026-05-01 --to 2026-05-31
      """)

  @Argument(
    help: "The job's name (jobs/NAME.yaml) or the path of its file.", completion: .custom(completeJobs))
  var job: String

  @Option(help: "The day to run; today in the job's time zone where none is given.")
  var day: Day?

  @Flag(help: "Run stored days again from their raw objects, with no network.")
  var replay = false

  @Option(help: "With --replay: the first day.")
  var from: Day?

  @Option(help: "With --replay: the last day.")
  var to: Day?

  @OptionGroup var metrics: MetricsOptions

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if !replay, from != nil || to != nil {
      throw ValidationError("--from and --to go with --replay; to fetch many days use: marquee backfill")
    }
    if day != nil, from != nil || to != nil { throw ValidationError("give --day, or --from and --to") }
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
    if let from, let to, from > to { throw ValidationError("--from \(from) is after --to \(to)") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let announcer = RunAnnouncer(terminal)
    let onDay: Workplace.OnDay = { await announcer.tell($0) }
    guard replay else { return Answer(try await workplace.run(job, for: day, onDay: onDay)) }
    let days: ReplayedDays = if let from, let to { .range(from, to) } else { day.map { .day($0) } ?? .last }
    return Answer(try await workplace.replay(job, days, onDay: onDay))
  }
}
