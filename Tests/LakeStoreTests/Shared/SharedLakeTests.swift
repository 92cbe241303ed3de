import GRDB
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

@testable import LakeStore

/// A lake that several machines write to: each keeps its own catalogue and brings it up to date.
@Suite struct SharedLakeTests {
  /// The limit allows for a few requests more or less, but not for one request a day.
  private static let few = 15

  @Test func aNewMachineAsksItsFirstQuestionOfTwentyYearsAfterAFewRequests() async throws {
    let fixture = try SharedLakeFixture()
    let lake = try await fixture.lake(on: "first")
    for start in stride(from: 0, to: 7300, by: 73) {
      try await fixture.record(start..<start + 73, in: lake)
      fixture.wait(73 * 86_400)
    }
    await lake.keepCheckpoint()
    await lake.close()
    _ = fixture.storage.takeRequests()
    let reader = try await fixture.reader(on: "second")
    #expect(try reader.contents().snapshots == 7300)
    #expect(fixture.storage.takeRequests() <= Self.few)

    // The second machine's clock is behind: the name of its record sorts before the last one that the first machine knows.
    fixture.wait(-73 * 86_400 - 43_200)
    let second = try await fixture.lake(on: "second")
    try await fixture.record(7300..<7301, in: second)
    await second.close()
    fixture.wait(86_400)
    _ = fixture.storage.takeRequests()
    #expect(try await fixture.reader(on: "first").contents().snapshots == 7301)
    #expect(fixture.storage.takeRequests() <= Self.few)
    // This time nothing is new.
    #expect(try await fixture.reader(on: "first").contents().snapshots == 7301)
    #expect(fixture.storage.takeRequests() <= Self.few)
  }

  @Test func aCatalogueFromACheckpointSaysWhatOneMadeFromTheRecordsSays() async throws {
    let fixture = try SharedLakeFixture()
    let lake = try await fixture.lake(on: "first")
    try await fixture.record(0..<150, in: lake)
    await lake.keepCheckpoint()
    #expect(fixture.storage.list(.checkpoints, group: nil, after: nil).count == 1)
    // The decisions that follow are about snapshots that the checkpoint contains.
    fixture.wait(3600)
    let days = try lake.reader.snapshots(of: fixture.chart)
    let forgotten = try lake.reader.key(of: days[0])
    _ = try await lake.decide([Decision(.forget, forgotten.path, chart: fixture.chart, day: days[0].day)])
    _ = try await lake.decide(.withdraw, about: days[1], reason: "wrong")
    _ = try await lake.addTag(TagName("printed")!, to: days[2])
    try await fixture.record(150..<153, in: lake, measures: ["rating", "votes"])
    await lake.close()
    let reader = try await fixture.reader(on: "second")
    let keys = try await reader.records.keys()
    #expect(try reader.indexedRecords() == Set(keys))
    // 153 snapshots, two settings, three decisions.
    #expect(keys.count == 158)
    let database = try #require(reader.database as? DatabaseQueue)
    let fresh = try await CatalogueComparison.fresh(reader.place, records: keys.sorted())
    #expect(try CatalogueComparison.difference(database, fresh) == nil)
    let unchanged = try await LakeVerifier(reader.place).verify(reading: .all)
    #expect(unchanged.problems == [])
  }

  @Test func aDamagedCheckpointIsPassedOver() async throws {
    let fixture = try SharedLakeFixture()
    let lake = try await fixture.lake(on: "first")
    try await fixture.record(0..<120, in: lake)
    await lake.keepCheckpoint()
    await lake.close()
    let key = try #require(fixture.storage.list(.checkpoints, group: nil, after: nil).first)
    let sound = try #require(fixture.storage.read(key, last: .max))
    fixture.storage.damage(key, with: sound.dropLast(9) + sound.suffix(9).map { $0 ^ 1 })
    #expect(try await fixture.reader(on: "second").contents().snapshots == 120)
    fixture.storage.damage(key, with: [])
    #expect(try await fixture.reader(on: "third").contents().snapshots == 120)
  }

  @Test func aCheckpointIsStoredSeldomAndTwoAreKept() async throws {
    let fixture = try SharedLakeFixture()
    let lake = try await fixture.lake(on: "first")
    for start in stride(from: 0, to: 400, by: 100) {
      try await fixture.record(start..<start + 100, in: lake)
      fixture.wait(86_400)
      await lake.keepCheckpoint()
      await lake.keepCheckpoint()
    }
    try await fixture.record(400..<499, in: lake)
    await lake.keepCheckpoint()
    // The settings count as a record too.
    let counts = fixture.storage.list(.checkpoints, group: nil, after: nil).map(\.checkpointRecords)
    #expect(counts == [101, 201, 301, 401])
    let now = fixture.now
    try await lake.prune(try await lake.reader.prunePlan(grace: 86_400, inUse: [], now: now))
    await lake.close()
    let kept = fixture.storage.list(.checkpoints, group: nil, after: nil).map(\.checkpointRecords)
    #expect(kept == [301, 401])
  }

  @Test func aLakeWhoseIDIsLostGetsTheOneOfTheFolderThatItIsRepairedFrom() async throws {
    let fixture = try SharedLakeFixture()
    let lake = try await fixture.lake(on: "first")
    try await fixture.record(0..<3, in: lake)
    await lake.close()
    fixture.storage.damage(LakeFormat.key, with: Array("nonsense".utf8))
    let place = try await fixture.place("second")
    let repair = try await LakeRepair(place, options: fixture.options("second"))
    let steps = try await repair.plan(try await LakeVerifier(place).verify(reading: .all), sources: [])
    #expect(steps.first?.message == "is given a new id: the old one is lost")
    try await repair.carryOut(steps)
    #expect(try await LakeFormat(fixture.place("second"))?.id == place.sharedID)
    #expect(try await fixture.place("second").folder == place.folder)
    #expect(try await fixture.reader(on: "second").contents().snapshots == 3)
  }

  @Test func anEmptyLakeIsOpenedOnEveryMachine() async throws {
    let fixture = try SharedLakeFixture()
    await #expect(throws: Failure.self) { try await fixture.reader(on: "first") }
    let made = try await fixture.lake(on: "first")
    await made.close()
    #expect(try await fixture.reader(on: "second").contents().snapshots == 0)
    let lake = try await Lake.open(
      try await fixture.place("third"), for: .chart(fixture.chart), options: fixture.options("third"))
    try await fixture.record(0..<1, in: lake)
    await lake.close()
    #expect(try await fixture.reader(on: "second").contents().snapshots == 1)
    let folders = try ["first", "second", "third"].map { machine in
      try FileSystem(root: fixture.folder.path).names(in: fixture.folder.path(of: machine))
    }
    #expect(folders[0].count == 1)
    #expect(folders[1] == folders[0] && folders[2] == folders[0])
  }
}
