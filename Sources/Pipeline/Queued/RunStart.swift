import JSON
import LakeStore
public import RankingModel
import Storage

/// The start of a run whose items are asked about by other processes: everything that a process needs to end the run.
///
/// The lake keeps it as `starts/<run>.json`, which is created once. A process that begins the same run again continues with this
/// file, so that the day, the list and the items to ask about are the same for all.
public struct RunStart: Sendable, Hashable {
  /// The run, with its stored list.
  var checkpoint: RunCheckpoint
  /// The object of the job file with which the run began.
  package var jobFile: ObjectID
  /// The stored answers. Fresh ones are used again; the others are used if asking fails.
  var answers: [RawObject]
  /// The items that the source is asked about, in the order of the list.
  public var items: [ItemID]

  /// The objects that this start names.
  var objects: [ObjectID] { (answers + [checkpoint.list].compactMap(\.self)).map(\.object) + [jobFile] }

  /// The run's name.
  public var run: String { checkpoint.report.id }
  /// The job's name, as the caller gave it.
  public var job: String { checkpoint.job }
  /// The day of the run.
  public var day: Day { checkpoint.report.day }

  /// The name of the run of `chart` for `day` that was due at `instant`. Every caller gets the same name.
  public static func name(of chart: ChartName, _ day: Day, dueAt instant: Instant) -> String {
    let digits = ObjectID(of: Array("\(chart) \(day) \(instant)".utf8)).description.prefix(8)
    return "\(instant.description.prefix(19).filter { $0.isNumber || $0 == "T" })-\(digits)"
  }

  /// The lake's file with this start.
  var file: StoredFile { StoredFile(.start(of: run), StoredJSON.bytes(json)) }

  private var json: JSONValue {
    .present([
      "run": checkpoint.report.json, "job": .string(job), "job_file": .string(jobFile.description),
      "list": checkpoint.list?.json, "answers": .array(answers.map(\.json)),
      "items": .array(items.map { .string($0.description) }),
    ])
  }

  init(checkpoint: RunCheckpoint, jobFile: ObjectID, answers: [RawObject], items: [ItemID]) {
    (self.checkpoint, self.jobFile) = (checkpoint, jobFile)
    (self.answers, self.items) = (answers, items)
  }

  init(json: JSONValue) throws {
    guard let run = json["run"], let job = json["job"]?.string, let list = json["list"],
      let jobFile = json["job_file"]?.string.flatMap({ ObjectID($0) }),
      let answers = json["answers"]?.array, let items = json["items"]?.array
    else { throw RecordError("it does not say how a run began") }
    var checkpoint = RunCheckpoint(report: try RunReport(json: run), job: job, plan: .live)
    checkpoint.list = try RawObject(json: list)
    self.init(
      checkpoint: checkpoint, jobFile: jobFile, answers: try answers.map(RawObject.init),
      items: items.compactMap(\.string).map { ItemID($0) })
  }
}
