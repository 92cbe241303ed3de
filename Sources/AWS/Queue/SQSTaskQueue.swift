public import JSON
public import Pipeline
public import RankingModel

/// The queue of the tasks of runs on SQS. A message that was given out is hidden from others for a time, which is its lease; how
/// often it was given out is the number of attempts; and what was given out too often goes to the queue's dead letters by its own
/// rule. Messages may come doubled and in any order: what became of a task is in the lake, and not in the queue.
public struct SQSTaskQueue: Sendable {
  /// Sees to messages and says what becomes of each, in their order.
  public typealias Work = @Sendable ([TaskDelivery]) async -> [TaskDelivery.Outcome]

  private let queue: SQSQueue
  private let noticing: @Sendable (String) -> Void

  /// The tasks in `queue`.
  ///
  /// - Parameter noticing: told, in words, why a message is to come again.
  public init(_ queue: SQSQueue, noticing: @escaping @Sendable (String) -> Void) {
    (self.queue, self.noticing) = (queue, noticing)
  }

  /// Adds tasks.
  public func add(_ messages: [TaskMessage]) async throws(Failure) {
    try await queue.send(messages.map { $0.text(atMost: SQSQueue.mostBytes) })
  }

  /// Sees to the messages of an event with which Lambda hands out a batch.
  ///
  /// - Returns: the answer that names those which are to come again.
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

  /// Takes messages and sees to them until none comes for `wait` seconds.
  ///
  /// - Parameter lease: seconds for which a message is hidden from others.
  /// - Returns: how many were seen to.
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
  /// - Returns: those that are to come again.
  private func see(to messages: [SQSMessage], _ work: Work) async -> [SQSMessage] {
    var deliveries: [(message: SQSMessage, delivery: TaskDelivery)] = []
    var left: [SQSMessage] = []
    for message in messages {
      do throws(Failure) {
        deliveries.append(
          (message, TaskDelivery(try TaskMessage(message.body), attempt: message.receiveCount)))
      } catch {
        // It ends among the dead letters, where people see it.
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
      // They come again all the same, when their lease ends.
      noticing(error.message)
    }
    return left
  }
}
