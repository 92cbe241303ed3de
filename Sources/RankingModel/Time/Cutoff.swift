/// What an answer takes into account: all there is, or only what was there by some instant.
public struct Cutoff: Sendable, Hashable {
  /// Only what had been recorded by then counts; `nil` for all.
  public var asOf: Instant?
  /// Only what the source had by then counts; `nil` for all.
  public var capturedBy: Instant?

  /// Only what had been recorded by `asOf`, of what the source had by `capturedBy`.
  public init(asOf: Instant? = nil, capturedBy: Instant? = nil) {
    self.asOf = asOf
    self.capturedBy = capturedBy
  }

  /// Words that follow a statement, such as ` as of 2026-05-03T00:00:00.000000Z`; empty where all counts.
  public var words: String {
    (asOf.map { " as of \($0)" } ?? "") + (capturedBy.map { " from what the source had by \($0)" } ?? "")
  }
}
