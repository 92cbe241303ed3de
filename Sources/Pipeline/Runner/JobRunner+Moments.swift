import Jobs
import LakeStore
import RankingModel
import Synchronization

/// Tells the receiver of moments what happens to runs.
extension JobRunner {
  /// Tells what happens to the run of `report`, if there is a receiver.
  ///
  /// - Parameter made: what the run made. If it is `nil` and the run has ended, it is read from the lake.
  func tell(_ kind: RunMoment.Kind, _ report: RunReport, made: MadeList? = nil) {
    guard let onMoment = dependencies.onMoment else { return }
    let ended = kind == .ends ? report.finishedAt : nil
    onMoment(
      RunMoment(
        kind, at: ended ?? dependencies.clock(), job: job, definition: definition, report: report,
        made: kind == .ends ? made ?? recorded(by: report) : nil))
  }

  /// What a run made that a killed process had already ended.
  private func recorded(by report: RunReport) -> MadeList? {
    guard
      let summary = try? lake.reader.snapshots(of: definition.chart, on: report.day).last(where: {
        $0.run == report.id
      }), let snapshot = try? lake.reader.record(of: summary)
    else { return nil }
    return MadeList(
      raw: snapshot.raw, version: snapshot.version, entries: snapshot.entries, size: snapshot.size)
  }
}

/// The runs of one call of a runner that have begun and not ended.
final class OpenRuns: Sendable {
  private let runner: JobRunner
  private let open = Mutex<[String: RunReport]>([:])

  init(of runner: JobRunner) { self.runner = runner }

  /// Tells that `runs` begin.
  func begin(_ runs: [DayRun]) {
    for report in runs.map(\.checkpoint.report) {
      open.withLock { $0[report.id] = report }
      runner.tell(.begins, report)
    }
  }

  /// Tells that the runs of `days` have ended.
  func end(_ days: DecidedDays) {
    for report in days.reports {
      _ = open.withLock { $0.removeValue(forKey: report.id) }
      runner.tell(.ends, report, made: days.made[report.id])
    }
  }

  /// Tells that all runs that have not ended are stopped.
  func stop() {
    let left = open.withLock { $0.values.sorted { $0.id < $1.id } }
    for report in left { runner.tell(.stops, report) }
  }
}
