import Foundation
import MarqueeTestSupport
import Testing

/// What `marquee lake gc` keeps its hands off.
@Suite(.timeLimit(.minutes(2))) struct CollectionScopeTests {
  private static let name = String(repeating: "ab", count: 32)

  /// Files that are nearly named like an object.
  private static let decoys = [
    "objects/ab/\(name.dropLast()).json.gz", "objects/ab/\(name)a.json.gz", "objects/ab/\(name).json",
    "objects/ab/\(name).gz", "objects/ab/\(name)", "objects/ab/\(name).json.gz.bak",
    "objects/ab/\(name).json.gz~", "objects/ab/.\(name).json.gz", "objects/ab/\(name).JSON.GZ",
    "objects/ab/\(name.uppercased()).json.gz", "objects/AB/\(name.uppercased()).json.gz",
    "objects/ab/g\(name.dropFirst()).json.gz", "objects/ab/ \(name.dropFirst()).json.gz",
    // In a folder that is not its own.
    "objects/cd/\(name).json.gz", "objects/a/\(name).json.gz", "objects/aba/\(name).json.gz",
    "objects/\(name).json.gz", "objects/ab/ab/\(name).json.gz", "\(name).json.gz",
    "snapshots/\(name).json.gz", "aside/\(name).json.gz", "ab/\(name).json.gz",
  ]

  @Test func filesThatAreNotNamedLikeObjectsAreLeftAlone() async throws {
    let bench = try await LakeBench.withUnusedObjects()
    for decoy in Self.decoys { try bench.folder.write("decoy", to: "lake/\(decoy)") }
    try await collectAll(bench)
    for decoy in Self.decoys {
      let bytes = FileManager.default.contents(atPath: "\(bench.lake)/\(decoy)")
      #expect(bytes == Data("decoy".utf8), "\(decoy)")
    }
  }

  @Test func foldersAndLinksThatAreNamedLikeObjectsAreLeftAlone() async throws {
    let bench = try await LakeBench.withUnusedObjects()
    let other = String(repeating: "cd", count: 32)
    try bench.folder.write("decoy", to: "lake/objects/ab/\(Self.name).json.gz/inside")
    let target = try bench.folder.write("decoy", to: "outside")
    let link = "\(bench.lake)/objects/cd/\(other).json.gz"
    try FileManager.default.createDirectory(
      atPath: "\(bench.lake)/objects/cd", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    try await collectAll(bench)
    let inside = "\(bench.lake)/objects/ab/\(Self.name).json.gz/inside"
    #expect(FileManager.default.contents(atPath: inside) == Data("decoy".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(FileManager.default.contents(atPath: target) == Data("decoy".utf8))
    // They are told of, and are no damage.
    let verified = try await bench.marquee("lake", "verify", "--read-data", "--format", "json")
    #expect(verified.output.contains("objects/ab/\(Self.name).json.gz"))
    #expect(verified.output.contains("objects/cd/\(other).json.gz"))
  }

  @Test func anObjectThatNobodyNamesIsRemoved() async throws {
    let bench = try await LakeBench.withUnusedObjects()
    let path = try bench.folder.write("orphan", to: "lake/objects/ab/\(Self.name).json.gz")
    try await collectAll(bench)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func marksOfAnotherLakeAreNotObeyed() async throws {
    let bench = try await LakeBench.withUnusedObjects()
    let other = try await LakeBench.withUnusedObjects()
    try await other.marquee("lake", "gc", now: "2026-05-04T13:00:00")
    try FileManager.default.copyItem(
      atPath: "\(other.lake)/tombstones", toPath: "\(bench.lake)/tombstones")
    let before = try bench.tree()
    let refused = try await bench.marquee("lake", "gc", now: "2026-05-09T13:00:00", status: 31)
    #expect(refused.errors.contains("another lake"))
    #expect(try bench.tree() == before)
  }

  @Test func nothingIsCollectedWhileARecordCannotBeRead() async throws {
    let bench = try await LakeBench.withUnusedObjects()
    try await bench.marquee("lake", "gc", now: "2026-05-04T13:00:00")
    let record = try #require(try bench.files(in: "snapshots").first)
    try bench.folder.write("{}\n", to: "lake/\(record)")
    let before = try bench.tree()
    let refused = try await bench.marquee("lake", "gc", now: "2026-05-09T13:00:00", status: 31)
    #expect(refused.errors.contains(record))
    #expect(refused.errors.contains("lake repair"))
    #expect(try bench.tree() == before)
  }

  @Test(arguments: ["tombstones", "lake.json"])
  func nothingIsCollectedWhileWhatSaysWhatToRemoveIsDamaged(what: String) async throws {
    let bench = try await LakeBench.withUnusedObjects()
    try await bench.marquee("lake", "gc", now: "2026-05-04T13:00:00")
    let file = what == "lake.json" ? what : try #require(try bench.files(in: what).first)
    try bench.folder.write("{}\n", to: "lake/\(file)")
    let before = try bench.objects()
    let refused = try await bench.marquee("lake", "gc", now: "2026-05-09T13:00:00", status: 31)
    #expect(refused.errors.contains(file))
    #expect(try bench.objects() == before)
  }

  /// Marks, and a day later removes.
  private func collectAll(_ bench: LakeBench) async throws {
    for now in ["2026-05-04T13:00:00", "2026-05-06T13:00:00"] {
      try await bench.marquee("lake", "gc", now: now)
    }
  }
}
