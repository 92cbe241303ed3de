import ArgumentParser
import LakeStore
import Pipeline
import Presentation
import RankingModel

/// `marquee run JOB`.
struct RunStart: AnsweringCommand {
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

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if !replay, from != nil || to != nil {
      throw ValidationError("--from and --to go with --replay; to fetch many days use: marquee backfill")
    }
    if day != nil, from != nil || to != nil { throw ValidationError("give --day, or --from and --to") }
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
  }

  func answer() async throws -> Answer {
    let announcer = RunAnnouncer(options)
    // Read before the lake is opened: a job file with mistakes leaves no trace.
    let definition = try options.definition(of: job)
    let reports = try await WorkSession.with(
      options, scope: .chart(definition.chart), for: replay ? nil : definition, makesLake: !replay
    ) { session in
      let runner = session.runner(job, definition)
      let days = try days(runner, session)
      return try await runner.run(
        days, plan: try plan(runner, days, session), trigger: replay ? .replay : .run,
        onDay: { await announcer.tell($0) })
    }
    return Answer(reports)
  }

  private func days(_ runner: JobRunner, _ session: WorkSession) throws -> [Day] {
    if let from, let to {
      guard from <= to else { throw Failure(.usage, "--from \(from) is after --to \(to)") }
      let stored = Set(try session.lake.reader.snapshots(of: runner.definition.chart).map(\.day))
      let days = stored.filter { from <= $0 && $0 <= to }.sorted()
      guard !days.isEmpty else {
        throw Failure(
          .noData, "nothing of \(runner.definition.chart) is stored from \(from) to \(to)",
          remedy: .showSnapshots(of: runner.definition.chart))
      }
      return days
    }
    if let day { return [day] }
    if replay, let last = try session.lake.reader.days(of: runner.definition.chart).last?.day {
      return [last]
    }
    return [runner.definition.schedule.day(at: session.lake.clock())]
  }

  private func plan(
    _ runner: JobRunner, _ days: [Day], _ session: WorkSession
  ) throws -> RunCheckpoint.Plan {
    if replay { return .stored }
    let today = runner.definition.schedule.day(at: session.lake.clock())
    guard let day = days.first, day != today else { return .live }
    guard day < today else { throw Failure(.usage, "\(day) is still to come: today is \(today)") }
    guard !runner.definition.pastSources.isEmpty else { throw Failure.noPastSources(job) }
    return .past
  }
}

extension Failure {
  /// The job named `job` has no source of past days.
  static func noPastSources(_ job: String) -> Failure {
    Failure(
      .definition, "\(job) has no source of past days: its address serves only today's list",
      remedy: .words("add a backfill: source with {day} in its address to the job file"))
  }
}
