import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Storage
import Synchronization

/// A lake that several machines write to, each with its own cache, and a clock that the test sets.
final class SharedLakeFixture: Sendable {
  let chart = ChartName("test")!
  let storage: CountingStorage
  let folder: TemporaryFolder
  private let clock: Clock

  private final class Clock: Sendable {
    let instant = Mutex(Instant("2006-01-01T03:30:00Z")!)
    var now: Instant { instant.withLock { $0 } }
  }

  init() throws {
    let clock = Clock()
    self.clock = clock
    folder = try TemporaryFolder()
    storage = CountingStorage(clock: { clock.now })
  }

  var now: Instant { clock.now }

  /// Advances the clock by `seconds`.
  func wait(_ seconds: Double) { clock.instant.withLock { $0 = $0.advanced(bySeconds: seconds) } }

  func options(_ machine: String) -> Lake.Options {
    Lake.Options(command: machine, clock: { [clock] in clock.now })
  }

  func place(_ machine: String) async throws -> LakePlace {
    try await .shared(storage, cache: folder.path(of: machine))
  }

  /// The lake, opened for writing on `machine`.
  func lake(on machine: String) async throws -> Lake {
    try await Lake.open(try await place(machine), for: .lake, options: options(machine))
  }

  /// The lake, opened for questions on `machine`.
  func reader(on machine: String) async throws -> LakeReader {
    try await .upToDate(try await place(machine), options: options(machine))
  }

  /// Records, at the instant of the clock, the days that come `numbers` days after 1 January 2006.
  func record(
    _ numbers: Range<Int>, in lake: Lake, measures: [String] = ["rating"]
  ) async throws {
    let settings = ChartSettings(chart: chart, title: "Test", item: .item, measures: measures, job: nil)
    // Five lists take turns.
    let lists = (0..<5).map { turn in
      (1...2).map { rank in
        Entry(
          rank: rank, id: ItemID("tt\(turn + rank)"), title: "Title \(turn + rank)",
          fields: [
            JSONMember("rating", .double(Double(turn) + 0.5)), JSONMember("votes", .integer(Int64(turn))),
          ])
      }
    }
    let versions = try await lake.put(lists.map { VersionDocument.bytes($0) })
    let now = lake.clock()
    let drafts = numbers.map { number in
      let day = Day("2006-01-01")!.advanced(by: number)
      var report = RunReport(
        id: "run-\(number)-\(now.seconds)", chart: chart, day: day, trigger: .run, startedAt: now)
      report.outcome = .published
      return Lake.Draft(
        chart: chart, day: day, state: .published, version: versions[number % 5],
        entries: lists[number % 5], raw: [], report: report)
    }
    _ = try await lake.append(drafts, settings: settings)
  }
}
