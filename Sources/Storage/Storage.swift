public import RankingModel

/// Keeps what a lake must not lose: bytes under keys, each created once and never changed.
///
/// A key is named after its content, so a second writer of the same key has nothing to add. A storage needs so few operations
/// that a folder, a bucket or memory can provide them: no replace, no append, no rename, no lock. Every storage passes the same
/// conformance tests.
public protocol Storage: Sendable {
  /// The place of the lake, for messages.
  var location: String { get }

  /// The last `count` bytes under `key`, or all bytes if there are fewer; `nil` where there are none.
  ///
  /// - Throws: `damaged` where the key has something that is not its bytes; `storage` where the bytes could not be read, and may
  ///   be sound.
  func read(_ key: StorageKey, last count: Int) async throws(Failure) -> [UInt8]?

  /// The size and time of the bytes under `key`, without reading them; `nil` where there are none.
  ///
  /// - Throws: like `read`.
  func inspect(_ key: StorageKey) async throws(Failure) -> StoredSize?

  /// Creates `files`. On return all are durable, including those that existed before.
  ///
  /// - Returns: for each file, whether it was new. An existing file is left as it is.
  /// - Throws: `storage`. Some files may exist then, each whole.
  func create(_ files: [StoredFile]) async throws(Failure) -> [Bool]

  /// Makes existing bytes under `keys` durable: another process may have created them just now.
  func confirm(_ keys: [StorageKey]) async throws(Failure)

  /// The keys of a kind, of one group or of all, sorted; with `key`, only those after it.
  ///
  /// - Throws: `storage` where not all could be listed. A part is never returned.
  func list(_ kind: StorageKey.Kind, group: String?, after key: StorageKey?) async throws(Failure)
    -> [StorageKey]

  /// The groups that a kind may have keys in, sorted.
  func groups(of kind: StorageKey.Kind) async throws(Failure) -> [String]

  /// Removes the bytes under `keys`; durable on return. Keys without bytes are ignored.
  func remove(_ keys: [StorageKey]) async throws(Failure)

  /// Copies the damaged bytes under `key` to `damaged` and removes them, so that sound bytes can be created there. Does nothing
  /// if there are none.
  ///
  /// - Parameter evenUnreadable: whether bytes that cannot be read are removed too.
  /// - Throws: `storage` where the bytes cannot be read; they stay then.
  func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure)

  /// Whether anything of a kind is there.
  func holdsAny(_ kind: StorageKey.Kind) async throws(Failure) -> Bool

  /// Everything among the lake's keys that is not a key.
  func strays() async throws(Failure) -> [Stray]

  /// Removes a stray that `strays` gave.
  func remove(_ stray: Stray) async throws(Failure)
}

/// Bytes to store, and their key.
public struct StoredFile: Sendable, Hashable {
  /// The key.
  public var key: StorageKey
  /// The bytes.
  public var bytes: [UInt8]

  /// `bytes` under `key`.
  public init(_ key: StorageKey, _ bytes: [UInt8]) {
    self.key = key
    self.bytes = bytes
  }
}

/// The size and time of stored bytes.
public struct StoredSize: Sendable, Hashable {
  /// The number of bytes.
  public var size: Int
  /// When they were stored, by the clock of the storage.
  public var storedAt: Instant

  /// The size and time of stored bytes.
  public init(size: Int, storedAt: Instant) { (self.size, self.storedAt) = (size, storedAt) }
}

/// A file or folder among a lake's keys that is not a key.
public struct Stray: Sendable, Hashable {
  /// Its place within the lake.
  public var path: String
  /// Whether it is the unfinished file of a process that was killed.
  public var isUnfinished: Bool {
    path.split(separator: "/").last?.hasPrefix(DurableFiles.temporaryPrefix) == true
  }

  /// The stray at `path`.
  public init(path: String) { self.path = path }
}

extension Storage {
  /// The bytes under `key`; `nil` where there are none.
  public func read(_ key: StorageKey) async throws(Failure) -> [UInt8]? { try await read(key, last: .max) }

  /// The keys of a kind, of one group or of all, sorted.
  public func list(_ kind: StorageKey.Kind, group: String? = nil) async throws(Failure) -> [StorageKey] {
    try await list(kind, group: group, after: nil)
  }

  /// The groups of the keys of a kind, found by listing the keys. A storage that can list its groups directly does that instead.
  public func groups(of kind: StorageKey.Kind) async throws(Failure) -> [String] {
    Set(try await list(kind).map(\.group)).sorted()
  }

  /// The place of `key`, for messages.
  public func location(of key: StorageKey) -> String { "\(location)/\(key.path)" }

  /// Copies the bytes under `key` to `damaged` and removes them; durable on return.
  package func moveToDamaged(_ key: StorageKey, at now: Instant) async throws(Failure) {
    guard let bytes = try await read(key) else { return }
    _ = try await create([StoredFile(try await damagedKey(for: key.path, at: now), bytes)])
    try await remove([key])
  }

  /// A free key in `damaged` for the bytes at `path`.
  func damagedKey(for path: String, at now: Instant) async throws(Failure) -> StorageKey {
    var instant = now
    while try await inspect(.damaged(path, at: instant)) != nil {
      instant = Instant(microseconds: instant.microseconds + 1)
    }
    return .damaged(path, at: instant)
  }
}
