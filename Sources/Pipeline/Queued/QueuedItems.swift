import HTTPFetch
import JSON
public import Jobs
public import LakeStore
import ListSources
public import RankingModel
import Storage

/// Asks about items of runs that began elsewhere, once for each message, and stores each result in the lake. Messages may come
/// more than once, late and in any order. Nobody is asked about an item whose task has ended.
public struct QueuedItems: Sendable {
  private let enrichment: Enrichment
  private let source: EnrichmentSource
  private let place: LakePlace
  private let dependencies: RunDependencies

  /// Asks according to `definition`.
  ///
  /// - Throws: a `definition` failure if the job does not enrich, or if a key that it needs is missing.
  public init(
    _ definition: JobDefinition, at place: LakePlace, _ dependencies: RunDependencies
  ) throws(Failure) {
    guard let enrichment = definition.enrich else {
      throw Failure(.definition, "\(definition.chart) has nothing to ask about its items")
    }
    (self.enrichment, self.place, self.dependencies) = (enrichment, place, dependencies)
    source = EnrichmentSource(
      chart: definition.chart, enrichment: enrichment, folder: definition.folder,
      key: try enrichment.key.secret(neededBy: enrichment.sourceName, in: dependencies.environment),
      fetcher: dependencies.fetcher)
  }

  /// Asks about the items of `deliveries`, as many at the same time as the job allows. If several messages are about one item, it
  /// is asked about once.
  ///
  /// - Parameter hasTime: whether work that may take this long can still be begun. If not, the message is to come again.
  /// - Returns: the outcome of each task.
  package func ask(
    _ deliveries: [TaskDelivery], whileThereIs hasTime: @escaping @Sendable (Duration) -> Bool
  ) async -> [TaskMessage.Subject: TaskDelivery.Outcome] {
    let tasks = Dictionary(deliveries.map { ($0.message.subject, $0) }) { $0.attempt < $1.attempt ? $1 : $0 }
    let outcomes = await inParallel(Array(tasks.values), atOnce: max(1, enrichment.concurrency), share: 1) {
      task -> TaskDelivery.Outcome in
      guard hasTime(.seconds(enrichment.totalTimeout)) else { return .again(after: .zero) }
      return await outcome(of: task)
    }
    return Dictionary(uniqueKeysWithValues: zip(tasks.keys, outcomes))
  }

  private func outcome(of delivery: TaskDelivery) async -> TaskDelivery.Outcome {
    do { return try await ask(about: delivery.message, attempt: delivery.attempt) } catch {
      return .failed(error as? Failure ?? Failure(.interrupted, "interrupted", remedy: .goOn))
    }
  }

  /// Asks about the item of `message`, unless its task has ended.
  private func ask(about message: TaskMessage, attempt: Int) async throws -> TaskDelivery.Outcome {
    let run = message.run
    for key in [StorageKey.task(of: run, about: message.item), .stop(of: run), .end(of: run)] {
      if try await place.storage.inspect(key) != nil { return .ended }
    }
    var task = EndedTask(
      item: message.item, attempts: attempt, at: dependencies.clock(), budget: source.budget)
    switch try await source.ask(message.item) {
    case .answer(let body, _, let url, let response):
      task.at = dependencies.clock()
      // Other processes store objects in this lake too.
      let object = try await Objects(place.storage, isShared: true).put([body])[0]
      task.answer = RawObject(
        object: object, role: .answer, url: url, fetchedAt: task.at, item: message.item, size: body.count,
        response: response)
      try await end(task, run)
    case .failure(let failure, let retryAfter):
      task.at = dependencies.clock()
      task.error = failure.message
      let pause = dependencies.pause(afterAttempt: attempt, retryAfter: retryAfter)
      if failure.kind == .transient, attempt < enrichment.attempts, let pause { return .again(after: pause) }
      try await end(task, run)
      if failure.kind == .fatalForRun { try await stop(run, failure.message) }
    }
    return .ended
  }

  private func end(_ task: EndedTask, _ run: String) async throws {
    _ = try await place.storage.create([task.file(of: run)])
  }

  private func stop(_ run: String, _ reason: String) async throws {
    let ended = try await place.storage.list(.tasks, group: run)
    _ = try await place.storage.create([.stop(of: run, reason, at: dependencies.clock(), ended: ended)])
  }
}
