/// What one list of a day says, and which archive had it.
public struct Witness: Sendable {
  /// The archive.
  public var archive: String
  /// When the source had the list.
  public var capturedAt: Instant
  /// What the entries say of ranks and ids.
  public var ranking: ObjectID
  /// The entries, where they are at hand.
  public var entries: [Entry]?
  /// The object of the entries, where it is stored.
  public var version: ObjectID?

  /// The list that `archive` had.
  public init(
    archive: String, capturedAt: Instant, ranking: ObjectID, entries: [Entry]? = nil,
    version: ObjectID? = nil
  ) {
    (self.archive, self.capturedAt, self.ranking) = (archive, capturedAt, ranking)
    (self.entries, self.version) = (entries, version)
  }

  /// Whether another archive had a list with the same items on the same ranks.
  public func agrees(with other: Witness) -> Bool { archive != other.archive && ranking == other.ranking }

  /// Whether another archive had another list at nearly the same time: the source cannot have changed its list so soon.
  public func contradicts(_ other: Witness) -> Bool {
    archive != other.archive && ranking != other.ranking
      && distance(to: other) < CaptureReference.conflictTime
  }

  /// How far apart in time both were captured.
  public func distance(to other: Witness) -> Duration {
    .microseconds(abs(capturedAt.microseconds - other.capturedAt.microseconds))
  }
}
