import ArgumentParser
import LakeStore
import Pipeline
import Presentation
import RankingModel

/// `marquee backfill JOB`.
struct BackfillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backfill",
    abstract: "Run a job for the past days that are missing.",
    discussion: """
      Days that are published or in quarantine are left as they are unless --all is given. A day that no source
      has becomes missing; it is never filled with another day's list. Ctrl-C stops after the days that are under
      way; the same command goes on later.

      Examples:
        marquee backfill imdb-top250 --from 2025-01-01 --to 2025-06-30 --dry-run
        marquee backfill imdb-top250 --from 2025-01-01 --to 2025-06-30
      """)

  @Argument(
    help: "The job's name (jobs/NAME.yaml) or the path of its file.", completion: .custom(completeJobs))
  var job: String

  @Option(help: "The first day.")
  var from: Day

  @Option(help: "The last day.")
  var to: Day

  @Flag(help: "Run published and quarantined days again too.")
  var all = false

  @Flag(help: "Print what would be done with each day, and what it would cost, and do nothing.")
  var dryRun = false

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if from > to { throw ValidationError("--from \(from) is after --to \(to)") }
  }

  func run() async throws {
    try await perform(options) {
      // Read before the lake is opened: a job file with mistakes leaves no trace.
      let definition = try options.definition(of: job)
      guard !definition.pastSources.isEmpty else {
        throw Failure(
          .definition, "\(job) has no source of past days: its address serves only today's list",
          hint: "add a backfill: source with {day} in its address to the job file")
      }
      let today = definition.schedule.day(at: options.context.clock())
      guard to <= today else { throw Failure(.usage, "--to \(to) is still to come: today is \(today)") }
      if dryRun {
        try await tell(definition)
        return .success
      }
      return try await WorkSession.with(
        options, scope: .chart(definition.chart), for: definition, makesLake: true
      ) { session in
        let runner = session.runner(job, definition)
        return try await fill(try await runner.backfillPlan(from: from, to: to, all: all), runner)
      }
    }
  }

  /// Prints what would be done.
  private func tell(_ definition: JobDefinition) async throws {
    let view = try await WorkView.ifThere(options)
    let planner = BackfillPlanner(
      definition: definition, lake: view?.lake, work: view?.work, dependencies: options.dependencies)
    let plan = try await planner.plan(from: from, to: to, all: all, estimate: true)
    try options.print(.backfillPlan(plan, budget: try await planner.budgetLeft()))
  }

  private func fill(_ plan: [BackfillDecision], _ runner: JobRunner) async throws -> ExitStatus {
    let days = plan.filter { $0.action != .skip }.map(\.day)
    let progress = ProgressLine(total: days.count, options: options)
    let reports: [RunReport]
    do {
      reports = try await runner.run(
        days, plan: .past, trigger: .backfill, onDay: { await progress.finished($0) })
    } catch {
      await progress.end()
      throw error
    }
    await progress.end()
    try options.print(
      .backfill(reports, chart: runner.definition.chart, from: from, to: to, skipped: plan.count - days.count)
    )
    return ExitStatus(outcomes: reports)
  }
}
