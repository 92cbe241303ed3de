public import RankingModel

/// Keeps what a lake must not lose: bytes under keys, each created once and never changed.
///
/// A key is named after the content, so whoever comes second with the same key has nothing to add. So little is asked that
/// a folder, a bucket or memory can do it: there is no replacing, no appending, no renaming and no locking. Every storage
/// passes the same conformance tests.
public protocol Storage: Sendable {
  /// Where the lake is, for messages.
  var location: String { get }

  /// The last `count` bytes under `key`, or all where there are fewer; `nil` where there are none.
  ///
  /// - Throws: `damaged` where something else stands in the place of the bytes, `storage` where they could not be read, so
  ///   that nothing is known of them.
  func read(_ key: StorageKey, last count: Int) async throws(Failure) -> [UInt8]?

  /// What is known of the bytes under `key` without reading them; `nil` where there are none.
  ///
  /// - Throws: as `read`.
  func inspect(_ key: StorageKey) async throws(Failure) -> StoredSize?

  /// Creates `files`. All are durable on return, those that were there already too.
  ///
  /// - Returns: of each whether it was new. One that was there is left as it is.
  /// - Throws: `storage`. Some files may be there then, each whole.
  func create(_ files: [StoredFile]) async throws(Failure) -> [Bool]

  /// Makes durable what is there under `keys`: another process may have created it just now.
  func confirm(_ keys: [StorageKey]) async throws(Failure)

  /// The keys of a kind, of one group or of all, sorted; those behind `key` where given.
  ///
  /// - Throws: `storage` where not all could be listed: a part is never returned.
  func list(_ kind: StorageKey.Kind, group: String?, after key: StorageKey?) async throws(Failure)
    -> [StorageKey]

  /// The groups that a kind may have keys in, sorted.
  func groups(of kind: StorageKey.Kind) async throws(Failure) -> [String]

  /// Removes what is under `keys`; durable on return. Keys with nothing under them are passed over.
  func remove(_ keys: [StorageKey]) async throws(Failure)

  /// Keeps a copy of what is damaged under `key` in `damaged`, and takes it away, so that sound bytes can be created there.
  /// Nothing where nothing is there.
  ///
  /// - Parameter evenUnreadable: whether what cannot be read is taken away too.
  /// - Throws: `storage` where it cannot be read; it stays then.
  func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure)

  /// Whether anything of a kind is there.
  func holdsAny(_ kind: StorageKey.Kind) async throws(Failure) -> Bool

  /// What stands among the lake's keys and is none.
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

/// What is known of stored bytes without reading them.
public struct StoredSize: Sendable, Hashable {
  /// How many bytes there are.
  public var size: Int
  /// When they were stored, by the clock of the storage.
  public var storedAt: Instant

  /// So many bytes, stored then.
  public init(size: Int, storedAt: Instant) { (self.size, self.storedAt) = (size, storedAt) }
}

/// Something that stands among a lake's keys and is none.
public struct Stray: Sendable, Hashable {
  /// Its place within the lake.
  public var path: String
  /// Whether a process left it that was killed while it stored something.
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

  /// The groups that the keys of a kind stand in. A storage that can name its groups without listing their keys does that.
  public func groups(of kind: StorageKey.Kind) async throws(Failure) -> [String] {
    Set(try await list(kind).map(\.group)).sorted()
  }

  /// Where `key` stands, for messages.
  public func location(of key: StorageKey) -> String { "\(location)/\(key.path)" }

  /// Copies the bytes under `key` to `damaged` and removes them; durable on return.
  package func moveToDamaged(_ key: StorageKey, at now: Instant) async throws(Failure) {
    guard let bytes = try await read(key) else { return }
    _ = try await create([StoredFile(try await damagedKey(for: key.path, at: now), bytes)])
    try await remove([key])
  }

  /// A key in `damaged` that nothing has yet, for what stood at `path`.
  func damagedKey(for path: String, at now: Instant) async throws(Failure) -> StorageKey {
    var instant = now
    while try await inspect(.damaged(path, at: instant)) != nil {
      instant = Instant(microseconds: instant.microseconds + 1)
    }
    return .damaged(path, at: instant)
  }
}
