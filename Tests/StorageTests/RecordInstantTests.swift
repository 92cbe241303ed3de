import RankingModel
import Storage
import Testing

@Suite struct RecordInstantTests {
  @Test(arguments: ["2026-05-01T03:30:00.000000Z", "2026-12-31T23:59:59.123456Z"])
  func theNameOfARecordBeginsWithItsInstant(text: String) throws {
    let instant = try #require(Instant(text))
    let chart = ChartName("test")
    #expect(
      StorageKey.record(.snapshots, chart: chart, at: instant, day: Day("2026-05-01"), bytes: [1]).instant
        == instant)
    #expect(StorageKey.record(.charts, chart: chart, at: instant, bytes: [1]).instant == instant)
  }

  @Test(arguments: ["", "2026", "20260501T033000000000", "20261301T033000000000Z", "2026-05-01T03:30:00Z"])
  func anyOtherNameHasNone(start: String) throws {
    let name = "\(start)-\(String(repeating: "ab", count: 32)).json"
    if let key = StorageKey(path: "runs/test/\(name)") { #expect(key.instant == nil) }
    #expect(StorageKey.object(ObjectID(of: [])).instant == nil)
  }
}
