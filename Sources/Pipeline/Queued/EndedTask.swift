import JSON
import RankingModel
import Storage

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

  /// The file of the lake that says so of `run`.
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
  /// The task whose end `json` says.
  ///
  /// - Throws: `RecordError` where it says no such thing.
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
