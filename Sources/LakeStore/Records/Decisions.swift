import RankingModel
import Storage

/// The decisions that hold: the newest one about each subject.
struct Decisions: Sendable {
  /// The subject of a decision.
  private enum Subject: Hashable {
    case verdict(String)
    case record(String)
    case raw(String)
    case tag(TagName?)
  }

  private var newest: [Subject: Decision] = [:]
  private var accepted: Set<String> = []

  /// Takes `decision` into account.
  mutating func add(_ decision: Decision) {
    let subject: Subject? =
      switch decision.action {
      case .accept, .reject, .withdraw: .verdict(decision.subject)
      case .forget, .restore: .record(decision.subject)
      case .forgetRaw, .restoreRaw: .raw(decision.subject)
      case .tag, .untag: .tag(decision.tag)
      // Days overlap, see `ClosedDays`; claims are read with their answers, see `LakeReader.claims`.
      case .close, .open, .claim, .unclaim: nil
      }
    guard let subject else { return }
    if decision.action == .accept { accepted.insert(decision.subject) }
    if let known = newest[subject], known.order > decision.order { return }
    newest[subject] = decision
  }

  /// Whether the snapshot under `key` was ever accepted, even if it was refused later.
  func wasAccepted(_ key: StorageKey) -> Bool { accepted.contains(key.path) }

  /// Whether the record under `key` is forgotten.
  func forgets(_ key: StorageKey) -> Bool { newest[.record(key.path)]?.action == .forget }

  /// Whether the raw objects of the record under `key` need not be kept.
  func forgetsRaw(of key: StorageKey) -> Bool { forgets(key) || forgetsOnlyRaw(of: key) }

  /// Whether a decision about the raw objects alone says that they need not be kept.
  func forgetsOnlyRaw(of key: StorageKey) -> Bool { newest[.raw(key.path)]?.action == .forgetRaw }

  /// The records that are forgotten.
  var forgotten: [Decision] { held.filter { $0.action == .forget } }
  /// The records whose raw objects are forgotten.
  var withoutRaw: [Decision] { held.filter { $0.action == .forgetRaw } }
  /// The tags that hold.
  var tags: [Decision] { held.filter { $0.action == .tag } }

  private var held: [Decision] { newest.values.sorted { $0.order < $1.order } }
}

extension Decision {
  /// The order of decisions. Two decisions of one instant, in two charts, are ordered by their subjects.
  fileprivate var order: (Instant, String, String) { (decidedAt, subject, action.rawValue) }
}
