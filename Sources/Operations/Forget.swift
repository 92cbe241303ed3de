import History
public import LakeStore
import RankingModel

extension Workplace {
  /// Plans what `forget` would do. Nothing is locked or written.
  ///
  /// - Throws: a `noData` failure if the lake has no such chart.
  public func planForgetting(_ request: ForgetRequest) async throws -> [ForgetItem] {
    try await view().lake.itemsToForget(request)
  }

  /// Forgets what `request` asks for.
  ///
  /// - Parameter share: the largest share of all snapshots that may be forgotten, from 0 to 1.
  /// - Throws: a `usage` failure if more would be forgotten, `noData` if the lake has no such chart.
  public func forget(_ request: ForgetRequest, atMost share: Double) async throws -> [ForgetItem] {
    try await work { session in
      let items = try await session.lake.reader.itemsToForget(request)
      let going = ShareOfLake(
        count: items.count { !$0.onlyRaw }, of: try session.lake.reader.contents().snapshots,
        noun: "snapshots")
      // The limit does not hold for snapshots that a wrong clock recorded in the future: these may be all snapshots.
      if request.recordedAfter == nil { try going.require(atMost: share) }
      try await session.lake.forget(items)
      return items
    }
  }
}

extension LakeReader {
  fileprivate func itemsToForget(_ request: ForgetRequest) async throws(Failure) -> [ForgetItem] {
    let items = try await forgetPlan(request)
    if items.isEmpty { for chart in request.charts { try require(chart) } }
    return items
  }
}
