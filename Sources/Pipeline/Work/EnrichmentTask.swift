import GRDB
public import JSON
public import RankingModel

/// One item to enrich. The task waits, is leased to a worker, and ends as done or as a dead letter.
public struct EnrichmentTask: Sendable, Hashable {
  /// The state of a task.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// In the queue.
    case waiting
    /// With a worker. If its lease runs out, the task waits again.
    case leased
    /// Answered.
    case done
    /// Given up: a dead letter.
    case dead
  }

  /// The task's number.
  public var number: Int64
  /// The run that made it.
  public var run: String
  /// The chart of that run.
  public var chart: ChartName
  /// The day of that run.
  public var day: Day
  /// The job's name or path, as the caller gave it.
  public var job: String
  /// The item.
  public var item: ItemID
  /// The entry that was queued, as the transform left it.
  public var payload: JSONValue
  /// The state of the task.
  public var state: State
  /// How often the source was asked.
  public var attempts: Int
  /// The last error.
  public var error: String?
  /// When the task last changed.
  public var updatedAt: Instant

  /// The JSON form.
  public var json: JSONValue {
    [
      "task": .integer(number), "state": .string(state.rawValue), "chart": .string(chart.description),
      "day": .string(day.description), "item": .string(item.description), "title": payload["title"] ?? .null,
      "attempts": JSONValue(attempts), "error": JSONValue(error), "run": .string(run),
      "updated_at": .string(updatedAt.description), "payload": payload,
    ]
  }

  /// The task in the form in which a run's report keeps it.
  var letter: DeadLetter {
    DeadLetter(
      task: number, run: run, job: job, item: item, payload: payload, attempts: attempts, error: error,
      updatedAt: updatedAt)
  }
}

extension EnrichmentTask {
  init(row: Row) throws {
    guard let chart = ChartName(row["chart"] as String), let day = Day(row["day"] as String),
      let state = State(rawValue: row["state"])
    else { throw Failure(.damaged, "the queue has a task that cannot be read") }
    self.init(
      number: row["id"], run: row["run"], chart: chart, day: day, job: row["job"],
      item: ItemID(row["item"] as String),
      payload: try JSONReader.read(Array((row["payload"] as String).utf8)), state: state,
      attempts: row["attempts"], error: row["error"],
      updatedAt: Instant(microseconds: row["updated_at"]))
  }
}

/// A leased task, and whether the budget allows a call for it.
struct LeasedTask: Sendable {
  var task: EnrichmentTask
  var mayCall: Bool
}

/// How a task ends.
enum TaskEnd: Sendable {
  /// The source named `source` gave this answer.
  case answered(RawObject, body: [UInt8], source: String)
  /// The task is given up and becomes a dead letter.
  case failed(String)
}
