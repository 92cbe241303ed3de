public import JSON
public import Pipeline
public import RankingModel

/// The queue of the tasks of runs, on SQS. A received message is hidden from other receivers for a time, its lease. The number of
/// deliveries is the number of attempts. A rule of the queue moves a message that was delivered too often to the dead letters.
/// Messages may be delivered twice and in any order. That does no harm, because the lake, not the queue, keeps the results of
/// tasks.
public struct SQSTaskQueue: Sendable {
  /// Handles messages and returns the outcome of each, in their order.
  public typealias Work = @Sendable ([TaskDelivery]) async -> [TaskDelivery.Outcome]

  private let queue: SQSQueue
  private let noticing: @Sendable (String) -> Void

  /// The tasks in `queue`.
  ///
  /// - Parameter noticing: receives the reason, in words, why a message is to be delivered again.
  public init(_ queue: SQSQueue, noticing: @escaping @Sendable (String) -> Void) {
    (self.queue, self.noticing) = (queue, noticing)
  }

  /// Adds tasks.
  public func add(_ messages: [TaskMessage]) async throws(Failure) {
    try await queue.send(messages.map { $0.text(atMost: SQSQueue.mostBytes) })
  }

  /// Handles the messages of an event, which is a batch from Lambda.
  ///
  /// - Returns: the answer, which names the messages to be delivered again.
  /// - Throws: a `usage` failure where the event has no messages.
  public func answer(_ event: JSONValue, _ work: Work) async throws(Failure) -> JSONValue {
    guard let records = event["Records"]?.array else {
      throw Failure(.usage, "the event has no messages of a queue")
    }
    let messages = records.compactMap(SQSMessage.init)
    guard messages.count == records.count else {
      throw Failure(.usage, "the event has a record that is no message of a queue")
    }
    let left = await see(to: messages, work)
    return ["batchItemFailures": .array(left.map { ["itemIdentifier": .string($0.id)] })]
  }

  /// Receives and handles messages until none comes for `wait` seconds.
  ///
  /// - Parameter lease: the seconds for which a message is hidden from other receivers.
  /// - Returns: the number of handled messages.
  public func workOff(waiting wait: Int, lease: Int, _ work: Work) async throws(Failure) -> Int {
    var count = 0
    while !Task.isCancelled {
      let messages = try await queue.receive(waiting: wait, lease: lease)
      guard !messages.isEmpty else { break }
      let left = await see(to: messages, work)
      let done = messages.filter { !left.contains($0) }
      try await queue.delete(done)
      count += done.count
    }
    return count
  }

  /// Does `work` on `messages`.
  ///
  /// - Returns: the messages to be delivered again.
  private func see(to messages: [SQSMessage], _ work: Work) async -> [SQSMessage] {
    var deliveries: [(message: SQSMessage, delivery: TaskDelivery)] = []
    var left: [SQSMessage] = []
    for message in messages {
      do throws(Failure) {
        deliveries.append(
          (message, TaskDelivery(try TaskMessage(message.body), attempt: message.receiveCount)))
      } catch {
        // The message goes to the dead letters in the end, where people see it.
        noticing(error.message)
        left.append(message)
      }
    }
    var released: [(message: SQSMessage, after: Int)] = []
    for (message, outcome) in zip(deliveries.map(\.message), await work(deliveries.map(\.delivery))) {
      switch outcome {
      case .ended: continue
      case .again(let pause): released.append((message, Int(pause.components.seconds) + 1))
      case .failed(let failure): noticing(failure.message)
      }
      left.append(message)
    }
    do throws(Failure) { try await queue.release(released) } catch {
      // They are delivered again anyway when their lease ends.
      noticing(error.message)
    }
    return left
  }
}
