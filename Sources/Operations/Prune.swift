public import LakeStore
import Pipeline

extension Workplace {
  /// Plans what `prune` would do. Nothing is locked or written.
  ///
  /// - Parameter grace: seconds that an object stays marked before it is removed.
  public func planPruning(grace: Double) async throws -> PrunePlan {
    let view = try await view()
    let queued = try await QueuedRun.objectsInUse(in: place.storage)
    return try await view.lake.prunePlan(
      grace: grace, inUse: queued.union(try await view.work?.objectsInUse() ?? []), now: now)
  }

  /// Marks the objects that no record names, and removes those that were marked more than `grace` seconds ago.
  ///
  /// - Parameter share: the largest share of all objects that may be removed, from 0 to 1.
  /// - Throws: a `usage` failure if more would be removed.
  public func prune(grace: Double, atMost share: Double) async throws -> PrunePlan {
    try await work { session in
      let plan = try await session.lake.reader.prunePlan(
        grace: grace,
        inUse: try await session.work.objectsInUse().union(QueuedRun.objectsInUse(in: place.storage)),
        now: session.lake.clock())
      try plan.removal.require(atMost: share)
      try await session.lake.prune(plan)
      return plan
    }
  }
}
