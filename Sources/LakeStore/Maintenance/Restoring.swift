public import RankingModel
import Storage

/// What was forgotten or marked and can still be restored.
public struct RestorePlan: Sendable, Hashable {
  /// The decisions that restore forgotten snapshots, and forgotten raw objects of snapshots and runs, if all their objects exist.
  var decisions: [Decision] = []
  /// The objects whose marks are removed, so that they stay.
  public var objects: [ObjectID] = []
  /// The paths of records that cannot be restored, because an object has been removed.
  public var tooLate: [String] = []

  /// The paths of the snapshots that count again.
  public var snapshots: [String] { decided(.restore).map(\.subject) }
  /// The paths of the snapshots and runs whose raw objects are kept again.
  public var raw: [String] { decided(.restoreRaw).map(\.subject) }
  /// Whether there is nothing to restore.
  public var isEmpty: Bool { decisions.isEmpty && objects.isEmpty }

  fileprivate func decided(_ action: Decision.Action) -> [Decision] {
    decisions.filter { $0.action == action }
  }
}

extension LakeReader {
  /// What can be restored.
  ///
  /// - Parameter names: digits that the names of objects or of snapshots' versions start with; everything where it is empty.
  public func restorePlan(_ names: [String]) async throws(Failure) -> RestorePlan {
    let isWanted = { (object: ObjectID?) in
      names.isEmpty || names.contains { object?.description.hasPrefix($0) == true }
    }
    var plan = RestorePlan()
    var coming: Set<ObjectID> = []
    let decisions = try decisions()
    for decision in decisions.forgotten + decisions.withoutRaw {
      guard let key = StorageKey(path: decision.subject),
        let record = try await unlessDamaged(awaiting: try await records.read(key).record),
        isWanted(record.version)
      else { continue }
      var action = Decision.Action.restoreRaw
      var needed = record.objects.filter { $0 != record.version }
      var isSound = true
      if decision.action == .forget {
        guard case .snapshot(let snapshot) = record else { continue }
        action = .restore
        needed = snapshot.objects(keepsRaw: !decisions.forgetsOnlyRaw(of: key))
        // The version is read, because its entries will be indexed.
        if let version = snapshot.version {
          isSound = try await unlessDamaged(awaiting: try await objects.get(version)) != nil
        }
      }
      guard isSound, try await areThere(needed) else {
        plan.tooLate.append(decision.subject)
        continue
      }
      plan.decisions.append(Decision(action, decision.subject, chart: decision.chart, day: decision.day))
      coming.formUnion(needed)
    }
    for object in try await Marks(place.storage).objects.keys.sorted()
    where coming.contains(object) || isWanted(object) {
      if try await areThere([object]) { plan.objects.append(object) }
    }
    return plan
  }

  private func areThere(_ objects: [ObjectID]) async throws(Failure) -> Bool {
    for object in objects where try await !self.objects.contains(object) { return false }
    return true
  }
}

extension Record {
  /// The version of a snapshot.
  fileprivate var version: ObjectID? {
    if case .snapshot(let snapshot) = self { snapshot.version } else { nil }
  }
}

extension Lake {
  /// Carries out `plan`: first the objects are unmarked, then the records count again.
  public func restore(_ plan: RestorePlan) async throws(Failure) {
    try await unmark(Set(plan.objects), try await Marks(place.storage))
    _ = try await decide(plan.decided(.restoreRaw) + plan.decided(.restore))
  }
}
