/// What an answer takes into account: all snapshots, or only those of some instant or before.
public struct Cutoff: Sendable, Hashable {
  /// Only snapshots recorded by then count; `nil` for all.
  public var asOf: Instant?
  /// Only lists that the source had by then count; `nil` for all.
  public var capturedBy: Instant?

  /// Counts only snapshots recorded by `asOf`, of lists that the source had by `capturedBy`.
  public init(asOf: Instant? = nil, capturedBy: Instant? = nil) {
    self.asOf = asOf
    self.capturedBy = capturedBy
  }

  /// Words that follow a statement, such as ` as of 2026-05-03T00:00:00.000000Z`; empty where there is no limit.
  public var words: String {
    (asOf.map { " as of \($0)" } ?? "") + (capturedBy.map { " from what the source had by \($0)" } ?? "")
  }
}
