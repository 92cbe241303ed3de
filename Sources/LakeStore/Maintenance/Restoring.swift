public import RankingModel
import Storage

/// What was forgotten or marked and can still be brought back.
public struct RestorePlan: Sendable, Hashable {
  /// What is decided about forgotten snapshots, and about snapshots and runs whose raw objects were forgotten: those whose
  /// objects are all there still.
  var decisions: [Decision] = []
  /// Objects that are no longer going to be removed.
  public var objects: [ObjectID] = []
  /// Records that cannot be brought back, because an object has been removed, by their places in the lake.
  public var tooLate: [String] = []

  /// The snapshots that count again, by their places in the lake.
  public var snapshots: [String] { decided(.restore).map(\.subject) }
  /// The snapshots and runs whose raw objects are kept again.
  public var raw: [String] { decided(.restoreRaw).map(\.subject) }
  /// Whether there is nothing to bring back.
  public var isEmpty: Bool { decisions.isEmpty && objects.isEmpty }

  fileprivate func decided(_ action: Decision.Action) -> [Decision] {
    decisions.filter { $0.action == action }
  }
}

extension LakeReader {
  /// What can be brought back.
  ///
  /// - Parameter names: digits that the names of objects or of snapshots' versions start with; all where there are
  ///   none.
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
        // A version is read, since its entries are to be indexed.
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
  /// Carries `plan` out: the objects are unmarked first, then the records count again.
  public func restore(_ plan: RestorePlan) async throws(Failure) {
    try await unmark(Set(plan.objects), try await Marks(place.storage))
    _ = try await decide(plan.decided(.restoreRaw) + plan.decided(.restore))
  }
}
