import ListSources
import RankingModel

/// Turns the lists of some days into entries. Nothing is stored: reading a list is faster than reading stored entries would be.
struct TransformStep: Sendable {
  let transformer: Transformer
  let dependencies: RunDependencies

  /// Transforms `days` and returns them. Before the check, days do not depend on each other, so all cores work on them.
  func transform(_ days: [DayRun]) async -> [DayRun] {
    await inParallel(days, share: 1) { transformed($0) }
  }

  private func transformed(_ day: DayRun) -> DayRun {
    guard day.ended == nil, day.problem == nil else { return day }
    var day = day
    let start = dependencies.uptime()
    do throws(TransformError) {
      let result = try transformer.entries(of: day.list, from: day.checkpoint.list?.url ?? "")
      day.transformed = result
      dependencies.finish(
        .transform, of: &day, took: dependencies.uptime() - start,
        ["rows": result.rows, "entries": result.entries.count])
    } catch {
      day.problem = .transform(error)
    }
    day.list = []
    return day
  }
}
