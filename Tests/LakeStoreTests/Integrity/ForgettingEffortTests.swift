import GRDB
import MarqueeTestSupport
import RankingModel
import Testing

@testable import LakeStore

/// The cost of forgetting, and the rows that it leaves in the catalogue.
@Suite struct ForgettingEffortTests {
  private let fixture: IntegrityFixture

  init() async throws {
    fixture = try await IntegrityFixture()
  }

  /// Records `count` snapshots of one day: the same items, each time in another order.
  private func record(_ count: Int, items: Int) async throws {
    fixture.set("2026-05-02 09")
    let day = Day("2026-05-01")!
    let drafts = try await fixture.drafts(of: day, count: count) { number in
      (1...items).map {
        let item = ($0 + number) % items
        return Entry(rank: $0, id: ItemID("tt\(item)"), title: "Film \(item)")
      }
    }
    _ = try await fixture.lake.append(drafts, settings: nil)
  }

  private func forgetSuperseded() async throws -> Int {
    let items = try await fixture.plan { $0.retention = Retention() }
    let steps = DatabaseSteps()
    await fixture.lake.count(steps)
    try await fixture.lake.forget(items)
    await fixture.lake.stop(steps)
    return steps.count
  }

  @Test func fourTimesTheSnapshotsCostAboutFourTimesAsMuchToForget() async throws {
    try await record(41, items: 20)
    let few = try await forgetSuperseded()
    try await record(160, items: 20)
    let many = try await forgetSuperseded()
    #expect(few > 1000)
    // It would be sixteen times as much if each snapshot were compared with all others.
    #expect(many < 7 * few, "\(few) and \(many) steps")
  }

  @Test func readingOneSnapshotCostsTheSameBesideManyOthers() async throws {
    try await record(10, items: 20)
    let few = try await effortOfReading()
    try await record(150, items: 20)
    let many = try await effortOfReading()
    #expect(many < 2 * few, "\(few) and \(many) steps")
  }

  private func effortOfReading() async throws -> Int {
    let summary = try #require(try fixture.lake.reader.snapshots(of: fixture.chart).first)
    let snapshot = try fixture.lake.reader.record(of: summary)
    let steps = DatabaseSteps()
    await fixture.lake.count(steps)
    #expect(try fixture.lake.reader.knownEntries(of: snapshot).count == 20)
    await fixture.lake.stop(steps)
    return steps.count
  }

  @Test func whatOnlyForgottenSnapshotsSaidLeavesNoRow() async throws {
    fixture.set("2026-05-02 09")
    let titles = [["Old", "Kept"], ["New", "Kept"], ["New", "Kept"]]
    let drafts = try await fixture.drafts(of: Day("2026-05-01")!, count: 3) { number in
      let gone = number == 0 ? [Entry(rank: 3, id: ItemID("tt3"), title: "Gone")] : []
      return titles[number].enumerated().map { Entry(rank: $0 + 1, id: ItemID("tt\($0 + 1)"), title: $1) }
        + gone
    }
    _ = try await fixture.lake.append(drafts, settings: nil)
    _ = try await forgetSuperseded()
    let left = try await fixture.lake.texts(
      "SELECT text FROM title UNION ALL SELECT name FROM item UNION ALL SELECT 'pair' FROM item_title")
    #expect(left.sorted() == ["Kept", "New", "pair", "pair", "tt1", "tt2"])
  }
}

extension IntegrityFixture {
  /// `count` snapshots of a day, each by a run of its own. `entries` gives the entries of each from its number, counted from 0.
  fileprivate func drafts(
    of day: Day, count: Int, entries: (Int) -> [Entry]
  ) async throws -> [Lake.Draft] {
    let lists = (0..<count).map(entries)
    let objects = try await lake.put(lists.map { VersionDocument.bytes($0) })
    let earlier = try lake.reader.snapshots(of: chart).count
    return (0..<count).map { number in
      var report = RunReport(
        id: "run-\(earlier)-\(number)", chart: chart, day: day, trigger: .run, startedAt: lake.clock())
      report.outcome = .published
      return Lake.Draft(
        chart: chart, day: day, state: .published, version: objects[number], entries: lists[number], raw: [],
        report: report)
    }
  }
}

extension Lake {
  fileprivate func count(_ steps: DatabaseSteps) {
    database.inDatabase { steps.count(on: $0.sqliteConnection) }
  }

  fileprivate func stop(_ steps: DatabaseSteps) {
    database.inDatabase { steps.stop(on: $0.sqliteConnection) }
  }

  fileprivate func texts(_ sql: String) throws -> [String] {
    try database.read { try String.fetchAll($0, sql: sql) }
  }
}
