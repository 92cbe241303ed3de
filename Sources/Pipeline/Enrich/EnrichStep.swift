import Jobs
import LakeStore
import ListSources
import RankingModel

/// Enriches the entries of some days, each according to the plan of its run.
struct EnrichStep: Sendable {
  let definition: JobDefinition
  let lake: Lake
  let work: WorkState
  let dependencies: RunDependencies

  /// Enriches `days` and returns them.
  func enrich(_ days: [DayRun]) async throws -> [DayRun] {
    var days = days
    guard let enrichment = definition.enrich else { return days }
    for index in days.indices where days[index].problem == nil {
      guard let entries = days[index].transformed?.entries else { continue }
      try await LogContext.$metadata.withValue(days[index].checkpoint.report.logContext(.enrich)) {
        try await enrich(entries, of: &days[index], enrichment)
      }
    }
    return days
  }

  private func enrich(_ entries: [Entry], of day: inout DayRun, _ enrichment: Enrichment) async throws {
    let start = dependencies.uptime()
    let key = day.asked == nil ? try enrichment.key.secret(in: dependencies.environment) : nil
    let source = EnrichmentSource(
      chart: definition.chart, enrichment: enrichment, folder: definition.folder, key: key,
      fetcher: dependencies.fetcher)
    let enricher = Enricher(
      enrichment: enrichment, noun: definition.item, source: source, lake: lake, work: work,
      dependencies: dependencies)
    // Answers that a killed process left in the work state become objects before they are read.
    _ = try await enricher.storeAnswers()
    let items = Entry.firstRows(entries).map(\.id)
    let kept: [ItemID: ReadAnswer] =
      switch day.checkpoint.plan {
      case .live, .stored: [:]
      case .past, .input:
        try await enricher.answers(about: items, near: day.capturedAt(definition, last: nil))
      case .storedAsking: try await enricher.read(try await enricher.answersInUse(day.basis), about: items)
      }
    switch day.checkpoint.plan {
    case .stored: day.enriched = try await enricher.enrich(entries, from: day.basis)
    case _ where enrichment.key != .none && key == nil && day.asked == nil:
      day.enriched = try await enricher.withoutKey(entries, keeping: kept)
    default:
      day.enriched = try await enricher.enrich(entries, run: day.checkpoint, keeping: kept, asked: day.asked)
    }
    day.checkpoint.report.source = source.name
    // The finished tasks are the checkpoint of this step.
    let counts = day.enriched?.enrichment ?? RunReport.EnrichmentCounts()
    dependencies.finish(
      .enrich, of: &day, took: dependencies.uptime() - start,
      [
        "entries": entries.count, "asked": counts.asked, "reused": counts.reused, "stale": counts.stale,
        "failed": counts.failed, "calls": day.enriched?.calls ?? 0,
      ])
  }
}
