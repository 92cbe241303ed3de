import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// Files that `marquee lake prune` does not touch.
@Suite(.timeLimit(.minutes(30))) struct PruneScopeTests {
  private static let name = String(repeating: "ab", count: 32)

  /// Files with nearly the name of an object.
  private static let decoys = [
    "objects/ab/\(name.dropLast()).gz", "objects/ab/\(name)a.gz", "objects/ab/\(name).json",
    "objects/ab/\(name).json.gz", "objects/ab/\(name)", "objects/ab/\(name).gz.bak",
    "objects/ab/\(name).gz~", "objects/ab/.\(name).gz", "objects/ab/\(name).JSON.GZ",
    "objects/ab/\(name.uppercased()).gz", "objects/AB/\(name.uppercased()).gz",
    "objects/ab/g\(name.dropFirst()).gz", "objects/ab/ \(name.dropFirst()).gz",
    // In a folder that does not fit the name.
    "objects/cd/\(name).gz", "objects/a/\(name).gz", "objects/aba/\(name).gz",
    "objects/\(name).gz", "objects/ab/ab/\(name).gz", "\(name).gz",
    "snapshots/\(name).gz", "damaged/\(name).gz", "ab/\(name).gz",
  ]

  @Test func filesThatAreNotNamedLikeObjectsAreLeftAlone() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    for decoy in Self.decoys { try fixture.folder.write("decoy", to: "lake/\(decoy)") }
    try await collectAll(fixture)
    for decoy in Self.decoys {
      let bytes = FileManager.default.contents(atPath: "\(fixture.lake)/\(decoy)")
      #expect(bytes == Data("decoy".utf8), "\(decoy)")
    }
  }

  @Test func foldersAndLinksThatAreNamedLikeObjectsAreLeftAlone() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    let other = String(repeating: "cd", count: 32)
    try fixture.folder.write("decoy", to: "lake/objects/ab/\(Self.name).gz/inside")
    let target = try fixture.folder.write("decoy", to: "outside")
    let link = "\(fixture.lake)/objects/cd/\(other).gz"
    try FileManager.default.createDirectory(
      atPath: "\(fixture.lake)/objects/cd", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    try await collectAll(fixture)
    let inside = "\(fixture.lake)/objects/ab/\(Self.name).gz/inside"
    #expect(FileManager.default.contents(atPath: inside) == Data("decoy".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(FileManager.default.contents(atPath: target) == Data("decoy".utf8))
    // The check names them, but not as damage.
    let verified = try await fixture.marquee("lake", "check", "--read-data", "--format", "json")
    #expect(verified.output.contains("objects/ab/\(Self.name).gz"))
    #expect(verified.output.contains("objects/cd/\(other).gz"))
  }

  @Test func anObjectThatNobodyNamesIsRemoved() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    let path = try fixture.folder.write("orphan", to: "lake/objects/ab/\(Self.name).gz")
    try await collectAll(fixture)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func marksOfAnotherLakeAreNotObeyed() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    let other = try await LakeFixture.withUnusedObjects()
    try await other.marquee("lake", "prune", now: "2026-05-04T13:00:00")
    try FileManager.default.copyItem(
      atPath: "\(other.lake)/marks", toPath: "\(fixture.lake)/marks")
    let before = try fixture.tree()
    let refused = try await fixture.marquee("lake", "prune", now: "2026-05-09T13:00:00", status: 31)
    #expect(refused.errors.contains("another lake"))
    #expect(try fixture.tree() == before)
  }

  @Test func nothingIsPrunedWhileARecordCannotBeRead() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    try await fixture.marquee("lake", "prune", now: "2026-05-04T13:00:00")
    let record = try #require(try fixture.files(in: "snapshots").first)
    try fixture.folder.write("{}\n", to: "lake/\(record)")
    let before = try fixture.tree()
    let refused = try await fixture.marquee("lake", "prune", now: "2026-05-09T13:00:00", status: 31)
    #expect(refused.errors.contains(record))
    #expect(refused.errors.contains("lake repair"))
    #expect(try fixture.tree() == before)
  }

  @Test(arguments: ["marks", "format/1.json"])
  func nothingIsPrunedWhileWhatSaysWhatToRemoveIsDamaged(what: String) async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    try await fixture.marquee("lake", "prune", now: "2026-05-04T13:00:00")
    let file = what == "format/1.json" ? what : try #require(try fixture.files(in: what).first)
    try fixture.folder.write("{}\n", to: "lake/\(file)")
    let before = try fixture.objects()
    let refused = try await fixture.marquee("lake", "prune", now: "2026-05-09T13:00:00", status: 31)
    #expect(refused.errors.contains(file))
    #expect(try fixture.objects() == before)
  }

  /// Marks unused objects, and removes them two days later.
  private func collectAll(_ fixture: LakeFixture) async throws {
    for now in ["2026-05-04T13:00:00", "2026-05-06T13:00:00"] {
      try await fixture.marquee("lake", "prune", now: now)
    }
  }
}
