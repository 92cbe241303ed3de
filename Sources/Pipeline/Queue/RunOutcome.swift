import GRDB
public import LakeStore
public import RankingModel

extension WorkStore {
  /// What a run leaves behind that must outlast this file: the calls it made, and the dead letters of its day as they
  /// will stand once it has ended (see `finish`); no letters at all where none are concerned.
  func outcome(
    of run: RunReport, notAsked: Set<ItemID>?
  ) async throws(Failure) -> (calls: [CallCount], deadLetters: [DeadLetter]?) {
    try await read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT name, day, calls FROM budget WHERE run = ? ORDER BY name, day",
        arguments: [run.id])
      let calls = rows.compactMap { row in
        Day(row[1] as String).map { CallCount(budget: row[0], day: $0, calls: row[2]) }
      }
      let dead = try EnrichmentTask.all(
        database, "state = 'dead' AND chart = ? AND day = ?", [run.chart.description, run.day.description])
      let left = dead.filter { $0.run == run.id || notAsked?.contains($0.item) ?? true }
      return (calls, dead.isEmpty ? nil : left.map(\.letter))
    }
  }
}

/// Forgets dead letters so that it is remembered: each day concerned gets the record of a run that says what is left.
public struct DeadLetterDecision: Sendable {
  private let lake: Lake
  private let work: WorkStore

  /// Decisions on `lake`, whose work state is `work`.
  public init(lake: Lake, work: WorkStore) {
    self.lake = lake
    self.work = work
  }

  /// Forgets `letters`. The days stay as they are.
  public func discard(_ letters: [EnrichmentTask]) async throws(Failure) {
    let gone = Set(letters.map(\.number))
    var reports: [RunReport] = []
    let days = Dictionary(grouping: try await work.tasks(in: .dead)) { "\($0.chart) \($0.day)" }
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
    // The record first: killed in between, the letters are still there, and forgetting them again says the same.
    try await lake.record(reports)
    try await work.write { database in
      for number in gone {
        try database.execute(sql: "DELETE FROM task WHERE id = ? AND state = 'dead'", arguments: [number])
      }
    }
  }
}

extension EnrichmentTask {
  /// The task as a run's report keeps it.
  fileprivate var letter: DeadLetter {
    DeadLetter(
      task: number, run: run, job: job, item: item, payload: payload, attempts: attempts, error: error,
      updatedAt: updatedAt)
  }
}
