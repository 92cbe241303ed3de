public import JSON
public import RankingModel
public import Storage

/// Something in a lake that is not as it should be.
public struct IntegrityProblem: Sendable, Hashable {
  /// What is concerned.
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
    /// A tag whose snapshot is not there.
    case tag
    /// A list of objects that are to be pruned.
    case marks
    /// An object that a record names and that is not there.
    case missingObject = "missing_object"
    /// An object whose file is not what it was stored as.
    case damagedObject = "damaged_object"
    /// `catalogue.sqlite`.
    case catalogue
    /// `work.sqlite`.
    case workState = "work_state"
    /// A file that does not belong to the lake, or is left from a command that was cut off.
    case leftover
  }

  /// What it is about.
  public enum Subject: Sendable, Hashable, CustomStringConvertible {
    /// An object, or a record, list or format of the lake.
    case stored(StorageKey)
    /// A tag.
    case tag(TagName)
    /// Any other file or folder at this place within the lake.
    case file(String)

    /// The object's name, the tag, or the place within the lake.
    public var description: String {
      switch self {
      case .stored(let key): key.object?.description ?? key.path
      case .tag(let name): name.description
      case .file(let path): path
      }
    }

    /// The key, where the lake keeps it under one.
    var key: StorageKey? { if case .stored(let key) = self { key } else { nil } }

    /// The object, where it is one.
    public var object: ObjectID? { key?.object }
  }

  /// What follows.
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// Something stored is lost or changed: the lake is not sound.
    case damage
    /// Something could not be read, so nothing is known of it: the lake is not sound, and may be sound.
    case unreadable
    /// Worth knowing; everything stored is sound.
    case notice
  }

  /// What is concerned.
  public var kind: Kind
  /// What follows.
  public var severity: Severity
  /// What it is about.
  public var subject: Subject
  /// What is wrong with it, in one sentence.
  public var message: String
  /// The snapshots that it touches, oldest first.
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

  /// What and where it is: the words may differ from one look to the next.
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

/// A snapshot that a damaged file touches.
public struct AffectedSnapshot: Sendable, Hashable {
  /// What the file is to the snapshot.
  public enum Part: String, Sendable, Hashable {
    /// Its entries.
    case version
    /// What it was made from: the day can be read, and not be made again.
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
  /// What the file is to it.
  public var part: Part

  /// The JSON form.
  public var json: JSONValue {
    [
      "chart": .string(chart.description), "day": .string(day.description),
      "recorded_at": JSONValue(recordedAt?.description), "part": .string(part.rawValue),
    ]
  }
}

/// What a verification looked at and what it found.
public struct Verification: Sendable, Hashable {
  /// What was found, damage first, then what could not be read.
  public var problems: [IntegrityProblem] = []
  /// Snapshot records that were read.
  public var snapshots = 0
  /// Run records that were read.
  public var runs = 0
  /// Objects that are there or should be.
  public var objects = 0
  /// Objects that were unpacked and hashed.
  public var objectsRead = 0
  /// Bytes of those, unpacked.
  public var bytesRead = 0

  /// Whether everything stored that was to be looked at was read and is sound.
  public var isSound: Bool { !problems.contains { $0.severity != .notice } }
  /// Whether something is damaged, as far as everything could be read.
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
  /// A record of `kind` that is not as it should be.
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
