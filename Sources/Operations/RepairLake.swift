public import LakeStore
import Pipeline
import RankingModel

extension Workplace {
  /// The first phase of a repair: reads every object, sets aside what is damaged, restores what can be had again, and says
  /// what is lost.
  ///
  /// - Parameters:
  ///   - offline: whether nothing is fetched: what is lost is made again from the lake itself alone.
  ///   - replacesUnreadable: whether what cannot be read is taken for lost; otherwise it is left as it is.
  ///   - dryRun: whether it is only planned: nothing is locked or changed then.
  ///   - passOver: told the names of jobs by which nothing is made again, because their files have mistakes.
  public func repair(
    offline: Bool = false, replacesUnreadable: Bool = false, dryRun: Bool = false,
    passingOver passOver: (String) -> Void = { _ in }, onProgress: @escaping OnProgress = { _, _ in }
  ) async throws -> [RepairStep] {
    // The catalogue may have what the lake has lost.
    if place.isShared, !dryRun { _ = try? await reader() }
    let repair = try await LakeRepair(
      place, options: options, replacesUnreadable: replacesUnreadable, dryRun: dryRun)
    let verification = try await verify(reading: .all, onProgress: onProgress)
    // What a broken job file would make again stays lost.
    let jobs = try verification.isSound ? [] : definitions(passingOver: passOver).map(\.definition)
    let refetch = RefetchSource(jobs: jobs, dependencies: dependencies)
    let stored: [any ObjectSource] = [JobFileSource(jobs: jobs), ReplaySource(jobs: jobs)]
    let steps = try await closing({ await refetch.close() }) {
      try await repair.plan(verification, sources: offline ? stored : stored + [refetch])
    }
    if !dryRun { try await repair.carryOut(steps) }
    return steps
  }

  /// The second phase, after `steps` were carried out: what was set aside of the work state is made anew, and answers that
  /// are lost are asked for again.
  public func bringBackWorkState(after steps: [RepairStep]) async throws {
    let lost = Set(steps.filter { $0.action == .lost }.compactMap(\.subject.object))
    try await work { try await $0.work.forget(lost) }
  }
}
