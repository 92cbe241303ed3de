public import Jobs
public import RankingModel

/// The beginning or the end of a run, with what was read and what came of it: for those who keep the lineage of data.
public struct RunMoment: Sendable {
  /// What happens to the run.
  public enum Kind: Sendable, Hashable {
    /// It begins, or goes on where a killed process left it.
    case begins
    /// It has come to its end, and what it brought is durable.
    case ends
    /// It was stopped before its end. It goes on under the same name, or another run begins the day anew.
    case stops
  }

  /// What happens.
  public var kind: Kind
  /// When.
  public var at: Instant
  /// The job's name or path, as it was called.
  public var job: String
  /// The job.
  public var definition: JobDefinition
  /// The run.
  public var report: RunReport
  /// What the run read; `nil` where it has not ended, or made nothing.
  public var made: MadeList?

  /// Something that happens to the run of `report`.
  public init(
    _ kind: Kind, at: Instant, job: String, definition: JobDefinition, report: RunReport, made: MadeList?
  ) {
    (self.kind, self.at, self.job, self.definition) = (kind, at, job, definition)
    (self.report, self.made) = (report, made)
  }
}

/// What a run read, and the list that it made of it.
public struct MadeList: Sendable {
  /// What was read.
  public var raw: [RawObject]
  /// The document of the entries; `nil` where there are none to keep.
  public var version: ObjectID?
  /// How many entries that document has.
  public var entries: Int
  /// How many bytes that document has.
  public var size: Int?

  /// A list made of `raw`.
  public init(raw: [RawObject], version: ObjectID?, entries: Int, size: Int?) {
    (self.raw, self.version, self.entries, self.size) = (raw, version, entries, size)
  }
}
