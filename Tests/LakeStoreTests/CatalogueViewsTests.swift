import Foundation
import GRDB
import JSON
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@testable import LakeStore

/// The documented views over a small lake, compared with answers worked out by hand:
///
///     1 May  A and B at 1, C at 3
///     2 May  missing
///     3 May  B A
///     4 May  B C! D, degraded: C has a new title
///     5 May  X, rejected
///     6 May  D, and then, captured later: C! Bee
@Suite(.timeLimit(.minutes(30))) struct CatalogueViewsTests {
  private let chart = ChartName("test")!

  private func lake(in folder: TemporaryFolder) async throws -> Lake {
    let now = Mutex(Instant("2026-05-01")!)
    let options = Lake.Options(command: "test", clock: { now.withLock { $0 } })
    let lake = try await Lake.open(LakePlace(folder: folder.path + "/lake"), for: .lake, options: options)
    let days: [(day: String, state: DayState, captured: String, entries: [(rank: Int, title: String)])] = [
      ("2026-05-01", .published, "03", [(1, "A"), (1, "B"), (3, "C")]), ("2026-05-02", .missing, "03", []),
      ("2026-05-03", .published, "03", [(1, "B"), (2, "A")]),
      ("2026-05-04", .degraded, "03", [(1, "B"), (2, "C!"), (3, "D")]),
      ("2026-05-05", .published, "03", [(1, "X")]), ("2026-05-06", .published, "03", [(1, "D")]),
      ("2026-05-06", .published, "04", [(1, "C!"), (2, "Bee")]),
    ]
    for (number, day) in days.enumerated() {
      let at = try #require(Instant("2026-05-07T12:00:0\(number)Z"))
      now.withLock { $0 = at }
      let entries = day.entries.map { rank, title in
        Entry(
          rank: rank, id: ItemID(title.prefix(1).lowercased()), title: title,
          fields: title == "A" && rank == 1 ? [JSONMember("score", 9.5)] : [])
      }
      let version = entries.isEmpty ? nil : try await lake.put([VersionDocument.bytes(entries)])[0]
      let civil = try #require(Day(day.day))
      var report = RunReport(id: "run-\(number)", chart: chart, day: civil, trigger: .run, startedAt: at)
      report.finishedAt = at
      report.outcome = day.state
      report.reason = day.state == .missing ? "no list" : nil
      _ = try await lake.append(
        [
          Lake.Draft(
            chart: chart, day: civil, state: day.state,
            capturedAt: Instant("\(day.day)T\(day.captured):00:00Z")!, version: version, entries: entries,
            raw: [],
            report: report)
        ],
        settings: ChartSettings(
          chart: chart, title: "Test", item: .item, measures: ["other", "score"], job: nil))
    }
    let wrong = try #require(try lake.reader.snapshots(of: chart, on: Day("2026-05-05")).first)
    _ = try await lake.decide(.reject, about: wrong, reason: "wrong")
    return lake
  }

  /// The rows that `sql` selects, with their values as texts; `-` stands for null.
  private func rows(_ sql: String, _ lake: Lake) async throws -> [String] {
    try await lake.database.read { database in
      try Row.fetchAll(database, sql: sql, arguments: sql.contains(":chart") ? ["chart": "test"] : []).map {
        row in
        row.databaseValues.map { value -> String in
          switch value.storage {
          case .null: "-"
          case .int64(let number): "\(number)"
          case .double(let number): "\(number)"
          case .string(let text): text
          case .blob: "blob"
          }
        }.joined(separator: " ")
      }
    }
  }

  @Test func entriesAreThoseOfStandingSnapshotsOfPublishedDays() async throws {
    let folder = try TemporaryFolder()
    let lake = try await lake(in: folder)
    #expect(
      try await rows("SELECT chart, day, rank, id, title, measures FROM entries ORDER BY day, rank, id", lake)
        == [
          #"test 2026-05-01 1 a A {"score":9.5}"#, "test 2026-05-01 1 b B {}", "test 2026-05-01 3 c C {}",
          "test 2026-05-03 1 b B {}", "test 2026-05-03 2 a A {}",
          "test 2026-05-04 1 b B {}", "test 2026-05-04 2 c C! {}", "test 2026-05-04 3 d D {}",
          "test 2026-05-06 1 c C! {}", "test 2026-05-06 2 b Bee {}",
        ])
    #expect(
      try await rows("SELECT chart, day, id, name, value FROM measures", lake) == [
        "test 2026-05-01 a score 9.5"
      ])
    #expect(
      try await rows("SELECT count(*) FROM entries JOIN days USING (chart, day, version)", lake) == ["10"])
  }

  @Test func itemsHaveTheirNewestTitleAndTheirBestRank() async throws {
    let folder = try TemporaryFolder()
    let lake = try await lake(in: folder)
    #expect(
      try await rows(
        "SELECT chart, id, title, titles, first_day, last_day, days, best_rank FROM items ORDER BY id", lake)
        == [
          "test a A 1 2026-05-01 2026-05-03 2 1", "test b Bee 2 2026-05-01 2026-05-06 4 1",
          "test c C! 2 2026-05-01 2026-05-06 3 1", "test d D 1 2026-05-04 2026-05-04 1 3",
        ])
  }

  @Test func daysAndSnapshotsSayWhatBecameOfThem() async throws {
    let folder = try TemporaryFolder()
    let lake = try await lake(in: folder)
    #expect(
      try await rows(
        "SELECT day, state, entries, run, reason, is_refused, is_whole FROM days ORDER BY day", lake)
        == [
          "2026-05-01 published 3 run-0 - 0 1", "2026-05-02 missing 0 run-1 no list 0 1",
          "2026-05-03 published 2 run-2 - 0 1", "2026-05-04 degraded 3 run-3 - 0 1",
          "2026-05-05 failed 1 run-4 rejected: wrong 1 1", "2026-05-06 published 2 run-6 - 0 1",
        ])
    let sixth = "SELECT standing, run, captured_at FROM snapshots WHERE day = '2026-05-06' ORDER BY run"
    #expect(
      try await rows(sixth, lake) == [
        "superseded run-5 2026-05-06T03:00:00.000000Z", "standing run-6 2026-05-06T04:00:00.000000Z",
      ])
    var request = ForgetRequest()
    request.recordedAfter = Instant("2026-05-07T12:00:05Z")
    try await lake.forget(try await lake.reader.forgetPlan(request))
    #expect(
      try await rows(sixth, lake) == [
        "standing run-5 2026-05-06T03:00:00.000000Z", "forgotten run-6 2026-05-06T04:00:00.000000Z",
      ])
    #expect(try await rows("SELECT id FROM entries WHERE day = '2026-05-06'", lake) == ["d"])
    #expect(
      try await rows("SELECT count(*) FROM snapshots JOIN record ON record.key = snapshots.record", lake) == [
        "7"
      ])
  }

  @Test func eventsAreTheChangesFromOnePublishedDayToTheNext() async throws {
    let folder = try TemporaryFolder()
    let lake = try await lake(in: folder)
    let expected = [
      "2026-05-01 - enter a A 1 -", "2026-05-01 - enter b B 1 -", "2026-05-01 - enter c C 3 -",
      "2026-05-03 2026-05-01 leave c C - 3", "2026-05-03 2026-05-01 move a A 2 1",
      "2026-05-04 2026-05-03 enter d D 3 -", "2026-05-04 2026-05-03 leave a A - 2",
      "2026-05-04 2026-05-03 retitle c C! 2 -", "2026-05-04 2026-05-03 return c C! 2 -",
      "2026-05-06 2026-05-04 leave d D - 3", "2026-05-06 2026-05-04 move b Bee 2 1",
      "2026-05-06 2026-05-04 move c C! 1 2", "2026-05-06 2026-05-04 number-one c C! 1 2",
      "2026-05-06 2026-05-04 retitle b Bee 2 1",
    ]
    let columns = "day, previous_day, kind, item, title, rank, previous_rank"
    #expect(try await rows("SELECT \(columns) FROM events ORDER BY day, kind, item", lake) == expected)
    // Questions about one item or one day give the same events.
    #expect(
      try await rows(
        "SELECT \(columns) FROM events WHERE chart = 'test' AND item = 'c' ORDER BY day, kind", lake)
        == expected.filter { $0.contains(" c ") })
    #expect(
      try await rows(
        "SELECT \(columns) FROM events WHERE chart = 'test' AND day = '2026-05-04' ORDER BY kind, item", lake)
        == expected.filter { $0.hasPrefix("2026-05-04") })
  }

  @Test func questionsAboutOneItemOrOneDayUseTheKeys() async throws {
    let folder = try TemporaryFolder()
    let lake = try await lake(in: folder)
    for (sql, key) in [
      ("SELECT * FROM entries WHERE chart = 'test' AND id = 'a'", "observation USING PRIMARY KEY (item=?)"),
      (
        "SELECT * FROM entries WHERE chart = 'test' AND day = '2026-05-01'",
        "observation USING PRIMARY KEY (item=? AND snapshot=?)"
      ),
      ("SELECT * FROM items WHERE chart = 'test' AND id = 'a'", "observation USING PRIMARY KEY (item=?)"),
      (
        "SELECT * FROM days WHERE chart = 'test' AND day = '2026-05-01'",
        "snapshot_by_day (chart=? AND day=?)"
      ),
    ] {
      // A new connection reads the statistics about the sizes of the tables.
      let plan = try await ReadOnlyDatabase.open(path: lake.place.catalogue).read { database in
        try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String }
      }
      #expect(plan.contains { $0.contains(key) }, "\(sql): \(plan)")
    }
  }

  /// The documentation page about the views.
  private static let page = try? String(
    contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/LakeStore/LakeStore.docc/Catalogue.md"),
    encoding: .utf8)

  @Test func theDocumentedColumnsAreThoseThereAre() async throws {
    let folder = try TemporaryFolder()
    let lake = try await lake(in: folder)
    var documented: [String] = []
    var view = ""
    for line in try #require(Self.page).split(separator: "\n") {
      if line.hasPrefix("## ") { view = String(line.dropFirst(3)) }
      if let column = line.firstMatch(of: /^\| `(\w+)` \|/) { documented.append("\(view) \(column.1)") }
    }
    #expect(documented.count > 40)
    #expect(try await rows(CatalogueViews.listing, lake) == documented)
  }

  @Test func theDocumentedQuestionsAreAnswered() async throws {
    let folder = try TemporaryFolder()
    let lake = try await lake(in: folder)
    let questions = try #require(Self.page).matches(of: /(?s)```sql\n(.*?)```/).map { String($0.1) }
    var answers: [[String]] = []
    for question in questions { answers.append(try await rows(question, lake)) }
    #expect(
      answers == [
        ["1 c C!", "2 b Bee"], ["b Bee 4 1", "c C! 3 1", "a A 2 1", "d D 1 3"], ["2026-05-06 c C!"],
        ["2026-05-02 missing no list", "2026-05-05 failed rejected: wrong"], ["2026-05-06 2"],
        ["1 score 9.5"],
      ])
  }
}
