import JSON
import LakeStore
public import RankingModel
import Storage

/// How a run began whose items are asked about by other processes: what any of them needs to bring it to its end.
///
/// The lake keeps it as `starts/<run>.json`, created once. Whoever begins the same run again goes on with what is there, so that
/// its day, its list and the items to ask about are the same for all.
public struct RunStart: Sendable, Hashable {
  /// The run, with its stored list.
  var checkpoint: RunCheckpoint
  /// The object of the job file by which the run began.
  package var jobFile: ObjectID
  /// The stored answers that were at hand. Those that were fresh are used again, the others where asking fails.
  var answers: [RawObject]
  /// The items that the source is asked about, in the order of the list.
  public var items: [ItemID]

  /// The objects that it names.
  var objects: [ObjectID] { (answers + [checkpoint.list].compactMap(\.self)).map(\.object) + [jobFile] }

  /// The run's name.
  public var run: String { checkpoint.report.id }
  /// The job's name, as it was called.
  public var job: String { checkpoint.job }
  /// The day of the run.
  public var day: Day { checkpoint.report.day }

  /// The name of the run of `chart` for `day` that was due at `instant`: the same whoever asks for it, and however often.
  public static func name(of chart: ChartName, _ day: Day, dueAt instant: Instant) -> String {
    let digits = ObjectID(of: Array("\(chart) \(day) \(instant)".utf8)).description.prefix(8)
    return "\(instant.description.prefix(19).filter { $0.isNumber || $0 == "T" })-\(digits)"
  }

  /// The file of the lake.
  var file: StoredFile { StoredFile(.start(of: run), queuedFile(json)) }

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
    else { throw RecordError("it says not how a run began") }
    var checkpoint = RunCheckpoint(report: try RunReport(json: run), job: job, plan: .live)
    checkpoint.list = try RawObject(json: list)
    self.init(
      checkpoint: checkpoint, jobFile: jobFile, answers: try answers.map(RawObject.init),
      items: items.compactMap(\.string).map { ItemID($0) })
  }
}

/// What became of the task of one item, as the process says that asked: an answer that the lake keeps, or why there is none. The
/// lake keeps it as `tasks/<run>/<hash of the id>.json`, created once: the first word counts.
struct EndedTask: Sendable, Hashable {
  /// The item.
  var item: ItemID
  /// The answer; `nil` where there is none.
  var answer: RawObject?
  /// Why there is no answer.
  var error: String?
  /// How often the source was asked.
  var attempts: Int
  /// When the task ended.
  var at: Instant
  /// The name of the budget that the calls came out of; `nil` where they are free.
  var budget: String?

  func file(of run: String) -> StoredFile {
    StoredFile(
      .task(of: run, about: item),
      queuedFile(
        .present([
          "item": .string(item.description), "answer": answer?.json, "error": error.map { .string($0) },
          "attempts": JSONValue(attempts), "at": .string(at.description),
          "budget": budget.map { .string($0) },
        ])))
  }
}

extension EndedTask {
  init(json: JSONValue) throws {
    guard let item = json["item"]?.string, let attempts = json["attempts"]?.exactInteger,
      let at = json["at"]?.string.flatMap({ Instant($0) })
    else { throw RecordError("it says not how a task ended") }
    self.init(
      item: ItemID(item), answer: try json["answer"].map(RawObject.init), error: json["error"]?.string,
      attempts: attempts, at: at, budget: json["budget"]?.string)
  }
}

/// The bytes of a file that says `json`: in canonical form (RFC 8785), ended by a line feed.
private func queuedFile(_ json: JSONValue) -> [UInt8] {
  CanonicalJSON.bytes(.object((json.members ?? []) + [JSONMember("format", 1)])) + [UInt8(ascii: "\n")]
}

extension StoredFile {
  /// The word that the source must be asked about no more items of `run`, for `reason`, and which tasks had ended by then: the
  /// others count no longer, even where they are just about to end.
  static func stop(of run: String, _ reason: String, at instant: Instant, ended: [StorageKey]) -> StoredFile {
    StoredFile(
      .stop(of: run),
      queuedFile([
        "reason": .string(reason), "at": .string(instant.description),
        "ended": .array(ended.map { .string($0.name) }),
      ]))
  }

  /// The word that `run` is recorded, and what came of it.
  static func end(of run: String, _ report: RunReport) -> StoredFile {
    StoredFile(
      .end(of: run), queuedFile(["outcome": JSONValue(report.outcome?.rawValue)]))
  }
}

extension StorageKey {
  static func stop(of run: String) -> StorageKey { .tasks(of: run, "stop") }
  static func end(of run: String) -> StorageKey { .tasks(of: run, "end") }
}
