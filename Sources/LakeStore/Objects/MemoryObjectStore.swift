public import RankingModel
import Synchronization

/// Objects in memory, for tests and dry runs.
public final class MemoryObjectStore: ObjectStore {
  private let objects = Mutex<[ObjectID: [UInt8]]>([:])

  /// An empty store.
  public init() {}

  /// Keeps the bytes.
  public func put(_ objects: [[UInt8]]) throws(Failure) -> [ObjectID] {
    let ids = objects.map { ObjectID(of: $0) }
    self.objects.withLock { stored in
      for (id, bytes) in zip(ids, objects) { stored[id] = bytes }
    }
    return ids
  }

  /// The bytes kept.
  public func get(_ id: ObjectID) throws(Failure) -> [UInt8] {
    guard let bytes = objects.withLock({ $0[id] }) else { throw absent(id) }
    return bytes
  }

  /// Whether the bytes are kept.
  public func contains(_ id: ObjectID) throws(Failure) -> Bool {
    objects.withLock { $0[id] != nil }
  }
}

/// The failure that an object is not there.
func absent(_ id: ObjectID) -> Failure {
  Failure(
    .damaged, "object \(id) is missing from the lake",
    hint: "marquee lake repair")
}
