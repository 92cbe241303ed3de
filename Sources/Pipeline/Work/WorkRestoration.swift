import GRDB
import LakeStore
import RankingModel
import Storage

/// Fills a new work state from the records of the ended runs.
struct WorkRestoration {
  private let lake: LakeReader
  /// The objects that the lake has.
  private let objects: Set<ObjectID>

  init(_ lake: LakeReader) async throws(Failure) {
    self.lake = lake
    objects = Set(try await lake.place.storage.list(.objects).compactMap(\.object))
  }

  func restore(_ database: Database) throws {
    let reports = try lake.runs()
    for report in reports {
      for count in report.calls { try CallBudget.restore(count, of: report.id, database) }
    }
    try restoreLetters(reports, database)
    try restoreAnswers(reports, database)
  }

  /// Restores the dead letters of each day from the newest report that states them.
  private func restoreLetters(_ reports: [RunReport], _ database: Database) throws {
    var seen: Set<String> = []
    // Newest first.
    for report in reports {
      guard let letters = report.deadLetters, seen.insert("\(report.chart) \(report.day)").inserted else {
        continue
      }
      for letter in letters { try TaskQueue.restore(letter, of: report, database) }
    }
  }

  /// Restores the answers of each source about each item, and what servers last said about their lists, if the objects are there.
  private func restoreAnswers(_ reports: [RunReport], _ database: Database) throws {
    let sources = Dictionary(
      reports.compactMap { report in
        report.source.map { (report.id, AnswerCache.name(of: $0, for: report.chart)) }
      },
      uniquingKeysWith: { first, _ in first })
    var lists: [String: RawObject] = [:]
    for report in reports { try restore(report.raw, sources[report.id], &lists, database) }
    for chart in try lake.charts() {
      for summary in try lake.snapshots(of: chart) {
        try restore(try lake.record(of: summary).raw, sources[summary.run], &lists, database)
      }
    }
    for (url, list) in lists { try AnswerCache.remember(list, at: url, database) }
  }

  private func restore(
    _ raw: [RawObject], _ source: String?, _ lists: inout [String: RawObject], _ database: Database
  ) throws {
    if let source {
      for answer in raw where answer.role == .answer && objects.contains(answer.object) {
        guard let item = answer.item else { continue }
        try AnswerCache.restore(answer, of: item, source: source, database)
      }
    }
    for list in raw where list.role == .list && objects.contains(list.object) {
      guard let response = list.response, response.hasValidators else { continue }
      let url = response.requested ?? list.url
      if let known = lists[url], known.fetchedAt >= list.fetchedAt { continue }
      lists[url] = list
    }
  }
}
