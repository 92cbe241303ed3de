public import LakeStore

extension Workplace {
  /// Plans what `restore` would bring back. Nothing is locked or written.
  public func planRestoring(_ names: [String]) async throws -> RestorePlan {
    try await view().lake.restorePlan(names)
  }

  /// Brings back what was forgotten but not removed yet, and unmarks objects.
  ///
  /// - Parameter names: the first digits of the names of objects or of snapshots' versions; empty for all.
  public func restore(_ names: [String]) async throws -> RestorePlan {
    try await work { session in
      let plan = try await session.lake.reader.restorePlan(names)
      try await session.lake.restore(plan)
      return plan
    }
  }
}
