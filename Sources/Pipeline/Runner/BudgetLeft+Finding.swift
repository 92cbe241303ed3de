public import Jobs
import ListSources
public import RankingModel

extension BudgetLeft {
  /// What is left of today's call budget of a job. A budget's days are those of UTC.
  ///
  /// - Parameter work: where calls are counted; `nil` where nothing has been counted yet.
  /// - Returns: `nil` where the job has no budget, there is no key to be had, or its file is one that a run refuses.
  /// - Throws: `storage` where the file of the key, or what was counted, could not be read.
  public static func find(
    of definition: JobDefinition, work: WorkState?, dependencies: RunDependencies
  ) async throws(Failure) -> BudgetLeft? {
    guard let enrichment = definition.enrich else { return nil }
    let key: String?
    do throws(Failure) {
      key = try enrichment.key.secret(in: dependencies.environment)
    } catch {
      guard error.kind == .definition else { throw error }
      return nil
    }
    guard let budget = enrichment.budget(key: key) else { return nil }
    let made = try await work?.budget.calls(of: budget, on: dependencies.clock().day) ?? 0
    return BudgetLeft(perDay: enrichment.callsPerDay, left: max(0, enrichment.callsPerDay - made))
  }
}
