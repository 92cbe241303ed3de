import Jobs
import MarqueeTestSupport
import RankingModel
import Storage
import Synchronization
import Testing

@testable import Pipeline

/// How often a run reads the answers that it uses.
@Suite struct AnswerReadsTests {
  /// A folder storage that counts the reads of each object.
  private final class CountingStorage: Storage {
    private let folder: any Storage
    private let counts = Mutex<[StorageKey: Int]>([:])

    init(_ path: String) { folder = FolderStorage(path) }

    /// The number of reads of each of `objects` since the last call of this method.
    func reads(of objects: [ObjectID]) -> [Int] {
      counts.withLock { counts in
        defer { counts = [:] }
        return objects.map { counts[.object($0)] ?? 0 }
      }
    }

    var location: String { folder.location }
    func read(_ key: StorageKey, last count: Int) async throws(Failure) -> [UInt8]? {
      let bytes = try await folder.read(key, last: count)
      if bytes != nil { counts.withLock { $0[key, default: 0] += 1 } }
      return bytes
    }
    func inspect(_ key: StorageKey) async throws(Failure) -> StoredSize? { try await folder.inspect(key) }
    func create(_ files: [StoredFile]) async throws(Failure) -> [Bool] { try await folder.create(files) }
    func confirm(_ keys: [StorageKey]) async throws(Failure) { try await folder.confirm(keys) }
    func list(
      _ kind: StorageKey.Kind, group: String?, after key: StorageKey?
    ) async throws(Failure) -> [StorageKey] { try await folder.list(kind, group: group, after: key) }
    func remove(_ keys: [StorageKey]) async throws(Failure) { try await folder.remove(keys) }
    func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure) {
      try await folder.setAside(key, at: now, evenUnreadable: evenUnreadable)
    }
    func holdsAny(_ kind: StorageKey.Kind) async throws(Failure) -> Bool { try await folder.holdsAny(kind) }
    func strays() async throws(Failure) -> [Stray] { try await folder.strays() }
    func remove(_ stray: Stray) async throws(Failure) { try await folder.remove(stray) }
  }

  @Test func anAnswerThatCameIsNotReadAndAStoredOneIsReadOnce() async throws {
    let made = Mutex<CountingStorage?>(nil)
    let fixture = try RunFixture { path in
      let storage = CountingStorage(path)
      made.withLock { $0 = storage }
      return storage
    }
    let storage = try #require(made.withLock { $0 })
    let answers = ["tt1", "tt2", "tt3"].map { ObjectID(of: RunFixture.answer($0)) }
    #expect(try await fixture.run(fixture.definition()).enrichment.asked == 3)
    #expect(storage.reads(of: answers) == [0, 0, 0])
    #expect(try await fixture.run(fixture.definition()).enrichment.reused == 3)
    #expect(storage.reads(of: answers) == [1, 1, 1])
    #expect(try await fixture.run(fixture.definition(), plan: .stored).enrichment.reused == 3)
    #expect(storage.reads(of: answers) == [1, 1, 1])
  }
}
