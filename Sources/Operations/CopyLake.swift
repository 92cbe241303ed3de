public import LakeStore
import RankingModel

extension Workplace {
  /// Plans a copy of a lake from one place to another. Nothing is written.
  ///
  /// - Throws: `noData` if there is no lake at `source`; `usage` if `target` holds another lake, or something else.
  public func planCopying(from source: LakePlace, to target: LakePlace) async throws -> LakeCopy {
    try await LakeCopy.plan(from: source, to: target)
  }

  /// Copies to `target` what it lacks of the lake at `source`. Then brings the index of `target` up to date: its catalogue, or,
  /// if many machines share the lake, the copy of the catalogue that it keeps.
  ///
  /// - Returns: what was copied.
  public func copy(
    from source: LakePlace, to target: LakePlace, onProgress: OnProgress = { _, _ in }
  ) async throws -> LakeCopy {
    let copy = try await planCopying(from: source, to: target)
    _ = try await copy.carryOut(progress: onProgress)
    if target.isShared {
      try await source.keepCheckpoint(at: target, now: now)
    } else {
      var there = self
      there.place = target
      // Opening the lake indexes the records that were copied.
      try await there.work { _ in }
    }
    return copy
  }
}
