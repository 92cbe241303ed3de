public import JSON
public import RankingModel
public import Storage

/// Something in a lake that is not as it should be.
public struct IntegrityProblem: Sendable, Hashable {
  /// The kind of thing that has the problem.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// `format/1.json`.
    case lake
    /// A snapshot's record.
    case snapshotRecord = "snapshot_record"
    /// A run's record.
    case runRecord = "run_record"
    /// The settings of a chart.
    case settingsRecord = "settings_record"
    /// A decision about a snapshot or a run.
    case decisionRecord = "decision_record"
    /// A tag whose snapshot is missing.
    case tag
    /// A list of objects to prune.
    case marks
    /// An object that a record names and that is missing.
    case missingObject = "missing_object"
    /// An object whose file is not what was stored.
    case damagedObject = "damaged_object"
    /// `catalogue.sqlite`.
    case catalogue
    /// `work.sqlite`.
    case workState = "work_state"
    /// A file that does not belong to the lake, or was left by an interrupted command.
    case leftover
  }

  /// The thing that has the problem.
  public enum Subject: Sendable, Hashable, CustomStringConvertible {
    /// An object, or a record, list or format of the lake.
    case stored(StorageKey)
    /// A tag.
    case tag(TagName)
    /// Any other file or folder, by its path within the lake.
    case file(String)

    /// The object's name, the tag, or the path within the lake.
    public var description: String {
      switch self {
      case .stored(let key): key.object?.description ?? key.path
      case .tag(let name): name.description
      case .file(let path): path
      }
    }

    /// The key under which the lake keeps it; `nil` where it has none.
    var key: StorageKey? { if case .stored(let key) = self { key } else { nil } }

    /// The object; `nil` where it is something else.
    public var object: ObjectID? { key?.object }
  }

  /// How severe the problem is.
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// Something stored is lost or changed: the lake is not sound.
    case damage
    /// Something could not be read, so its state is unknown. The lake does not count as sound.
    case unreadable
    /// Worth knowing; everything stored is sound.
    case notice
  }

  /// The kind of thing that has the problem.
  public var kind: Kind
  /// How severe the problem is.
  public var severity: Severity
  /// The thing that has the problem.
  public var subject: Subject
  /// What is wrong, in one sentence.
  public var message: String
  /// The affected snapshots, by chart and day.
  public var snapshots: [AffectedSnapshot]

  /// A problem with `subject`.
  public init(
    _ kind: Kind, _ severity: Severity, _ subject: Subject, _ message: String,
    snapshots: [AffectedSnapshot] = []
  ) {
    (self.kind, self.severity, self.subject) = (kind, severity, subject)
    (self.message, self.snapshots) = (message, snapshots)
  }

  /// A problem with the record under `key`.
  init(recordAt key: StorageKey, _ severity: Severity, _ message: String) {
    self.init(
      Kind(recordOf: key.kind), severity, .stored(key), message,
      snapshots: AffectedSnapshot.recorded(at: key))
  }

  /// Identifies the problem in a later look, where its words may differ.
  var identity: [String] { [kind.rawValue, severity.rawValue, subject.description] }

  /// The JSON form.
  public var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "severity": .string(severity.rawValue),
      "subject": .string(subject.description),
      "message": .string(message), "snapshots": .array(snapshots.map(\.json)),
    ]
  }
}

/// A snapshot that is affected by a problem.
public struct AffectedSnapshot: Sendable, Hashable {
  /// What the file is for the snapshot.
  public enum Part: String, Sendable, Hashable {
    /// Its entries.
    case version
    /// What it was made from: the day can be read, but not be made again.
    case raw
    /// The record itself.
    case record
  }

  /// The chart.
  public var chart: ChartName
  /// The day.
  public var day: Day
  /// When it was recorded; `nil` where its record cannot be read.
  public var recordedAt: Instant?
  /// What the file is for the snapshot.
  public var part: Part

  /// The JSON form.
  public var json: JSONValue {
    [
      "chart": .string(chart.description), "day": .string(day.description),
      "recorded_at": JSONValue(recordedAt?.description), "part": .string(part.rawValue),
    ]
  }
}

/// The result of a verification.
public struct Verification: Sendable, Hashable {
  /// The problems: first damage, then what could not be read, then notices.
  public var problems: [IntegrityProblem] = []
  /// How many snapshot records were read, without those of forgotten snapshots.
  public var snapshots = 0
  /// How many run records were read.
  public var runs = 0
  /// How many objects exist or should exist.
  public var objects = 0
  /// How many objects were unpacked and hashed.
  public var objectsRead = 0
  /// How many bytes these have, unpacked.
  public var bytesRead = 0

  /// Whether everything that was to be read was read and is sound.
  public var isSound: Bool { !problems.contains { $0.severity != .notice } }
  /// Whether damage was found in what could be read.
  public var hasDamage: Bool { problems.contains { $0.severity == .damage } }

  /// The JSON form.
  public var json: JSONValue {
    [
      "sound": .bool(isSound), "snapshots": JSONValue(snapshots), "runs": JSONValue(runs),
      "objects": JSONValue(objects), "objects_read": JSONValue(objectsRead),
      "bytes_read": JSONValue(bytesRead),
      "problems": .array(problems.map(\.json)),
    ]
  }
}

extension IntegrityProblem.Kind {
  /// The kind of a problem with a record of `kind`.
  init(recordOf kind: StorageKey.Kind) {
    self =
      switch kind {
      case .snapshots: .snapshotRecord
      case .runs: .runRecord
      case .charts: .settingsRecord
      case .decisions: .decisionRecord
      case .marks: .marks
      case .format, .objects, .damaged, .starts, .tasks, .checkpoints, .leases: .lake
      }
  }
}
