import HTTPFetch
import JSON
public import RankingModel

/// A message as received from SQS.
public struct SQSMessage: Sendable, Hashable {
  /// The name of the message.
  public var id: String
  /// The handle of this one delivery.
  public var receipt: String
  /// The text of the message.
  public var body: String
  /// The number of deliveries so far, including this one.
  public var receiveCount: Int

  /// The message in `json`, which is part of an answer of SQS, or of an event of Lambda, where names begin with a lowercase
  /// letter.
  init?(json: JSONValue) {
    let find = { (name: String) in
      json[name] ?? json[name.prefix(1).lowercased() + name.dropFirst()]
    }
    guard let id = find("MessageId")?.string, let receipt = find("ReceiptHandle")?.string,
      let body = find("Body")?.string
    else { return nil }
    (self.id, self.receipt, self.body) = (id, receipt, body)
    receiveCount = find("Attributes")?["ApproximateReceiveCount"]?.string.flatMap { Int($0) } ?? 1
  }
}

/// A queue of SQS.
public struct SQSQueue: Sendable {
  /// The most messages in one request.
  static let mostMessages = 10
  /// The most bytes in one request and in one message, which every queue accepts.
  static let mostBytes = 256 << 10

  /// The longest time for which SQS hides a message from other receivers, in seconds.
  static let longestLease = 43_200

  /// The queue's address, which is also its name.
  public let url: String
  private let client: AWSClient

  /// The queue at `url`.
  public init(_ url: String, client: AWSClient) { (self.url, self.client) = (url, client) }

  /// Puts each of `bodies` into the queue as a message. On failure, some may be in the queue.
  public func send(_ bodies: [String]) async throws(Failure) {
    if let body = bodies.first(where: { $0.utf8.count > SQSQueue.mostBytes }) {
      throw Failure(.definition, "a message of \(body.utf8.count) bytes is larger than the queue takes")
    }
    for batch in SQSQueue.batches(of: bodies) {
      try await change("SendMessageBatch", batch.map { ["MessageBody": .string($0)] })
    }
  }

  /// `bodies` in as few batches as the limits of one request allow, in their order.
  static func batches(of bodies: [String]) -> [[String]] {
    var batches: [[String]] = []
    var size = 0
    for body in bodies {
      let length = body.utf8.count
      if let last = batches.last, last.count < mostMessages, size + length <= mostBytes {
        batches[batches.count - 1].append(body)
        size += length
      } else {
        batches.append([body])
        size = length
      }
    }
    return batches
  }

  /// Receives up to ten messages. SQS hides them from other receivers for `lease` seconds.
  ///
  /// - Parameter wait: the seconds to wait for the first message.
  public func receive(waiting wait: Int, lease: Int) async throws(Failure) -> [SQSMessage] {
    let response = try await call(
      "ReceiveMessage",
      [
        "MaxNumberOfMessages": JSONValue(SQSQueue.mostMessages), "WaitTimeSeconds": JSONValue(wait),
        "VisibilityTimeout": JSONValue(lease),
        // Older servers know only the older name.
        "AttributeNames": ["ApproximateReceiveCount"],
        "MessageSystemAttributeNames": ["ApproximateReceiveCount"],
      ])
    return response["Messages"]?.array?.compactMap(SQSMessage.init) ?? []
  }

  /// Deletes `messages`, which are handled, from the queue.
  public func delete(_ messages: [SQSMessage]) async throws(Failure) {
    try await change("DeleteMessageBatch", messages.map { ["ReceiptHandle": .string($0.receipt)] })
  }

  /// Makes SQS deliver each of `messages` again after the given number of seconds.
  public func release(_ messages: [(message: SQSMessage, after: Int)]) async throws(Failure) {
    try await change(
      "ChangeMessageVisibilityBatch",
      messages.map { message, seconds in
        [
          "ReceiptHandle": .string(message.receipt),
          "VisibilityTimeout": JSONValue(min(seconds, SQSQueue.longestLease)),
        ]
      })
  }

  /// Calls `operation` with `entries`, ten at a time. Entries that were not taken, through no fault of the sender, are
  /// sent again.
  private func change(_ operation: String, _ entries: [JSONValue]) async throws(Failure) {
    for start in stride(from: 0, to: entries.count, by: SQSQueue.mostMessages) {
      var left = Array(entries[start..<min(entries.count, start + SQSQueue.mostMessages)])
      var attempt = 0
      while !left.isEmpty {
        attempt += 1
        let numbered = left.enumerated().map { index, entry in
          JSONValue.object([JSONMember("Id", .string("\(index)"))] + (entry.members ?? []))
        }
        let response = try await call(operation, ["Entries": .array(numbered)])
        let failed = response["Failed"]?.array ?? []
        // An entry that the answer does not name was not taken either.
        let taken = Set((response["Successful"]?.array ?? []).compactMap { $0["Id"]?.string })
        left = left.indices.filter { !taken.contains("\($0)") }.map { left[$0] }
        if !left.isEmpty, attempt == 3 || failed.contains(where: { $0["SenderFault"]?.bool == true }) {
          let reason = failed.first.map { $0["Message"]?.string ?? $0["Code"]?.string ?? "" }
          let words = SafeText.start(of: reason ?? "its answer does not name all of them")
          throw Failure(.storage, "the queue \(url) refused \(operation): \(words)", remedy: .tryAgain)
        }
      }
    }
  }

  private func call(_ operation: String, _ input: JSONValue) async throws(Failure) -> JSONValue {
    let members = [JSONMember("QueueUrl", .string(url))] + (input.members ?? [])
    let response = try await client.send(
      .call("sqs", "AmazonSQS.\(operation)", version: "1.0", .object(members)))
    do { return try JSONReader.read(response.body) } catch {
      throw Failure(
        .storage, "the queue \(url) answered \(operation) with something that is not JSON", remedy: .tryAgain)
    }
  }
}
