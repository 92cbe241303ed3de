import History
import LakeStore
public import RankingModel

extension Workplace {
  /// All tags.
  @inline(never)
  public func tags() async throws -> [Tag] {
    // Not inlined: the optimizer of Swift 6.3 crashes in callers that merge both errors.
    try await reader().tags()
  }

  /// Tags the snapshot that stands for a day, or that stood for it at an instant.
  ///
  /// - Throws: a `noData` failure if the day has no snapshot, `usage` if another snapshot has the tag.
  public func addTag(
    _ name: TagName, to chart: ChartName, _ day: Day, asOf instant: Instant? = nil
  ) async throws -> Tag {
    try await work { session in
      let days = try ChartDays(of: chart, cutoff: Cutoff(asOf: instant), from: session.lake.reader)
      guard let snapshot = days.known(day)?.standing else {
        throw Failure(.noData, "\(chart) has no snapshot on \(day)", remedy: .showSnapshots(of: chart))
      }
      return try await session.lake.addTag(name, to: snapshot)
    }
  }

  /// Removes a tag. Its snapshot stays.
  ///
  /// - Throws: a `noData` failure if there is no such tag.
  public func removeTag(_ name: TagName) async throws -> Tag {
    try await work { session in
      try await session.lake.removeTag(name)
    }
  }
}
