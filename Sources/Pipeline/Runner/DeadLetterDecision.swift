public import LakeStore
public import RankingModel

/// Discards dead letters and records it: each day concerned gets the record of a run that names the letters that are left.
public struct DeadLetterDecision: Sendable {
  private let lake: Lake
  private let work: WorkState

  /// Decisions on `lake`, whose work state is `work`.
  public init(lake: Lake, work: WorkState) {
    self.lake = lake
    self.work = work
  }

  /// Discards `letters`. The states of the days do not change.
  public func discard(_ letters: [EnrichmentTask]) async throws(Failure) {
    let gone = Set(letters.map(\.number))
    var reports: [RunReport] = []
    let days = Dictionary(grouping: try await work.queue.tasks(in: .dead)) { "\($0.chart) \($0.day)" }
    for (_, dead) in days.sorted(by: { $0.key < $1.key }) {
      guard dead.contains(where: { gone.contains($0.number) }) else { continue }
      let (chart, day, now) = (dead[0].chart, dead[0].day, lake.clock())
      var report = RunReport(
        id: RunReport.newID(now), chart: chart, day: day, trigger: .discard, startedAt: now)
      report.finishedAt = now
      report.outcome = try lake.reader.days(of: chart, on: day).first?.standing.state ?? .failed
      report.unchanged = true
      report.deadLetters = dead.filter { !gone.contains($0.number) }.map(\.letter)
      reports.append(report)
    }
    // The record comes first. If the process is killed after it, the letters are still there, and discarding them again has the
    // same result.
    try await lake.record(reports)
    try await work.finish(reports)
  }
}
