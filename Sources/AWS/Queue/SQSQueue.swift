import HTTPFetch
import JSON
public import RankingModel

/// A message as SQS gives it out.
public struct SQSMessage: Sendable, Hashable {
  /// Its name.
  public var id: String
  /// Stands for this one time that it was given out.
  public var receipt: String
  /// Its text.
  public var body: String
  /// How often it was given out, this time included.
  public var receiveCount: Int

  /// The message that `json` is: in an answer of SQS, or in an event of Lambda, which spells the same names with small letters.
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
  /// As many messages go with one request.
  static let mostMessages = 10
  /// So many bytes go with one request, and with one message: what every queue takes.
  static let mostBytes = 256 << 10

  /// The longest time for which SQS hides a message from others, in seconds.
  static let longestLease = 43_200

  /// The queue's address, which names it.
  public let url: String
  private let client: AWSClient

  /// The queue at `url`.
  public init(_ url: String, client: AWSClient) { (self.url, self.client) = (url, client) }

  /// Puts `bodies` into the queue, each in a message. Where this fails, some may be there.
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

  /// Takes up to ten messages, which nobody else is given for `lease` seconds.
  ///
  /// - Parameter wait: seconds to wait for the first one.
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

  /// Takes `messages` out of the queue: they have been seen to.
  public func delete(_ messages: [SQSMessage]) async throws(Failure) {
    try await change("DeleteMessageBatch", messages.map { ["ReceiptHandle": .string($0.receipt)] })
  }

  /// Has each of `messages` given out again after so many seconds.
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

  /// Calls `operation` with `entries`, ten at a time, and again with those that failed by no fault of theirs.
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
        if let entry = failed.first,
          attempt == 3 || failed.contains(where: { $0["SenderFault"]?.bool == true })
        {
          let words = SafeText.start(of: entry["Message"]?.string ?? entry["Code"]?.string ?? "")
          throw Failure(.storage, "the queue \(url) refused \(operation): \(words)", remedy: .tryAgain)
        }
        left = failed.compactMap { $0["Id"]?.string.flatMap { Int($0) } }.filter(left.indices.contains)
          .map { left[$0] }
      }
    }
  }

  private func call(_ operation: String, _ input: JSONValue) async throws(Failure) -> JSONValue {
    let members = [JSONMember("QueueUrl", .string(url))] + (input.members ?? [])
    let response = try await client.send(
      .call("sqs", "AmazonSQS.\(operation)", version: "1.0", .object(members)))
    return (try? JSONReader.read(response.body)) ?? .null
  }
}
