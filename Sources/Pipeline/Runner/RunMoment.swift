public import Jobs
public import RankingModel

/// The beginning or the end of a run, with what it read and made. Tools that record data lineage use it.
public struct RunMoment: Sendable {
  /// What happens to the run.
  public enum Kind: Sendable, Hashable {
    /// The run begins, or continues where a killed process left it.
    case begins
    /// The run has ended, and its result is durable.
    case ends
    /// The run was stopped before its end. It will continue under the same name, or another run will begin the day again.
    case stops
  }

  /// What happens to the run.
  public var kind: Kind
  /// When it happens.
  public var at: Instant
  /// The job's name or path, as the caller gave it.
  public var job: String
  /// The job.
  public var definition: JobDefinition
  /// The run.
  public var report: RunReport
  /// What the run read and made; `nil` if it has not ended, or made nothing.
  public var made: MadeList?

  /// A moment of the run of `report`.
  public init(
    _ kind: Kind, at: Instant, job: String, definition: JobDefinition, report: RunReport, made: MadeList?
  ) {
    (self.kind, self.at, self.job, self.definition) = (kind, at, job, definition)
    (self.report, self.made) = (report, made)
  }
}

/// The raw objects that a run read, and the list that it made from them.
public struct MadeList: Sendable {
  /// The raw objects that the run read.
  public var raw: [RawObject]
  /// The id of the entries' document; `nil` if no entries are kept.
  public var version: ObjectID?
  /// How many entries that document has.
  public var entries: Int
  /// How many bytes that document has.
  public var size: Int?

  /// A list that was made from `raw`.
  public init(raw: [RawObject], version: ObjectID?, entries: Int, size: Int?) {
    (self.raw, self.version, self.entries, self.size) = (raw, version, entries, size)
  }
}
