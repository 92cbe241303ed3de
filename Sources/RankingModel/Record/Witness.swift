/// The ranking that one archive has for a day.
public struct Witness: Sendable {
  /// The archive.
  public var archive: String
  /// When the source had the list.
  public var capturedAt: Instant
  /// The digest of the entries' ranks and ids.
  public var ranking: ObjectID
  /// The entries; `nil` where they are not in memory.
  public var entries: [Entry]?
  /// The object that holds the entries; `nil` where they are not stored.
  public var version: ObjectID?

  /// The list that `archive` had.
  public init(
    archive: String, capturedAt: Instant, ranking: ObjectID, entries: [Entry]? = nil,
    version: ObjectID? = nil
  ) {
    (self.archive, self.capturedAt, self.ranking) = (archive, capturedAt, ranking)
    (self.entries, self.version) = (entries, version)
  }

  /// Whether both lists come from different archives and have the same items at the same ranks.
  public func agrees(with other: Witness) -> Bool { archive != other.archive && ranking == other.ranking }

  /// Whether both lists come from different archives and differ, although the source had them at nearly the same time. The source
  /// cannot have changed its list so soon.
  public func contradicts(_ other: Witness) -> Bool {
    archive != other.archive && ranking != other.ranking
      && distance(to: other) < CaptureReference.conflictTime
  }

  /// The time between both captures.
  public func distance(to other: Witness) -> Duration {
    .microseconds(abs(capturedAt.microseconds - other.capturedAt.microseconds))
  }
}
