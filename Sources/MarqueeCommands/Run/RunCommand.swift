import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee run JOB`, and `marquee run --all`.
struct RunCommand: MeasuringCommand, LineageCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a job for a day, or all jobs that are due.",
    discussion: """
      A run fetches the list, enriches and checks it, and publishes the day. A run
      that was killed goes on where it stopped when the same command is given again.

      Examples:
        marquee run imdb-top10                    today, in the job's time zone, days
                                                  that were missed, and what the call
                                                  budget left of an earlier backfill
        marquee run imdb-top10 --day 2026-05-01   a past day alone, from the job's
                                                  sources of past days
        marquee run imdb-top10 --input list.json  the list of a file, in place of the
                                                  job's source
        marquee run --all                         what is due of all jobs: today, and
                                                  days that were missed
        marquee run imdb-top10 --due              what is due of one job
      """)

  @Argument(
    help: "The job's name (jobs/NAME.yaml) or the path of its file.", completion: .custom(completeJobs))
  var job: String?

  @Option(
    help: """
      The day to run, as YYYY-MM-DD. Where none is given: today in the job's time zone, or of a weekly or monthly chart the
      last day on which a list was due; then the days before it that the job catches up with.
      """)
  var day: Day?

  @Option(
    help: ArgumentHelp(
      "Read the day's list from a file, or from standard input, in place of the job's source.",
      valueName: "file or -"), completion: .file())
  var input: String?

  @Flag(help: "Run what is due of all jobs in the folder of job files.") var all = false

  @Flag(help: "Run only what is due of the job, and nothing where its list is there.") var due = false

  @OptionGroup var outcomes: OutcomeOptions

  @OptionGroup var metrics: MetricsOptions

  @OptionGroup var lineage: LineageOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if (job == nil) != all { throw ValidationError("give a job, or --all") }
    if all, input != nil { throw ValidationError("--input goes with a job: it is the list of one day") }
    if due, all || day != nil || input != nil { throw ValidationError("--due goes with a job alone") }
    if all, day != nil { throw ValidationError("--day goes with a job; --all runs the days that are due") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let announcer = RunAnnouncer(terminal)
    let onDay: Workplace.OnDay = { await announcer.tell($0) }
    guard let job, !due else { return try await runDue(workplace, onDay) }
    if day != nil || input != nil {
      return outcomes.answer(try await workplace.run(job, for: day, input: input, onDay: onDay))
    }
    let run = try await workplace.run(job, onDay: onDay)
    if let other = run.publishedAs {
      terminal.say("\(job): the list of this period is already published, on \(other)")
    }
    var answer = outcomes.answer(run.reports)
    answer.document = .runs(run.reports, empty: "nothing was run")
    return answer
  }

  private func runDue(_ workplace: Workplace, _ onDay: @escaping Workplace.OnDay) async throws -> Answer {
    var failures: [Failure] = []
    let runs = try await workplace.runDue(
      only: job, passingOver: { failures.append(.passedOver($0)) }, onDay: onDay)
    for run in runs {
      guard var failure = run.failure else { continue }
      failure.message = "\(run.job): \(failure.message)"
      failures.append(failure)
    }
    let reports = runs.flatMap(\.reports)
    var answer = outcomes.answer(reports)
    answer.document = .runs(reports, empty: "nothing was due")
    answer.failures = failures
    return answer
  }
}
