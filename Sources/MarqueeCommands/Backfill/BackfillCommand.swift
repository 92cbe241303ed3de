import ArgumentParser
import Operations
import Pipeline
import Presentation
import RankingModel

/// `marquee backfill JOB`.
struct BackfillCommand: MeasuringCommand, LineageCommand {
  static let configuration = CommandConfiguration(
    commandName: "backfill",
    abstract: "Run a job for the past days that are missing.",
    discussion: """
      Days that are published or in quarantine are left as they are unless
      --reprocess says so. A day that no source has becomes missing; it is never
      filled with another day's list. Of a weekly or monthly chart the days that a
      source lists are run, and a period without any is missing on the day its list
      was due; of an irregular one only the days listed. Today's list comes first
      where it is due and not there.

      Ctrl-C stops after the days that are under way, and --max-days after so many;
      the same command continues later. If the call budget is used up or the
      enrichment source refuses, the first run of the job on a later day continues
      with the remaining days, after that day's list; see pending_days of status. A
      past day takes the stored answer nearest to it in time; the enrichment source
      is asked only where today is nearer than every stored answer.

      Examples:
        marquee backfill imdb-top250 --from 2025-01-01 --to 2025-06-30 --dry-run
        marquee backfill imdb-top250 --from 2025-01-01 --to 2025-06-30
      """)

  @Argument(
    help: "The job's name (jobs/NAME.yaml) or the path of its file.", completion: .custom(completeJobs))
  var job: String

  @Option(
    help:
      "The first day; where none is given, the first that an archive lists."
  )
  var from: Day?

  @Option(help: "The last day; where none is given, the last that is listed.") var to: Day?

  @Option(help: "The span up to today, such as 30d, 12w or 2y, in place of --from.") var since: DayCount?

  @Option(
    help: """
      Which of the days in the lake are run again: missing ones; with failed also those whose run failed; with quarantined also
      those that wait for a decision; or all.
      """)
  var reprocess = Reprocess.failed

  @Flag(help: "Run the last day first.") var newestFirst = false

  @Option(help: "How many lists are asked for at once where they come from servers, 1 to 64.")
  var concurrency = 4

  @Option(help: "Run so many days at most; the same command goes on with the next.") var maxDays: Int?

  @Flag(help: "Ask no enrichment source; the days can be enriched later by a replay.") var noEnrich = false

  @Flag(
    name: [.long, .customShort("n")],
    help: "Print what would be done with each day, and what it would cost, and do nothing.")
  var dryRun = false

  @OptionGroup var metrics: MetricsOptions

  @OptionGroup var lineage: LineageOptions

  @OptionGroup var outcomes: OutcomeOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if dryRun, metrics.metricsFile != nil {
      throw ValidationError("--metrics-file does not go with --dry-run, which leaves nothing behind")
    }
    if from != nil, since != nil { throw ValidationError("give --from or --since") }
    if !(1...64).contains(concurrency) { throw ValidationError("--concurrency is from 1 to 64") }
    if maxDays != nil, reprocess == .all {
      throw ValidationError("--max-days does not go with --reprocess all, which begins anew each time")
    }
    if let maxDays, maxDays < 1 { throw ValidationError("--max-days is at least 1") }
    try DayOptions.validate(from, to)
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var request = BackfillRequest(from: from, to: to)
    (request.since, request.reprocess, request.isNewestFirst) = (since?.days, reprocess, newestFirst)
    (request.mostDays, request.concurrency, request.enriches) = (maxDays, concurrency, !noEnrich)
    if dryRun {
      let plan = try await workplace.planBackfill(job, request)
      return Answer(.backfillPlan(plan.days, budget: plan.budget))
    }
    let progress = ProgressLine(terminal)
    // Only the progress bar shows what is left of the call budget.
    var onBudget: (@Sendable (BudgetLeft) async -> Void)?
    if terminal.showsBar { onBudget = { await progress.has($0) } }
    let result: BackfillResult
    do {
      result = try await workplace.backfill(
        job, request, onPlan: { await progress.begin($0) }, onBudget: onBudget,
        onDay: { await progress.finished($0) })
    } catch {
      await progress.end()
      throw await progress.completed(error)
    }
    await progress.end()
    return Answer(
      .backfill(result), status: ExitStatus(outcomes: result.reports, failOn: outcomes.failOn.states))
  }
}
