import RankingModel
import Storage

/// One step of a repair, or something that it cannot do.
public struct RepairStep: Sendable, Hashable {
  /// What is done.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// The file is stored again. A damaged one is set aside before.
    case restore
    /// The file is set aside, and nothing can replace it now. The message says whether its content may be recovered later.
    case lost
    /// The catalogue is rebuilt.
    case reindex
    /// A file that was left by an interrupted command is removed.
    case remove
    /// The file is set aside. The program makes it again when it needs it.
    case setAside = "set_aside"
    /// The file could not be read, and is left as it is: it may be sound.
    case leave
  }

  /// What is done.
  public var action: Action
  /// The thing that the step is about.
  public var subject: IntegrityProblem.Subject
  /// The source of a restored file, or the meaning of a loss, in one sentence.
  public var message: String
  /// The affected snapshots.
  public var snapshots: [AffectedSnapshot] = []
  /// The bytes to store.
  var bytes: [UInt8]?
  /// The key of a file that is set aside once this one is stored, where its key is another.
  var replaced: StorageKey?
  /// The tag to remove.
  var tag: Decision?

  /// The key of the object or record; `nil` for a tag, and for a file of this machine.
  var key: StorageKey? { subject.key }
  /// The object; `nil` where it is something else.
  var object: ObjectID? { subject.object }
}

extension RepairStep {
  /// A step about `problem`.
  init(_ action: Action, _ problem: IntegrityProblem, _ message: String, bytes: [UInt8]? = nil) {
    self.init(
      action: action, subject: problem.subject, message: message, snapshots: problem.snapshots, bytes: bytes)
  }
}
