public import RankingModel
import Synchronization

/// A lake's storage in memory, for tests and plans.
public final class MemoryStorage: Storage {
  private let files = Mutex<[StorageKey: (bytes: [UInt8], storedAt: Instant)]>([:])
  private let clock: @Sendable () -> Instant

  /// An empty storage, whose clock says when something was stored.
  public init(clock: @escaping @Sendable () -> Instant = { Instant.now }) { self.clock = clock }

  /// `memory`.
  public var location: String { "memory" }

  /// The last `count` bytes kept under `key`.
  public func read(_ key: StorageKey, last count: Int) -> [UInt8]? {
    files.withLock { $0[key].map { Array($0.bytes.suffix(count)) } }
  }

  /// How many bytes are kept under `key`.
  public func inspect(_ key: StorageKey) -> StoredSize? {
    files.withLock { $0[key].map { StoredSize(size: $0.bytes.count, storedAt: $0.storedAt) } }
  }

  /// Keeps `new`.
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

  /// What is there is as durable as it will be.
  public func confirm(_ keys: [StorageKey]) {}

  /// The keys of a kind.
  public func list(_ kind: StorageKey.Kind, group: String?, after key: StorageKey?) -> [StorageKey] {
    files.withLock { files in
      files.keys.filter { found in
        found.kind == kind && (group == nil || found.group == group) && (key.map { found > $0 } ?? true)
      }.sorted()
    }
  }

  /// Forgets what is under `keys`.
  public func remove(_ keys: [StorageKey]) {
    files.withLock { files in
      for key in keys { files[key] = nil }
    }
  }

  /// Keeps what is under `key` under a key in `damaged`.
  public func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure) {
    try await moveToDamaged(key, at: now)
  }

  /// Whether anything of a kind is kept.
  public func holdsAny(_ kind: StorageKey.Kind) -> Bool {
    files.withLock { $0.keys.contains { $0.kind == kind } }
  }

  /// Nothing but keys is ever kept.
  public func strays() -> [Stray] { [] }

  /// Nothing but keys is ever kept.
  public func remove(_ stray: Stray) {}

  /// Puts other bytes under `key`, as a medium that fails does.
  package func damage(_ key: StorageKey, with bytes: [UInt8]) { files.withLock { $0[key]?.bytes = bytes } }
}
