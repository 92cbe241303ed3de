import LakeStore
import MarqueeTestSupport
import RankingModel
import Synchronization

/// A lake in a folder of its own, with a clock that the test sets.
final class ChartFixture: Sendable {
  let chart = ChartName("test")!
  let lake: Lake
  private let folder: TemporaryFolder
  private let clock: Clock
  private let settings: ChartSettings?

  var reader: LakeReader { lake.reader }
  var path: String { lake.place.folder }

  init(cadence: Cadence? = nil) async throws {
    settings = cadence.map {
      ChartSettings(chart: ChartName("test")!, title: "Test", item: .item, cadence: $0, job: nil)
    }
    let folder = try TemporaryFolder()
    let clock = Clock()
    self.folder = folder
    self.clock = clock
    self.lake = try await Lake.open(
      LakePlace(folder: folder.path(of: "lake")), for: .lake,
      options: Lake.Options(command: "test", clock: { clock.instant.withLock { $0 } }))
  }

  /// Records a day at 03:30 of the next one, or at `recorded`.
  @discardableResult
  func record(
    _ day: String, _ entries: [Entry] = [], state: DayState = .published, recorded: String? = nil,
    reason: String? = nil, of chart: ChartName? = nil, settings: ChartSettings? = nil
  ) async throws -> Snapshot {
    let day = Day(day)!
    let at = recorded.map { Instant($0)! } ?? Instant("\(day.advanced(by: 1))T03:30:00Z")!
    clock.instant.withLock { $0 = at }
    let version = entries.isEmpty ? nil : try await lake.put([VersionDocument.bytes(entries)])[0]
    var report = RunReport(
      id: "run-\(day)-\(at.seconds)", chart: chart ?? self.chart, day: day, trigger: .run, startedAt: at)
    report.finishedAt = at
    report.outcome = state
    report.reason = reason
    return try await lake.append(
      [
        Lake.Draft(
          chart: chart ?? self.chart, day: day, state: state, version: version, entries: entries, raw: [],
          report: report)
      ], settings: settings ?? (chart == nil ? self.settings : nil))[0]
  }

  /// A chart of three entries over six days; two days have no published list, and one has two:
  ///
  ///     1 May  A B C
  ///     2 May  B A D
  ///     3 May  missing
  ///     4 May  B C A
  ///     5 May  X, quarantined
  ///     6 May  B A D, and from 10 May on: B D A
  static func sixDays() async throws -> ChartFixture {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", items("A", "B", "C"))
    try await fixture.record("2026-05-02", items("B", "A", "D"))
    try await fixture.record("2026-05-03", state: .missing, reason: "the source has no such day")
    try await fixture.record("2026-05-04", items("B", "C", "A"))
    try await fixture.record("2026-05-05", items("X"), state: .quarantined, reason: "1 entry")
    try await fixture.record("2026-05-06", items("B", "A", "D"))
    try await fixture.record("2026-05-06", items("B", "D", "A"), recorded: "2026-05-10T12:00:00Z")
    return fixture
  }

  /// Three days on which ids may occur twice:
  ///
  ///     1 May  a b a
  ///     2 May  b a c b
  ///     3 May  b b a a
  static func twoRows() async throws -> ChartFixture {
    let fixture = try await ChartFixture()
    for (day, ids) in [("01", "aba"), ("02", "bacb"), ("03", "bbaa")] {
      try await fixture.record(
        "2026-05-\(day)",
        ids.enumerated().map { Entry(rank: $0 + 1, id: ItemID("\($1)"), title: "Song \($1)") })
    }
    return fixture
  }
}

private final class Clock: Sendable {
  let instant = Mutex(Instant(microseconds: 0))
}

/// Entries in the order of `names`: item `A` has the id `ttA` and the title `Film A`.
func items(_ names: String...) -> [Entry] {
  names.enumerated().map { Entry(rank: $0 + 1, id: ItemID("tt\($1)"), title: "Film \($1)") }
}
