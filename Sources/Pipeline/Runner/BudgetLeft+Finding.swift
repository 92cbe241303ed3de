public import RankingModel

extension BudgetLeft {
  /// What is left of `today`'s budget of the key that `enrichment` names.
  ///
  /// - Parameters:
  ///   - work: where calls are counted; `nil` where nothing has been counted yet.
  ///   - today: the UTC day.
  /// - Returns: `nil` where there is no key to be had, or its file is not fit to be read.
  public static func find(
    _ enrichment: Enrichment, work: WorkStore?, environment: [String: String], today: Day
  ) async throws(Failure) -> BudgetLeft? {
    guard
      let key = try? EnrichmentKey.find(enrichment.key, url: enrichment.url, environment: environment)
    else { return nil }
    let made = try await work?.calls(on: today)[key.budget] ?? 0
    return BudgetLeft(perDay: enrichment.callsPerDay, left: max(0, enrichment.callsPerDay - made))
  }
}
