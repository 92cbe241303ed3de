public import RankingModel

/// Keeps immutable bytes under the hash of their content.
///
/// Every store passes the same conformance suite: what was put is got, byte for byte; putting what is there is a
/// no-op; an object that is absent or damaged is an error, never other bytes.
public protocol ObjectStore: Sendable {
  /// Stores all `objects`; on return all are durable.
  ///
  /// - Returns: their names, in the same order.
  func put(_ objects: [[UInt8]]) throws(Failure) -> [ObjectID]

  /// The bytes of an object, checked against its name.
  func get(_ id: ObjectID) throws(Failure) -> [UInt8]

  /// Whether an object of that name is stored; its content is not looked at.
  func contains(_ id: ObjectID) throws(Failure) -> Bool
}

extension ObjectStore {
  /// Stores one object; on return it is durable.
  public func put(_ bytes: [UInt8]) throws(Failure) -> ObjectID {
    try put([bytes])[0]
  }
}
