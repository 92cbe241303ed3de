import ArgumentParser
import Jobs
import LakeStore
import Pipeline
import Presentation
import RankingModel

/// `marquee backfill JOB`.
struct BackfillCommand: AnsweringCommand {
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

  func answer() async throws -> Answer {
    // Read before the lake is opened: a job file with mistakes leaves no trace.
    let definition = try options.definition(of: job)
    guard !definition.pastSources.isEmpty else { throw Failure.noPastSources(job) }
    let today = definition.schedule.day(at: options.context.clock())
    guard to <= today else { throw Failure(.usage, "--to \(to) is still to come: today is \(today)") }
    if dryRun { return try await plan(definition) }
    return try await WorkSession.with(
      options, scope: .chart(definition.chart), for: definition, makesLake: true
    ) { session in
      let runner = session.runner(job, definition)
      return try await fill(try await runner.backfillPlan(from: from, to: to, all: all), runner)
    }
  }

  /// What would be done.
  private func plan(_ definition: JobDefinition) async throws -> Answer {
    let view = try await WorkView.ifThere(options)
    let planner = BackfillPlanner(
      definition: definition, lake: view?.lake, work: view?.work, dependencies: options.dependencies)
    let plan = try await planner.plan(from: from, to: to, all: all, estimate: true)
    return Answer(.backfillPlan(plan, budget: try await planner.budgetLeft()))
  }

  private func fill(_ plan: [BackfillDecision], _ runner: JobRunner) async throws -> Answer {
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
    return Answer(
      .backfill(
        reports, chart: runner.definition.chart, from: from, to: to, skipped: plan.count - days.count),
      status: ExitStatus(outcomes: reports))
  }
}
