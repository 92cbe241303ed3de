public import LakeStore

extension Workplace {
  /// What `restore` would bring back. Nothing is locked or written.
  public func planRestoring(_ names: [String]) async throws -> RestorePlan {
    try await view().lake.restorePlan(names)
  }

  /// Brings back what was forgotten and not yet removed, and unmarks objects.
  ///
  /// - Parameter names: digits that the names of objects or of snapshots' versions start with; all where there are none.
  public func restore(_ names: [String]) async throws -> RestorePlan {
    let plan = try await work { session in
      try await session.lake.indexWhatIsLate()
      let plan = try await session.lake.reader.restorePlan(names)
      try await session.lake.restore(plan)
      return plan
    }
    await tellBrokenClaims()
    return plan
  }
}
