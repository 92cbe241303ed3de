import RankingModel
import Storage
import Synchronization

/// A storage in memory that counts the requests a bucket would get; listing names takes a request for each thousand. It can stop
/// creating files after a given number.
final class CountingStorage: Storage {
  let location: String
  private let base: MemoryStorage
  private let count = Mutex(0)
  private let left = Mutex<Int?>(nil)

  /// - Parameter location: the name of the storage in messages.
  init(_ location: String = "memory", clock: @escaping @Sendable () -> Instant = { .now }) {
    self.location = location
    base = MemoryStorage(clock: clock)
  }

  /// The number of requests since the last call of this method.
  func takeRequests() -> Int {
    count.withLock { count in
      defer { count = 0 }
      return count
    }
  }

  /// Allows `files` more files to be created; nil removes the limit.
  func allow(_ files: Int?) { left.withLock { $0 = files } }

  func damage(_ key: StorageKey, with bytes: [UInt8]) { base.damage(key, with: bytes) }

  private func ask(_ requests: Int = 1) { count.withLock { $0 += requests } }

  func read(_ key: StorageKey, last count: Int) -> [UInt8]? {
    ask()
    return base.read(key, last: count)
  }

  func inspect(_ key: StorageKey) -> StoredSize? {
    ask()
    return base.inspect(key)
  }

  func create(_ files: [StoredFile]) throws(Failure) -> [Bool] {
    var areNew: [Bool] = []
    for file in files {
      let isAllowed = left.withLock { left in
        guard let count = left else { return true }
        left = max(0, count - 1)
        return count > 0
      }
      guard isAllowed else { throw Failure(.storage, "broken off") }
      ask()
      areNew += base.create([file])
    }
    return areNew
  }

  func confirm(_ keys: [StorageKey]) {}

  func list(_ kind: StorageKey.Kind, group: String?, after key: StorageKey?) -> [StorageKey] {
    let keys = base.list(kind, group: group, after: key)
    ask(max(1, (keys.count + 999) / 1000))
    return keys
  }

  func groups(of kind: StorageKey.Kind) -> [String] {
    ask()
    return Set(base.list(kind, group: nil, after: nil).map(\.group)).sorted()
  }

  func remove(_ keys: [StorageKey]) {
    ask()
    base.remove(keys)
  }

  func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure) {
    ask(3)
    try await base.setAside(key, at: now, evenUnreadable: evenUnreadable)
  }

  func holdsAny(_ kind: StorageKey.Kind) -> Bool {
    ask()
    return base.holdsAny(kind)
  }

  func strays() -> [Stray] { [] }

  func remove(_ stray: Stray) {}
}
