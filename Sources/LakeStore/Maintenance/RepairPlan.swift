import RankingModel
import Storage

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
  /// What it is about.
  public var subject: IntegrityProblem.Subject
  /// From what it is restored, or what the loss means, in one sentence.
  public var message: String
  /// The snapshots that it touches.
  public var snapshots: [AffectedSnapshot] = []
  /// What is stored.
  var bytes: [UInt8]?
  /// The key of what is set aside once this is stored, where that is another.
  var replaced: StorageKey?
  /// The tag that is taken away.
  var tag: Decision?

  /// The object or record that is set aside; `nil` where it is a file of this machine, or none.
  var key: StorageKey? { subject.key }
  /// The object, where it is one.
  var object: ObjectID? { subject.object }
}

extension RepairStep {
  /// Something is done about `problem`.
  init(_ action: Action, _ problem: IntegrityProblem, _ message: String, bytes: [UInt8]? = nil) {
    self.init(
      action: action, subject: problem.subject, message: message, snapshots: problem.snapshots, bytes: bytes)
  }
}
