import GRDB
import JSON
import LakeStore
import RankingModel
import Storage

/// Fills a new work state from the records of the runs that have ended.
struct WorkRestoration {
  private let lake: LakeReader
  /// The objects that are there.
  private let objects: Set<ObjectID>

  init(_ lake: LakeReader) async throws(Failure) {
    self.lake = lake
    objects = Set(try await lake.place.storage.list(.objects).compactMap(\.object))
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

  /// The newest answer of each source about each item, and what servers said last of their lists, where the objects are
  /// there.
  private func restoreAnswers(_ reports: [RunReport], _ database: Database) throws {
    let sources = Dictionary(
      reports.compactMap { report in
        report.source.map { (report.id, WorkStore.answerSource($0, of: report.chart)) }
      },
      uniquingKeysWith: { first, _ in first })
    var lists: [String: RawObject] = [:]
    for report in reports { try restore(report.raw, sources[report.id], &lists, database) }
    for chart in try lake.charts() {
      for summary in try lake.snapshots(of: chart) {
        try restore(try lake.record(of: summary).raw, sources[summary.run], &lists, database)
      }
    }
    for (url, list) in lists {
      try database.execute(
        sql: "INSERT INTO source (url, etag, last_modified, object) VALUES (?, ?, ?, ?)",
        arguments: [url, list.response?.etag, list.response?.lastModified, list.object.description])
    }
  }

  private func restore(
    _ raw: [RawObject], _ source: String?, _ lists: inout [String: RawObject], _ database: Database
  ) throws {
    if let source { try keep(raw, of: source, database) }
    for list in raw where list.role == .list && objects.contains(list.object) {
      guard let response = list.response, response.etag != nil || response.lastModified != nil else {
        continue
      }
      let url = response.requested ?? list.url
      if let known = lists[url], known.fetchedAt >= list.fetchedAt { continue }
      lists[url] = list
    }
  }

  private func keep(_ raw: [RawObject], of source: String, _ database: Database) throws {
    for answer in raw where answer.role == .answer {
      guard let item = answer.item, objects.contains(answer.object) else { continue }
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
