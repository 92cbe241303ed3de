public import Jobs
public import RankingModel

extension BudgetLeft {
  /// What is left of `today`'s budget of the key that `enrichment` names.
  ///
  /// - Parameters:
  ///   - work: where calls are counted; `nil` where nothing has been counted yet.
  ///   - today: the UTC day.
  /// - Returns: `nil` where there is no key to be had, or its file is one that a run refuses.
  /// - Throws: `storage` where the file of the key, or what was counted, could not be read.
  public static func find(
    _ enrichment: Enrichment, work: WorkState?, environment: [String: String], today: Day
  ) async throws(Failure) -> BudgetLeft? {
    let found: EnrichmentKey?
    do throws(Failure) {
      found = try EnrichmentKey.find(enrichment.key, url: enrichment.url, environment: environment)
    } catch {
      guard error.kind == .definition else { throw error }
      return nil
    }
    guard let key = found else { return nil }
    let made = try await work?.budget.calls(of: key.budget, on: today) ?? 0
    return BudgetLeft(perDay: enrichment.callsPerDay, left: max(0, enrichment.callsPerDay - made))
  }
}
