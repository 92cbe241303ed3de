public import LakeStore
import RankingModel

extension Workplace {
  /// What a copy from one place to another would take. Nothing is written.
  ///
  /// - Throws: `noData` where there is no lake at `source`; `usage` where `target` is another lake, or something else.
  public func planCopying(from source: LakePlace, to target: LakePlace) async throws -> LakeCopy {
    try await LakeCopy.plan(from: source, to: target)
  }

  /// Copies to `target` what it lacks of the lake at `source`, and brings the index that belongs to `target` up to date: its
  /// catalogue, or the copy of a catalogue that a lake for many machines keeps.
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
      try await there.work { try await $0.lake.indexWhatIsLate() }
    }
    return copy
  }
}
