public import LakeStore
import Pipeline
import RankingModel

extension Workplace {
  /// The first phase of a repair: reads every object, sets damaged files aside, restores what can be recovered, and reports what
  /// is lost.
  ///
  /// - Parameters:
  ///   - offline: whether to recover from the lake alone, without fetching anything.
  ///   - replacesUnreadable: whether to treat unreadable files as lost; otherwise they are left as they are.
  ///   - dryRun: whether to plan only, without locking or changing anything.
  ///   - passOver: called with the name of each job whose file has mistakes. Nothing is recovered through such a job.
  public func repair(
    offline: Bool = false, replacesUnreadable: Bool = false, dryRun: Bool = false,
    passingOver passOver: (String) -> Void = { _ in }, onProgress: @escaping OnProgress = { _, _ in }
  ) async throws -> [RepairStep] {
    // The catalogue may hold what the lake has lost.
    if place.isShared, !dryRun { _ = try? await reader() }
    let repair = try await LakeRepair(
      place, options: options, replacesUnreadable: replacesUnreadable, dryRun: dryRun)
    let verification = try await verify(reading: .all, onProgress: onProgress)
    // What only a job with a broken file could recover stays lost.
    let jobs = try verification.isSound ? [] : definitions(passingOver: passOver).map(\.definition)
    let refetch = RefetchSource(jobs: jobs, dependencies: dependencies)
    let stored: [any ObjectSource] = [JobFileSource(jobs: jobs), ReplaySource(jobs: jobs)]
    let steps = try await closing({ await refetch.close() }) {
      try await repair.plan(verification, sources: offline ? stored : stored + [refetch])
    }
    if !dryRun { try await repair.carryOut(steps) }
    return steps
  }

  /// The second phase, after `steps` were carried out: restores a missing work state, and forgets lost answers and lists, so that
  /// they are asked for again.
  public func bringBackWorkState(after steps: [RepairStep]) async throws {
    let lost = Set(steps.filter { $0.action == .lost }.compactMap(\.subject.object))
    try await work { try await $0.work.forget(lost) }
  }
}
