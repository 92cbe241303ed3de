public import JSON
public import RankingModel

/// A message that came, and what the queue says of it.
public struct TaskDelivery: Sendable, Hashable {
  /// What becomes of a message.
  public enum Outcome: Sendable, Hashable {
    /// Its task has ended: it need not come again.
    case ended
    /// The source is to be asked again after some time.
    case again(after: Duration)
    /// Nothing could be done about it. It may come again.
    case failed(Failure)
  }

  /// The message.
  public var message: TaskMessage
  /// Which time this is that it came, from 1.
  public var attempt: Int

  /// `message`, which came for the time numbered `attempt`.
  public init(_ message: TaskMessage, attempt: Int) { (self.message, self.attempt) = (message, attempt) }
}

/// What a queue carries about one item: the task of a run, as the transform left its entry.
public struct TaskMessage: Sendable, Hashable {
  /// The run.
  public var run: String
  /// The item.
  public var item: ItemID
  /// The entry, without the fields that are not published.
  public var entry: JSONValue

  /// A task: two messages about one are the same, whatever else they say.
  package struct Subject: Hashable, Sendable {
    var run: String
    var item: ItemID
  }

  /// The task that it is about.
  package var subject: Subject { Subject(run: run, item: item) }

  /// The text that a queue carries: JSON in canonical form. Where it would have more than `limit` bytes, the entry goes without
  /// its fields.
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

  /// The message that `text` is.
  ///
  /// - Throws: a `usage` failure where it is none.
  public init(_ text: some StringProtocol) throws(Failure) {
    let json = try? JSONReader.read(Array(text.utf8))
    guard let json, let run = json["run"]?.string, let item = json["item"]?.string, let entry = json["entry"]
    else { throw Failure(.usage, "a message of the queue is about no task: \(SafeText.start(of: text))") }
    (self.run, self.item, self.entry) = (run, ItemID(item), entry)
  }
}
