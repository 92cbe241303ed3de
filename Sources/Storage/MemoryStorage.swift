public import RankingModel
import Synchronization

/// A lake's storage in memory, for tests and plans.
public final class MemoryStorage: Storage {
  private let files = Mutex<[StorageKey: (bytes: [UInt8], storedAt: Instant)]>([:])
  private let clock: @Sendable () -> Instant

  /// An empty storage. `clock` gives the time at which bytes are stored.
  public init(clock: @escaping @Sendable () -> Instant = { Instant.now }) { self.clock = clock }

  /// `memory`.
  public var location: String { "memory" }

  /// The last `count` bytes kept under `key`.
  public func read(_ key: StorageKey, last count: Int) -> [UInt8]? {
    files.withLock { $0[key].map { Array($0.bytes.suffix(count)) } }
  }

  /// The size and time of the bytes kept under `key`.
  public func inspect(_ key: StorageKey) -> StoredSize? {
    files.withLock { $0[key].map { StoredSize(size: $0.bytes.count, storedAt: $0.storedAt) } }
  }

  /// Keeps those of `new` whose keys are free.
  public func create(_ new: [StoredFile]) -> [Bool] {
    let now = clock()
    return files.withLock { files in
      new.map { file in
        guard files[file.key] == nil else { return false }
        files[file.key] = (file.bytes, now)
        return true
      }
    }
  }

  /// Does nothing: memory is never durable.
  public func confirm(_ keys: [StorageKey]) {}

  /// The keys of a kind.
  public func list(_ kind: StorageKey.Kind, group: String?, after key: StorageKey?) -> [StorageKey] {
    files.withLock { files in
      files.keys.filter { found in
        found.kind == kind && (group == nil || found.group == group) && (key.map { found > $0 } ?? true)
      }.sorted()
    }
  }

  /// Removes the bytes under `keys`.
  public func remove(_ keys: [StorageKey]) {
    files.withLock { files in
      for key in keys { files[key] = nil }
    }
  }

  /// Moves the bytes under `key` to a key in `damaged`.
  public func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure) {
    try await moveToDamaged(key, at: now)
  }

  /// Whether any key of a kind exists.
  public func holdsAny(_ kind: StorageKey.Kind) -> Bool {
    files.withLock { $0.keys.contains { $0.kind == kind } }
  }

  /// None: memory keeps nothing but keys.
  public func strays() -> [Stray] { [] }

  /// Does nothing: there are no strays.
  public func remove(_ stray: Stray) {}

  /// Replaces the bytes under `key`, as a failing medium does.
  package func damage(_ key: StorageKey, with bytes: [UInt8]) { files.withLock { $0[key]?.bytes = bytes } }
}
