import MarqueeTestSupport
import RankingModel

@testable import Pipeline

/// A new work state, and values to put into it.
struct WorkFixture {
  let folder: TemporaryFolder
  let work: WorkState
  let chart = ChartName("test")!
  let now = Instant("2026-05-01T06:00:00Z")!

  init() throws {
    folder = try TemporaryFolder()
    work = try WorkState(folder: folder.path)
  }

  func checkpoint(_ run: String, chart: String = "test", day: String = "2026-05-01") -> RunCheckpoint {
    let report = RunReport(
      id: run, chart: ChartName(chart)!, day: Day(day)!, trigger: .run, startedAt: now)
    return RunCheckpoint(report: report, job: "test", plan: .live)
  }

  func entries(_ items: String...) -> [Entry] {
    items.enumerated().map { Entry(rank: $0 + 1, id: ItemID($1), title: "Film \($1)") }
  }

  /// An answer about `item`, whose bytes contain its name.
  func answer(_ item: String, at instant: Instant? = nil) -> (raw: RawObject, body: [UInt8]) {
    let body = Array("about \(item)".utf8)
    let raw = RawObject(
      object: ObjectID(of: body), role: .answer, url: "https://example.org/", fetchedAt: instant ?? now,
      item: ItemID(item), size: body.count)
    return (raw, body)
  }

  /// Queues `items`, and makes dead letters of all of them.
  func giveUp(_ items: String..., in run: RunCheckpoint) async throws {
    let entries = items.map { Entry(rank: 1, id: ItemID($0), title: "") }
    let leased = try await work.enqueue(
      entries, run: run, leasing: items.count, allowance: nil, now: now)
    for task in leased {
      _ = try await work.end(task.task, .failed("no answer"), leasesNext: false, allowance: nil, now: now)
    }
  }

  /// The items in a state, each with the run that asked about it.
  func items(_ state: EnrichmentTask.State? = nil) async throws -> [String] {
    try await work.queue.tasks(in: state).map { "\($0.run) \($0.item)" }
  }
}
