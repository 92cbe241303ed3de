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
      let dead = try EnrichmentTask.dead(database, chart: run.chart, day: run.day)
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
    let all = try await work.tasks(in: .dead)
    for (day, dead) in Dictionary(grouping: all, by: { "\($0.chart) \($0.day)" }).sorted(by: {
      $0.key < $1.key
    }) {
      guard let first = dead.first, dead.contains(where: { gone.contains($0.number) }), !day.isEmpty else {
        continue
      }
      let now = lake.clock()
      var report = RunReport(
        id: RunReport.newID(now), chart: first.chart, day: first.day, trigger: .discard, startedAt: now)
      report.finishedAt = now
      report.outcome = try lake.reader.days(of: first.chart, on: first.day).first?.standing.state ?? .failed
      report.unchanged = true
      report.deadLetters = dead.filter { !gone.contains($0.number) }.map(\.letter)
      reports.append(report)
    }
    // The record first: killed in between, the letters are still there, and forgetting them again says the same.
    try await lake.record(reports)
    _ = try await work.discard(Array(gone))
  }
}

extension EnrichmentTask {
  /// The dead letters of a chart's day.
  fileprivate static func dead(_ database: Database, chart: ChartName, day: Day) throws -> [EnrichmentTask] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM task WHERE state = 'dead' AND chart = ? AND day = ? ORDER BY id",
      arguments: [chart.description, day.description])
    return try rows.map { try EnrichmentTask(row: $0) }
  }

  /// The task as a run's report keeps it.
  fileprivate var letter: DeadLetter {
    DeadLetter(
      task: number, run: run, job: job, item: item, payload: payload, attempts: attempts, error: error,
      updatedAt: updatedAt)
  }
}
