import HTTPFetch
import JSON
import LakeStore
import Logging
import MarqueeTestSupport
import Operations
import Pipeline
import RankingModel
import Storage

/// Jobs with dated lists, and a lake in memory.
final class WorkplaceFixture: Sendable {
  let chart = ChartName("test")!
  let folder: TemporaryFolder
  let storage = MemoryStorage()

  init() throws {
    folder = try TemporaryFolder()
  }

  /// The workplace at `now`.
  func workplace(_ now: String) -> Workplace {
    let instant = Instant(now)!
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    return Workplace(
      place: LakePlace(storage: storage, folder: folder.path(of: "lake")),
      jobs: JobFolder(path: folder.path(of: "jobs")),
      options: Lake.Options(command: "test", clock: { instant }), environment: [:],
      fetcher: CurlFetcher(logger: logger), logger: logger)
  }

  /// Writes the job of the chart `name`, with lists in the folder `lists/<name>` and with the lines `more`.
  func job(_ name: String, _ more: String = "") throws {
    try folder.write(
      """
      chart: \(name)
      extract: { url: "file:../lists/\(name)/{day}.json", items: "" }
      transform:
        fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
      \(more)

      """, to: "jobs/\(name).yaml")
  }

  /// Puts a list where the job of `chart` finds it: each letter is an item, the first has rank 1.
  func serve(_ items: String, on day: String, of chart: String = "test") throws {
    let rows = items.enumerated().map { #"{"id":"tt\#($1)","title":"Song \#($1)","rank":\#($0 + 1)}"# }
    try folder.write("[\(rows.joined(separator: ","))]", to: "lists/\(chart)/\(day).json")
  }
}

/// Each report as a text such as `2026-05-01 published`.
func outcomes(_ reports: [RunReport]) -> [String] {
  reports.map { "\($0.day) \($0.outcome?.rawValue ?? "not ended")" }
}
