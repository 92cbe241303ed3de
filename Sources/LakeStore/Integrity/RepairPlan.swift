public import RankingModel

/// One thing that a repair does, or cannot do.
public struct RepairStep: Sendable, Hashable {
  /// What is done.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// The file is set aside where it is damaged, and stored again.
    case restore
    /// The file is set aside, and nothing can take its place now. The message says whether what it held may be had later.
    case lost
    /// The catalogue is made anew.
    case reindex
    /// A file left from a command that was cut off is removed.
    case remove
    /// The file is set aside; what it held is made anew by what uses it.
    case setAside = "set_aside"
    /// The file could not be read, and is left as it is: it may be sound.
    case leave
  }

  /// What is done.
  public var action: Action
  /// The object's name, or the place of the file within the lake.
  public var subject: String
  /// From what it is restored, or what the loss means, in one sentence.
  public var message: String
  /// The snapshots that it touches.
  public var snapshots: [AffectedSnapshot]
  /// What is stored.
  var bytes: [UInt8]?
  /// The object, where it is one.
  var object: ObjectID?
  /// The place of the file that is set aside once this one is stored, where that is another.
  var replaced: String?
  /// The name or the place of the tag, where it is one.
  var tag: String?

  /// The snapshot whose record is stored, where it is one.
  var snapshot: Snapshot? {
    guard subject.hasPrefix("snapshots/"), let bytes, let json = try? JSONReader.read(bytes) else {
      return nil
    }
    return try? Snapshot(json: json)
  }

  init(
    _ action: Action, _ subject: String, _ message: String, snapshots: [AffectedSnapshot] = [],
    bytes: [UInt8]? = nil, object: ObjectID? = nil, replaced: String? = nil
  ) {
    self.action = action
    self.subject = subject
    self.message = message
    self.snapshots = snapshots
    self.bytes = bytes
    self.object = object
    self.replaced = replaced
  }

  /// The JSON form.
  public var json: JSONValue {
    [
      "action": .string(action.rawValue), "subject": .string(subject), "message": .string(message),
      "snapshots": .array(snapshots.map(\.json)),
    ]
  }
}
