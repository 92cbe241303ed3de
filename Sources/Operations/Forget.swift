public import LakeStore

extension Workplace {
  /// What `forget` would forget. Nothing is locked or written.
  public func planForgetting(_ request: ForgetRequest) async throws -> [ForgetItem] {
    try await view().lake.forgetPlan(request)
  }

  /// Forgets what `request` asks for.
  ///
  /// - Parameter share: the largest share of all snapshots that may go, from 0 to 1.
  /// - Throws: a `usage` failure where more would go.
  public func forget(_ request: ForgetRequest, atMost share: Double) async throws -> [ForgetItem] {
    try await work { session in
      try await session.lake.indexWhatIsLate()
      let items = try await session.lake.reader.forgetPlan(request)
      let going = ShareOfLake(
        count: items.count { !$0.onlyRaw }, of: try session.lake.reader.contents().snapshots,
        noun: "snapshots")
      // What a wrong clock recorded is named by what is wrong with it, and may be everything.
      if request.recordedAfter == nil { try going.require(atMost: share) }
      try await session.lake.forget(items)
      return items
    }
  }
}
