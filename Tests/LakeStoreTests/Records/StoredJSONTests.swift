import JSON
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

@testable import LakeStore

private let instant = Instant("2026-05-02T06:00:00.000000Z")!

@Suite struct StoredJSONTests {
  @Test func aRecordWithManyMergedIdsIsReadAgain() throws {
    var settings = ChartSettings(
      chart: ChartName("films")!, title: "Films", item: .item, measures: [], job: nil)
    for number in 0..<12_000 { settings.sameAs[ItemID("old-\(number)")] = ItemID("new-\(number)") }
    let file = Record.settings(settings).file
    #expect(try Record(file.bytes, at: file.key) == .settings(settings))
  }

  /// The same file as a newer program would write it.
  private func newer(_ file: StoredFile) -> [UInt8] {
    Array(String(decoding: file.bytes, as: UTF8.self).replacing("\"format\":1", with: "\"format\":2").utf8)
  }

  @Test func marksOfANewerFormatAreNoDamage() async throws {
    let bytes = newer(MarkList(lake: "1", at: instant, objects: []).file)
    let storage = MemoryStorage()
    _ = storage.create([StoredFile(.record(.marks, at: instant, bytes: bytes), bytes)])
    let failure = await #expect(throws: Failure.self) { _ = try await Marks(storage) }
    #expect(failure?.kind == .format)
    #expect(failure?.message.hasSuffix("has format 2; this Marquee reads 1") == true)
  }

  @Test func aLeaseOfANewerFormatIsNoDamage() throws {
    let file = LeaseFile(number: 3, holder: "somebody", end: instant, isGivenBack: false).file
    #expect(try LeaseFile(file.bytes, at: file.key).number == 3)
    let failure = #expect(throws: Failure.self) { _ = try LeaseFile(newer(file), at: file.key) }
    #expect(failure?.kind == .format)
  }

  @Test func aFileWithoutAFormatIsDamaged() {
    #expect(throws: RecordError.self) {
      _ = try StoredJSON.read(Array("{\"number\":1}\n".utf8), at: .lease(1))
    }
  }
}
