import LakeStore
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@Suite struct LakeTests {
  private let chart = ChartName("test")!
  private let day = Day("2026-05-01")!

  private func entries(_ titles: [String]) -> [Entry] {
    titles.enumerated().map { Entry(rank: $0 + 1, id: ItemID("tt\($0)"), title: $1) }
  }

  private func draft(
    _ entries: [Entry], state: DayState = .published, on day: Day? = nil, in lake: Lake
  ) async throws -> Lake.Draft {
    let version = try await lake.put([VersionDocument.bytes(entries)])[0]
    let day = day ?? self.day
    let report = RunReport(
      id: "run-\(UInt64.random(in: 0...UInt64.max))", chart: chart, day: day, trigger: .run,
      startedAt: lake.clock())
    return Lake.Draft(
      chart: chart, day: day, state: state, capturedAt: Instant(startOf: day), version: version,
      entries: entries, raw: [], report: report)
  }

  @Test func aSnapshotIsReadBackAsItWasAppended() async throws {
    let folder = try TemporaryFolder()
    let lake = try await Lake.open(
      LakePlace(folder: folder.path + "/lake"), for: .lake, options: .init(command: "test"))
    let list = entries(["First", "Second"])
    let snapshot = try await lake.append([try await draft(list, in: lake)], settings: nil)[0]
    let summary = try #require(try lake.reader.days(of: chart).compactMap(\.published).first)
    #expect(summary.day == day)
    #expect(summary.recordedAt == snapshot.recordedAt)
    #expect(try await lake.reader.entries(of: try #require(summary.version)) == list)
    #expect(try lake.reader.record(of: summary) == snapshot)
  }

  @Test func aClockThatStepsBackDoesNotReorderSnapshots() async throws {
    let folder = try TemporaryFolder()
    let now = Mutex(Instant("2026-05-02T00:00:00Z")!)
    let options = Lake.Options(command: "test", clock: { now.withLock { $0 } })
    let lake = try await Lake.open(LakePlace(folder: folder.path + "/lake"), for: .lake, options: options)
    let first = try await lake.append([try await draft(entries(["Before"]), in: lake)], settings: nil)[0]
    now.withLock { $0 = Instant("2026-05-01T00:00:00Z")! }
    let second = try await lake.append([try await draft(entries(["After"]), in: lake)], settings: nil)[0]
    #expect(first.recordedAt < second.recordedAt)
    #expect(try lake.reader.days(of: chart).map(\.standing.version) == [second.version])
  }

  @Test func aLaterFailureDoesNotHideAPublishedDay() async throws {
    let folder = try TemporaryFolder()
    let lake = try await Lake.open(
      LakePlace(folder: folder.path + "/lake"), for: .lake, options: .init(command: "test"))
    let good = try await lake.append([try await draft(entries(["Good"]), in: lake)], settings: nil)[0]
    _ = try await lake.append(
      [try await draft(entries(["Bad"]), state: .quarantined, in: lake)], settings: nil)
    #expect(try lake.reader.days(of: chart).map(\.standing.version) == [good.version])
  }

  @Test func aCatalogueMadeAnewAnswersTheSame() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/lake"
    var lake = try await Lake.open(LakePlace(folder: path), for: .lake, options: .init(command: "test"))
    _ = try await lake.append(
      [
        try await draft(entries(["A", "B"]), in: lake),
        try await draft(entries(["B", "C"]), on: day.advanced(by: 1), in: lake),
        try await draft(entries(["A", "C"]), in: lake),
      ], settings: nil)
    let report = RunReport(id: "unchanged", chart: chart, day: day, trigger: .run, startedAt: lake.clock())
    try await lake.record([report])
    let days = try lake.reader.days(of: chart).compactMap(\.published).map {
      ($0.day, $0.version, $0.recordedAt)
    }
    let runs = try lake.reader.runs()
    await lake.close()
    _ = try shell("rm '\(path)/catalogue.sqlite'*")
    lake = try await Lake.open(LakePlace(folder: path), for: .lake, options: .init(command: "test"))
    let again = try lake.reader.days(of: chart).compactMap(\.published).map {
      ($0.day, $0.version, $0.recordedAt)
    }
    #expect(again.elementsEqual(days, by: ==))
    #expect(try lake.reader.runs() == runs)
    #expect(try lake.reader.items(of: chart, containing: "").map(\.title) == ["A", "B", "B", "C"])
  }

  @Test func aSecondWriterIsToldWhoTheFirstIs() async throws {
    let folder = try TemporaryFolder()
    let lake = try await Lake.open(
      LakePlace(folder: folder.path + "/lake"), for: .lake, options: .init(command: "the first writer"))
    let failure = await #expect(throws: Failure.self) {
      try await Lake.open(
        LakePlace(folder: folder.path + "/lake"), for: .lake, options: .init(command: "second"))
    }
    #expect(failure?.kind == .locked)
    #expect(failure?.message.contains("the first writer") == true)
    withExtendedLifetime(lake) {}
  }

  @Test func aFolderWithOtherFilesIsNotTakenForALake() async throws {
    let folder = try TemporaryFolder()
    try overwrite(folder.path + "/letter.txt", Array("dear".utf8))
    let failure = await #expect(throws: Failure.self) {
      try await Lake.open(LakePlace(folder: folder.path), for: .lake, options: .init(command: "test"))
    }
    #expect(failure?.kind == .usage)
  }

  @Test func aLakeOfANewerFormatIsRefused() async throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"format":99,"id":"x"}"#, to: "format/99.json")
    let failure = await #expect(throws: Failure.self) {
      try await Lake.open(LakePlace(folder: folder.path), for: .lake, options: .init(command: "test"))
    }
    #expect(failure?.kind == .format)
  }

  @Test func aCatalogueOfANewerFormatIsRefused() async throws {
    let folder = try TemporaryFolder()
    _ = try await Lake.open(
      LakePlace(folder: folder.path + "/lake"), for: .lake, options: .init(command: "test"))
    try setFormat(of: "\(folder.path)/lake/catalogue.sqlite", to: 99)
    let failure = await #expect(throws: Failure.self) {
      try await LakeReader.open(LakePlace(folder: folder.path + "/lake"))
    }
    #expect(failure?.kind == .format)
    #expect(failure?.message.contains("99") == true)
  }
}
