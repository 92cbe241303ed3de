import MarqueeTestSupport
import RankingModel
import Storage
import Testing

@testable import LakeStore

/// Copying a lake from one place to another.
@Suite struct LakeCopyTests {
  @Test func aCopyThatIsBrokenOffIsWholeAtEachInstantAndGoesOn() async throws {
    let fixture = try SharedLakeFixture()
    let lake = try await fixture.lake(on: "first")
    try await fixture.record(0..<30, in: lake)
    _ = try await lake.decide(
      .withdraw, about: try #require(try lake.reader.snapshots(of: fixture.chart).first), reason: "wrong")
    await lake.close()
    let source = try await fixture.place("first")
    let copy = CountingStorage("copy")
    func target() async throws -> LakePlace {
      try await .shared(copy, cache: fixture.folder.path(of: "copy"))
    }
    let counts = try await LakeCopy.plan(from: source, to: try await target()).counts
    #expect(counts.map(\.kind) == ["format", "objects", "charts", "snapshots", "decisions"])
    // The format, five lists, the settings, 30 snapshots, a decision.
    #expect(counts.map(\.files) == [1, 5, 1, 30, 1])
    var breaks = 0
    while breaks < 100 {
      copy.allow(7)
      do {
        _ = try await LakeCopy.plan(from: source, to: try await target()).carryOut()
        break
      } catch let failure as Failure {
        #expect(failure.message == "broken off")
        breaks += 1
        let place = try await target()
        let inventory = try await LakeInventory(try await LakeContents(place), place)
        for object in inventory.uses.keys { #expect(try await place.objects.contains(object)) }
      }
    }
    // 38 files, seven in each attempt.
    #expect(breaks == 5)
    copy.allow(nil)
    let whole = try await target()
    for kind in [StorageKey.Kind.format] + Records.kinds + [.objects] {
      #expect(copy.list(kind, group: nil, after: nil) == fixture.storage.list(kind, group: nil, after: nil))
    }
    #expect(try await LakeCopy.plan(from: source, to: whole).keys.isEmpty)
    let reader = try await LakeReader.upToDate(whole, options: fixture.options("third"))
    #expect(try reader.contents().snapshots == 30)
    #expect(try await LakeVerifier(whole).verify(reading: .all).problems == [])
  }

  @Test func whatIsPushedToABucketIsAskedAfterAFewRequests() async throws {
    let fixture = try SharedLakeFixture()
    let source = LakePlace(folder: fixture.folder.path(of: "lake"))
    let lake = try await Lake.open(source, for: .lake, options: fixture.options("first"))
    try await fixture.record(0..<120, in: lake)
    await lake.close()
    let target = try await fixture.place("first")
    #expect(try await LakeCopy.plan(from: source, to: target).carryOut() == 127)
    try await source.keepCheckpoint(at: target, now: fixture.now)
    #expect(
      fixture.storage.list(.checkpoints, group: nil, after: nil).map(\.checkpointRecords) == [121])
    _ = fixture.storage.takeRequests()
    #expect(try await fixture.reader(on: "second").contents().snapshots == 120)
    #expect(fixture.storage.takeRequests() <= 15)
    // A lake in a folder keeps no copy of its catalogue, and no lease.
    let names = try FileSystem(root: source.folder).names(in: source.folder)
    #expect(!names.contains("checkpoints") && !names.contains("leases"))
  }

  @Test func whatIsDamagedIsNotCopied() async throws {
    let fixture = try SharedLakeFixture()
    let lake = try await fixture.lake(on: "first")
    try await fixture.record(0..<3, in: lake)
    await lake.close()
    let key = try #require(fixture.storage.list(.objects, group: nil, after: nil).first)
    let sound = try #require(fixture.storage.read(key, last: .max))
    fixture.storage.damage(key, with: sound.dropLast(9) + sound.suffix(9).map { $0 ^ 1 })
    let copy = CountingStorage("copy")
    let target = LakePlace(storage: copy, folder: fixture.folder.path(of: "copy"))
    let failure = await #expect(throws: Failure.self) {
      try await LakeCopy.plan(from: fixture.place("first"), to: target).carryOut()
    }
    #expect(failure?.kind == .damaged)
    // All other files are copied.
    #expect(copy.list(.objects, group: nil, after: nil).count == 4)
    #expect(copy.list(.snapshots, group: nil, after: nil).count == 3)
    fixture.storage.damage(key, with: sound)
    #expect(try await LakeCopy.plan(from: fixture.place("first"), to: target).carryOut() == 1)
  }
}
