public import Jobs
import ListSources
public import RankingModel

extension BudgetLeft {
  /// The part of a job's call budget that is left today. The days of a budget are days in UTC.
  ///
  /// - Parameter work: the work state, which counts calls; `nil` if nothing has been counted yet.
  /// - Returns: `nil` if the job has no budget, if there is no key, or if a run would refuse the key's file.
  /// - Throws: `storage` if the file of the key, or the number of calls, could not be read.
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
