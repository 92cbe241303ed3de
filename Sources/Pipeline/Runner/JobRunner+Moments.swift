import Jobs
import LakeStore
import RankingModel
import Synchronization

/// Who is told of the moments of runs.
extension JobRunner {
  /// Tells that something happens to the run of `report`, where anybody wants to know.
  ///
  /// - Parameter made: what the run made; where it is `nil` and the run has ended, the lake is asked.
  func tell(_ kind: RunMoment.Kind, _ report: RunReport, made: MadeList? = nil) {
    guard let onMoment = dependencies.onMoment else { return }
    let ended = kind == .ends ? report.finishedAt : nil
    onMoment(
      RunMoment(
        kind, at: ended ?? dependencies.clock(), job: job, definition: definition, report: report,
        made: kind == .ends ? made ?? recorded(by: report) : nil))
  }

  /// What a run has made that a killed process had brought to its end.
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

/// The runs that have begun and not ended, of one call of a runner.
final class OpenRuns: Sendable {
  private let runner: JobRunner
  private let open = Mutex<[String: RunReport]>([:])

  init(of runner: JobRunner) { self.runner = runner }

  /// `runs` begin.
  func begin(_ runs: [DayRun]) {
    for report in runs.map(\.checkpoint.report) {
      open.withLock { $0[report.id] = report }
      runner.tell(.begins, report)
    }
  }

  /// The runs of `days` have ended.
  func end(_ days: DecidedDays) {
    for report in days.reports {
      _ = open.withLock { $0.removeValue(forKey: report.id) }
      runner.tell(.ends, report, made: days.made[report.id])
    }
  }

  /// No run goes on.
  func stop() {
    let left = open.withLock { $0.values.sorted { $0.id < $1.id } }
    for report in left { runner.tell(.stops, report) }
  }
}
