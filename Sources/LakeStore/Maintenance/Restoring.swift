public import RankingModel
import Storage

/// What was forgotten or marked and can still be brought back.
public struct RestorePlan: Sendable, Hashable {
  /// What is decided about a record.
  struct Item: Sendable, Hashable {
    var key: StorageKey
    var chart: ChartName
    var day: Day
  }

  /// Forgotten snapshots whose objects are all there still.
  var forgotten: [Item] = []
  /// Snapshots and runs whose raw objects were forgotten and are all there still.
  var withoutRaw: [Item] = []
  /// Objects that are no longer going to be removed.
  public var objects: [ObjectID] = []
  /// Records that cannot be brought back, because an object has been removed, by their places in the lake.
  public var tooLate: [String] = []

  /// The snapshots that count again, by their places in the lake.
  public var snapshots: [String] { forgotten.map(\.key.path) }
  /// The snapshots and runs whose raw objects are kept again.
  public var raw: [String] { withoutRaw.map(\.key.path) }
  /// Whether there is nothing to bring back.
  public var isEmpty: Bool { forgotten.isEmpty && withoutRaw.isEmpty && objects.isEmpty }
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
    for decision in decisions.forgotten {
      guard let item = RestorePlan.Item(decision),
        case .snapshot(let snapshot)? = try await unlessDamaged(
          awaiting: try await records.read(item.key).record),
        isWanted(snapshot.version)
      else { continue }
      let needed = snapshot.objects(keepsRaw: !decisions.forgetsOnlyRaw(of: item.key))
      // A version is read, since its entries are to be indexed.
      var isSound = true
      if let version = snapshot.version {
        isSound = try await unlessDamaged(awaiting: try await objects.get(version)) != nil
      }
      if isSound, try await areThere(needed) {
        plan.forgotten.append(item)
        coming.formUnion(needed)
      } else {
        plan.tooLate.append(item.key.path)
      }
    }
    for decision in decisions.withoutRaw {
      guard let item = RestorePlan.Item(decision),
        let record = try await unlessDamaged(awaiting: try await records.read(item.key).record),
        isWanted(record.version)
      else { continue }
      let needed = record.objects.filter { $0 != record.version }
      guard try await areThere(needed) else {
        plan.tooLate.append(item.key.path)
        continue
      }
      plan.withoutRaw.append(item)
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

extension RestorePlan.Item {
  fileprivate init?(_ decision: Decision) {
    guard let key = StorageKey(path: decision.subject) else { return nil }
    self.init(key: key, chart: decision.chart, day: decision.day)
  }
}

extension Lake {
  /// Carries `plan` out: the objects are unmarked first, then the records count again.
  public func restore(_ plan: RestorePlan) async throws(Failure) {
    try await unmark(Set(plan.objects), try await Marks(place.storage))
    _ = try await decide(
      plan.withoutRaw.map { Decision(.restoreRaw, $0.key.path, chart: $0.chart, day: $0.day) }
        + plan.forgotten.map { Decision(.restore, $0.key.path, chart: $0.chart, day: $0.day) })
  }
}
