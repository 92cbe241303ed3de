import ArgumentParser
import LakeStore
import Pipeline
import Presentation
import RankingModel

/// `marquee resume RUN`.
struct ResumeCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a run that was killed.",
    discussion: """
      What the run has fetched is not fetched again, and no item that was answered is asked about again.
      marquee run list shows runs that have not ended.
      """)

  @Argument(help: "The run's name, or the beginning of it.")
  var run: String

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let announcer = RunAnnouncer(options)
    let reports = try await WorkSession.with(options, scope: await scope()) { session in
      let runs = try await session.work.checkpoints.unfinishedRuns().filter { $0.report.id.hasPrefix(run) }
      guard let found = runs.first, runs.count == 1 else { throw try notFound(session, runs) }
      let runner = try session.runner(found.job)
      return try await runner.run(
        [found.report.day], plan: found.plan, trigger: found.report.trigger,
        onDay: { await announcer.tell($0) })
    }
    return Answer(reports)
  }

  /// The chart of the run: writers of other charts are not held off. What is wrong with the work state is told by who opens
  /// the lake.
  private func scope() async -> Lake.Scope {
    guard let work = try? WorkState(readingIn: options.lake),
      let runs = try? await work.checkpoints.unfinishedRuns()
    else {
      return .lake
    }
    let charts = Set(runs.filter { $0.report.id.hasPrefix(run) }.map(\.report.chart))
    return charts.count == 1 ? charts.first.map { .chart($0) } ?? .lake : .lake
  }

  private func notFound(_ session: WorkSession, _ runs: [RunCheckpoint]) throws -> Failure {
    if runs.count > 1 {
      return Failure(
        .usage, "\(runs.count) runs begin with \(run): \(runs.map(\.report.id).joined(separator: ", "))",
        hint: "give more of the name")
    }
    if let ended = try session.lake.reader.run(run) {
      return Failure(
        .noData, "run \(ended.id) has ended already",
        hint: "marquee run show \(ended.id) tells what became of it")
    }
    return Failure(.noData, "there is no run \(run) to resume", hint: "marquee run list shows all runs")
  }
}
