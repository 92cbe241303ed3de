import LakeStore
import MarqueeTestSupport
import RankingModel
import Storage
import Synchronization

/// A lake in a folder of its own, with a clock that the test sets.
final class IntegrityFixture: Sendable {
  let chart = ChartName("test")!
  let lake: Lake
  private let folder: TemporaryFolder
  private let clock: Clock

  private final class Clock: Sendable {
    let instant = Mutex(Instant("2020-01-01T00:00:00Z")!)
  }

  init() async throws {
    let folder = try TemporaryFolder()
    let clock = Clock()
    self.folder = folder
    self.clock = clock
    lake = try await Lake.open(
      LakePlace(
        storage: MemoryStorage(clock: { clock.instant.withLock { $0 } }), folder: folder.path(of: "lake")),
      for: .lake,
      options: Lake.Options(command: "test", clock: { clock.instant.withLock { $0 } }))
  }

  /// Sets the clock to `hour`, such as `2026-05-01 09`.
  func set(_ hour: String) {
    clock.instant.withLock { $0 = Instant("\(hour.replacing(" ", with: "T")):00:00Z")! }
  }

  /// Records a run of `day` at `hour`, with a version and a raw list that no other snapshot has.
  @discardableResult
  func record(
    _ day: String, at hour: String, state: DayState = .published, trigger: RunReport.Trigger = .run,
    hasRaw: Bool = true, of chart: ChartName? = nil
  ) async throws -> Snapshot {
    set(hour)
    let day = Day(day)!
    let chart = chart ?? self.chart
    let entries = [Entry(rank: 1, id: ItemID("tt1"), title: "\(chart) \(day) \(hour)")]
    let objects = try await lake.put([VersionDocument.bytes(entries), Array("\(chart) \(day) \(hour)".utf8)])
    let now = lake.clock()
    var report = RunReport(
      id: "run-\(chart)-\(day)-\(now.seconds)", chart: chart, day: day, trigger: trigger, startedAt: now)
    report.outcome = state
    let raw = RawObject(object: objects[1], role: .list, url: "file:list", fetchedAt: now, item: nil)
    return try await lake.append(
      [
        Lake.Draft(
          chart: chart, day: day, state: state, version: state.hasEntries ? objects[0] : nil,
          entries: state.hasEntries ? entries : [], raw: hasRaw ? [raw] : [], report: report)
      ], settings: nil)[0]
  }

  /// The snapshots that a request would forget, each as the hour at which it was recorded, such as `2026-05-01 09`, sorted.
  func forgotten(_ change: (inout ForgetRequest) -> Void) async throws -> [String] {
    try await plan(change).map { String($0.recordedAt.description.prefix(13)).replacing("T", with: " ") }
      .sorted()
  }

  /// The plan for a request to forget.
  func plan(_ change: (inout ForgetRequest) -> Void) async throws -> [ForgetItem] {
    var request = ForgetRequest()
    change(&request)
    return try await lake.reader.forgetPlan(request)
  }
}

extension DayState {
  fileprivate var hasEntries: Bool { isPublished || self == .quarantined }
}

extension Retention {
  /// A retention with these four numbers.
  init(last: Int = 0, daily: Int = 0, monthly: Int = 0, yearly: Int = 0) {
    self.init()
    self.last = last
    self.daily = daily
    self.monthly = monthly
    self.yearly = yearly
  }
}
