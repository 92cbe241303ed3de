import Jobs
import LakeStore
public import Pipeline
public import RankingModel

/// The state of a run after it has begun.
public struct BegunDay: Sendable, Hashable {
  /// The run.
  public var run: String
  /// Its day.
  public var day: Day
  /// How many items were put into the queue.
  public var queued = 0
  /// The report of the run; `nil` while it is not finished.
  public var report: RunReport?
}

extension Workplace {
  /// Begins the run of `job` that was due at `instant`, and puts its items into a queue. A repeated call goes on with the same
  /// run: it fetches nothing again that is in the lake, and queues only items whose tasks have not ended. Makes a lake if there
  /// is none.
  ///
  /// - Parameters:
  ///   - instant: when the run was due. The run is for the newest day at that instant in the chart's time zone, whatever the
  ///     clock says.
  ///   - send: puts messages into the queue.
  /// - Throws: a `source` failure if the source could not be asked. The same call may succeed later.
  public func begin(
    _ job: String, dueAt instant: Instant, queueing send: ([TaskMessage]) async throws -> Void
  ) async throws -> BegunDay {
    var definition = try definition(of: job)
    let day = definition.currentDay(at: instant)
    let run = RunStart.name(of: definition.chart, day, dueAt: instant)
    if let known = try await QueuedRun(run, in: place.storage) {
      definition = try await self.definition(of: known.start)
    }
    var begun = BegunDay(run: run, day: day)
    let ready = try await fetching(definition.listSecretNames)
    switch try await ready.queueRun(of: definition, job, { try await $0.begin(day, named: run) }) {
    case .ended(let report):
      begun.report = report
      await tell(definition, job, report)
    case .queued(let messages) where messages.isEmpty: begun.report = try await end(run)
    case .queued(let messages):
      try await send(messages)
      begun.queued = messages.count
    }
    return begun
  }

  /// Asks about the items of `deliveries`, and ends each run whose last items these are. Deliveries may arrive twice, late and in
  /// any order, in this process and in others at the same time.
  ///
  /// - Parameters:
  ///   - hasTime: whether there is time for work that may take so long.
  ///   - onEnd: called with the report of each run that ends.
  /// - Returns: the outcome of each delivery, in the order of `deliveries`.
  public func ask(
    _ deliveries: [TaskDelivery], whileThereIs hasTime: @escaping @Sendable (Duration) -> Bool,
    onEnd: (RunReport) -> Void = { _ in }
  ) async -> [TaskDelivery.Outcome] {
    var outcomes: [TaskMessage.Subject: TaskDelivery.Outcome] = [:]
    for (run, deliveries) in Dictionary(grouping: deliveries, by: \.message.run).sorted(by: {
      $0.key < $1.key
    }) {
      do {
        guard let queued = try await QueuedRun(run, in: place.storage) else {
          throw Failure(.noData, "the lake knows of no run \(SafeText.start(of: run))")
        }
        let left = Set(queued.itemsLeft)
        let open = deliveries.filter { left.contains($0.message.item) }
        if !open.isEmpty {
          let definition = try await definition(of: queued.start)
          let ready = try await fetching(definition.enrichSecretNames)
          let items = try QueuedItems(definition, at: place, ready.dependencies)
          let found = await items.ask(open, whileThereIs: hasTime)
          outcomes.merge(found) { $1 }
        }
        if let report = try await end(run) { onEnd(report) }
      } catch {
        // A message whose task has ended fails as well, so that it is delivered again: it may be the message that ends the run.
        for delivery in deliveries {
          if case .again? = outcomes[delivery.message.subject] { continue }
          outcomes[delivery.message.subject] = .failed(error as? Failure ?? Failure(.program, "\(error)"))
        }
      }
    }
    return deliveries.map { outcomes[$0.message.subject] ?? .ended }
  }

  /// Ends `run` if all its tasks have ended and the run is not recorded yet.
  private func end(_ run: String) async throws -> RunReport? {
    guard let queued = try await QueuedRun(run, in: place.storage), queued.isToEnd else { return nil }
    let definition = try await definition(of: queued.start)
    let report = try await queueRun(of: definition, queued.start.job) { try await $0.end(queued) }
    if let report { await tell(definition, queued.start.job, report) }
    return report
  }

  /// Tells the channels of a job what became of its chart after the run of `report`. What they were told before is in the work
  /// state of this machine alone.
  private func tell(_ definition: JobDefinition, _ job: String, _ report: RunReport) async {
    await tell(definition, after: DueRun(job: job, reports: [report]))
  }

  /// The job file with which a run began. The file may have changed since then.
  private func definition(of start: RunStart) async throws -> JobDefinition {
    if let current = try? definition(of: start.job), current.digest == start.jobFile { return current }
    let bytes = try await Objects(place.storage).get(start.jobFile)
    let path = JobFolder.isPath(start.job) ? start.job : jobs.file(named: start.job)
    guard let definition = JobFile.parse(bytes: bytes, path: path).definition else {
      throw Failure(
        .definition, "the job file by which \(start.run) began cannot be read by this program",
        remedy: .newerProgram)
    }
    return definition
  }

  /// Opens the lake and does `body` with a runner whose work state is in memory and discarded afterwards: everything that lasts
  /// is in the lake's storage.
  private func queueRun<Value: Sendable>(
    of definition: JobDefinition, _ job: String, _ body: (JobRunner) async throws -> Value
  ) async throws -> Value {
    let lake = try await Lake.open(place, for: .chart(definition.chart), options: options)
    do {
      let work = try WorkState.inMemory()
      defer { work.close() }
      let value = try await body(
        JobRunner(definition: definition, job: job, lake: lake, work: work, dependencies: dependencies))
      await lake.keepCheckpoint()
      await lake.close()
      return value
    } catch {
      await lake.close()
      throw error
    }
  }
}
