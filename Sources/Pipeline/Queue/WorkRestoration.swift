import GRDB
import LakeStore
import RankingModel

/// Fills a new work state from the records of the runs that have ended.
struct WorkRestoration {
  private let lake: LakeReader

  init(_ lake: LakeReader) {
    self.lake = lake
  }

  func restore(_ database: Database) throws {
    let reports = try lake.runs()
    for report in reports {
      for count in report.calls {
        try database.execute(
          sql: "INSERT OR REPLACE INTO budget (name, day, run, calls) VALUES (?, ?, ?, ?)",
          arguments: [count.budget, count.day.description, report.id, count.calls])
      }
    }
    try restoreLetters(reports, database)
    try restoreAnswers(reports, database)
  }

  /// The last run of a day that says which dead letters there are is right.
  private func restoreLetters(_ reports: [RunReport], _ database: Database) throws {
    var seen: Set<String> = []
    // Newest first.
    for report in reports {
      guard let letters = report.deadLetters, seen.insert("\(report.chart) \(report.day)").inserted else {
        continue
      }
      for letter in letters {
        try database.execute(
          sql: """
            INSERT OR IGNORE INTO task (id, run, chart, day, job, item, payload, state, attempts, error, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'dead', ?, ?, ?)
            """,
          arguments: [
            letter.task, letter.run, report.chart.description, report.day.description, letter.job,
            letter.item.description, CanonicalJSON.text(letter.payload), letter.attempts, letter.error,
            letter.updatedAt.microseconds,
          ])
      }
    }
  }

  /// The newest answer of each source about each item, where its object is there.
  private func restoreAnswers(_ reports: [RunReport], _ database: Database) throws {
    let sources = Dictionary(
      reports.compactMap { report in
        report.source.map { (report.id, WorkStore.answerSource($0, of: report.chart)) }
      },
      uniquingKeysWith: { first, _ in first })
    guard !sources.isEmpty else { return }
    for report in reports {
      if let source = sources[report.id] { try keep(report.raw, of: source, database) }
    }
    for chart in try lake.charts() {
      for summary in try lake.snapshots(of: chart) {
        guard let source = sources[summary.run] else { continue }
        try keep(try lake.record(of: summary).raw, of: source, database)
      }
    }
  }

  private func keep(_ raw: [RawObject], of source: String, _ database: Database) throws {
    for answer in raw where answer.role == .answer {
      guard let item = answer.item, try lake.objects.contains(answer.object) else { continue }
      try database.execute(
        sql: """
          INSERT INTO answer (source, item, object, raw, fetched_at) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (source, item) DO UPDATE SET object = excluded.object, raw = excluded.raw,
          fetched_at = excluded.fetched_at WHERE excluded.fetched_at > answer.fetched_at
          """,
        arguments: [
          source, item.description, answer.object.description, CanonicalJSON.text(answer.json),
          answer.fetchedAt.microseconds,
        ])
    }
  }
}
