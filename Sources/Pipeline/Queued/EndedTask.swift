import JSON
import LakeStore
import RankingModel
import Storage

/// The end of the task of one item, as the process that asked reports it: an answer that the lake keeps, or the reason why there
/// is none. The lake keeps it as `tasks/<run>/<hash of the id>.json`, which is created once: the first report counts.
struct EndedTask: Sendable, Hashable {
  /// The item.
  var item: ItemID
  /// The answer; `nil` if there is none.
  var answer: RawObject?
  /// Why there is no answer.
  var error: String?
  /// How often the source was asked.
  var attempts: Int
  /// When the task ended.
  var at: Instant
  /// The name of the budget from which the calls were taken; `nil` if calls are free.
  var budget: String?

  /// The lake's file with this report about a task of `run`.
  func file(of run: String) -> StoredFile {
    StoredFile(
      .task(of: run, about: item),
      StoredJSON.bytes(
        .present([
          "item": .string(item.description), "answer": answer?.json, "error": error.map { .string($0) },
          "attempts": JSONValue(attempts), "at": .string(at.description),
          "budget": budget.map { .string($0) },
        ])))
  }
}

extension EndedTask {
  /// Reads the report from its JSON form.
  ///
  /// - Throws: `RecordError` if `json` is no such report.
  init(json: JSONValue) throws {
    guard let item = json["item"]?.string, let attempts = json["attempts"]?.exactInteger,
      let at = json["at"]?.string.flatMap({ Instant($0) })
    else { throw RecordError("it does not say how a task ended") }
    self.init(
      item: ItemID(item), answer: try json["answer"].map(RawObject.init), error: json["error"]?.string,
      attempts: attempts, at: at, budget: json["budget"]?.string)
  }
}

extension StoredFile {
  /// The file that stops `run`: the source must not be asked about more items, for `reason`. It names the tasks that had ended by
  /// then. Tasks that end later do not count.
  static func stop(of run: String, _ reason: String, at instant: Instant, ended: [StorageKey]) -> StoredFile {
    StoredFile(
      .stop(of: run),
      StoredJSON.bytes([
        "reason": .string(reason), "at": .string(instant.description),
        "ended": .array(ended.map { .string($0.name) }),
      ]))
  }

  /// The file that says that `run` is recorded, with its outcome.
  static func end(of run: String, _ report: RunReport) -> StoredFile {
    StoredFile(
      .end(of: run), StoredJSON.bytes(["outcome": JSONValue(report.outcome?.rawValue)]))
  }
}

extension StorageKey {
  static func stop(of run: String) -> StorageKey { .tasks(of: run, "stop") }
  static func end(of run: String) -> StorageKey { .tasks(of: run, "end") }
}
