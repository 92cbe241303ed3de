public import RankingModel
public import Storage

/// A lake's storage in a bucket: each key is an object whose name is the key's path behind the address's prefix.
///
/// The only thing relied on is that a `PUT` with `If-None-Match: *` creates an object or says that one is there. A bucket is
/// tried for that before the first thing is created in it.
public final class S3Storage: Storage {
  /// The address.
  public let address: BucketAddress
  let client: AWSClient
  let width: Int
  let allowsSingleWriter: Bool

  /// The storage at `address`.
  ///
  /// - Parameters:
  ///   - width: how many requests are under way at once.
  ///   - allowsSingleWriter: whether a bucket is good enough that replaces what is there: the caller answers for it that no two
  ///     processes write there at once.
  public init(
    _ address: BucketAddress, client: AWSClient, width: Int = 32, allowsSingleWriter: Bool = false
  ) {
    (self.address, self.client) = (address, client)
    (self.width, self.allowsSingleWriter) = (max(1, width), allowsSingleWriter)
  }

  /// The address, for messages.
  public var location: String { address.description }

  public func read(_ key: StorageKey, last count: Int) async throws(Failure) -> [UInt8]? { nil }

  public func inspect(_ key: StorageKey) async throws(Failure) -> StoredSize? { nil }

  public func create(_ files: [StoredFile]) async throws(Failure) -> [Bool] { [] }

  public func confirm(_ keys: [StorageKey]) async throws(Failure) {}

  public func list(_ kind: StorageKey.Kind, group: String?, after key: StorageKey?) async throws(Failure)
    -> [StorageKey]
  { [] }

  public func remove(_ keys: [StorageKey]) async throws(Failure) {}

  public func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure) {}

  public func holdsAny(_ kind: StorageKey.Kind) async throws(Failure) -> Bool { false }

  public func strays() async throws(Failure) -> [Stray] { [] }

  public func remove(_ stray: Stray) async throws(Failure) {}
}
