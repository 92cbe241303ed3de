public import RankingModel

/// A source that may still have the bytes of a lost object.
public protocol ObjectSource: Sendable {
  /// What the source is called in plans and reports, such as `the list's address`.
  var name: String { get }

  /// Bytes that may be those of the object; `nil` where this source has none. The caller checks them against the object's name,
  /// so a source may guess.
  ///
  /// - Throws: `storage` where something in the lake that may be sound could not be read, `source` where this source could
  ///   not be asked and may have the bytes.
  func bytes(of lost: LostObject, from reader: LakeReader) async throws(Failure) -> [UInt8]?
}

/// An object that is missing or damaged, and the records that name it.
public struct LostObject: Sendable, Hashable {
  /// The object.
  public var object: ObjectID
  /// The snapshots that name it, as their version or among their raw objects, oldest first.
  public var snapshots: [Snapshot]
  /// The runs without a snapshot that name it among their raw objects.
  public var runs: [RunReport]
}
