public import JSON
public import RankingModel

/// A message from a queue, with the number of its delivery.
public struct TaskDelivery: Sendable, Hashable {
  /// What becomes of a message.
  public enum Outcome: Sendable, Hashable {
    /// The task has ended. The message need not come again.
    case ended
    /// The source must be asked again after some time.
    case again(after: Duration)
    /// The message could not be handled. It may come again.
    case failed(Failure)
  }

  /// The message.
  public var message: TaskMessage
  /// The number of this delivery of the message, from 1.
  public var attempt: Int

  /// The delivery of `message` with the number `attempt`.
  public init(_ message: TaskMessage, attempt: Int) { (self.message, self.attempt) = (message, attempt) }
}

/// A message in a queue about one item: the task of a run, with the entry as the transform left it.
public struct TaskMessage: Sendable, Hashable {
  /// The run.
  public var run: String
  /// The item.
  public var item: ItemID
  /// The entry, without the fields that are not published.
  public var entry: JSONValue

  /// The task that a message is about. Messages with the same subject are about the same task, whatever else they say.
  package struct Subject: Hashable, Sendable {
    var run: String
    var item: ItemID
  }

  /// The task that this message is about.
  package var subject: Subject { Subject(run: run, item: item) }

  /// The text in a queue: JSON in canonical form. If it would have more than `limit` bytes, the entry keeps only its title.
  public func text(atMost limit: Int = .max) -> String {
    let text = { (entry: JSONValue) in
      CanonicalJSON.text(["run": .string(run), "item": .string(item.description), "entry": entry])
    }
    let whole = text(entry)
    return whole.utf8.count <= limit ? whole : text(["title": entry["title"] ?? .null])
  }

  init(_ run: String, _ entry: Entry, without dropped: [String]) {
    var entry = entry
    for name in dropped { entry[name] = nil }
    (self.run, item, self.entry) = (run, entry.id, entry.json)
  }

  /// Reads a message from its text.
  ///
  /// - Throws: a `usage` failure if `text` is no message.
  public init(_ text: some StringProtocol) throws(Failure) {
    let json = try? JSONReader.read(Array(text.utf8))
    guard let json, let run = json["run"]?.string, let item = json["item"]?.string, let entry = json["entry"]
    else { throw Failure(.usage, "a message of the queue is about no task: \(SafeText.start(of: text))") }
    (self.run, self.item, self.entry) = (run, ItemID(item), entry)
  }
}
