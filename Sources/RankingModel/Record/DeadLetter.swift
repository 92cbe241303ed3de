public import JSON

/// An item whose enrichment was given up, as kept in a run's report. It holds enough to restore the dead letter in the queue.
public struct DeadLetter: Sendable, Hashable {
  /// The task's number.
  public var task: Int64
  /// The run that made the task.
  public var run: String
  /// The job's name or path.
  public var job: String
  /// The item.
  public var item: ItemID
  /// The content of the task.
  public var payload: JSONValue
  /// How often the source was asked.
  public var attempts: Int
  /// The last error.
  public var error: String?
  /// When it was given up.
  public var updatedAt: Instant

  /// A dead letter.
  public init(
    task: Int64, run: String, job: String, item: ItemID, payload: JSONValue, attempts: Int, error: String?,
    updatedAt: Instant
  ) {
    (self.task, self.run, self.job, self.item) = (task, run, job, item)
    (self.payload, self.attempts, self.error, self.updatedAt) = (payload, attempts, error, updatedAt)
  }

  /// The JSON form.
  public var json: JSONValue {
    [
      "task": .integer(task), "run": .string(run), "job": .string(job), "item": .string(item.description),
      "payload": payload, "attempts": JSONValue(attempts), "error": JSONValue(error),
      "updated_at": .string(updatedAt.description),
    ]
  }

  /// The dead letter that `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    guard let payload = json["payload"] else { throw RecordError("\"payload\" is missing") }
    self.init(
      task: Int64(try reader.integer("task")), run: try reader.string("run"), job: try reader.string("job"),
      item: ItemID(try reader.string("item")), payload: payload, attempts: try reader.integer("attempts"),
      error: json["error"]?.string, updatedAt: try reader.instant("updated_at"))
  }
}
