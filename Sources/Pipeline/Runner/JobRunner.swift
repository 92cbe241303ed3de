public import Jobs
public import LakeStore
public import RankingModel

/// Runs a job for days: extract, transform, enrich, check, load, each with its checkpoint.
///
/// Days go through in batches, a few at a time. While one batch is recorded, the objects of the next are stored, and the batches
/// after it are transformed and extracted. Batches are recorded in order. A killed run continues where it stopped.
public struct JobRunner: Sendable {
  /// The job.
  public let definition: JobDefinition
  /// The job's name or path, as the caller gave it. It is kept so that a run can be resumed by its name alone.
  public let job: String
  let lake: Lake
  let work: WorkState
  let dependencies: RunDependencies
  /// The list of a day whose plan is `input`.
  private let input: ListSource?

  /// A runner of `definition` that works on `lake`.
  public init(
    definition: JobDefinition, job: String, lake: Lake, work: WorkState, dependencies: RunDependencies,
    input: ListSource? = nil
  ) {
    (self.definition, self.job, self.lake) = (definition, job, lake)
    (self.work, self.dependencies, self.input) = (work, dependencies, input)
  }

  /// Runs `days`, in their order. With the plan `past`, all of them come from the archives, whatever the lake already has.
  ///
  /// - Parameters:
  ///   - plan: where the lists come from.
  ///   - onDay: called with the report of each day when the day is durable.
  /// - Returns: a report for each day.
  /// - Throws: a failure that ends the whole work, such as a wrong clock. A day that cannot be published is no such failure: its
  ///   report says what became of it. `interrupted` if the task was cancelled; the next run continues what was begun.
  public func run(
    _ days: [Day], plan: RunCheckpoint.Plan, trigger: RunReport.Trigger,
    onDay: @escaping @Sendable (RunReport) async -> Void = { _ in }
  ) async throws -> [RunReport] {
    if plan == .past {
      var request = BackfillRequest(from: days.min(), to: days.max())
      (request.days, request.reprocess) = (Set(days), .all)
      return try await run(try await self.plan(request), trigger: trigger, onDay: onDay)
    }
    let days = try startingPoints(days, plan: plan)
    let (reports, stop) = try await run(days.map { DayRequest(day: $0) }, plan: plan, trigger: trigger) {
      for report in $0 { await onDay(report) }
    }
    if let stop, stop.isEarly { throw stop.failure() }
    return reports
  }

  /// Runs `requests`, in their order. Requests for one day must be next to each other.
  ///
  /// - Parameters:
  ///   - archives: the archives from which captures of past days come.
  ///   - concurrency: how many lists are asked for at the same time, if they come from servers.
  ///   - onDay: called with the reports of all runs of a day together, when they are durable.
  /// - Returns: the reports of the runs, and why the runs after them were not begun.
  func run(
    _ requests: [DayRequest], plan: RunCheckpoint.Plan, trigger: RunReport.Trigger,
    from archives: ArchiveIndex? = nil, concurrency: Int = 1,
    onDay: @escaping @Sendable (_ runs: [RunReport]) async -> Void
  ) async throws -> (reports: [RunReport], stop: EarlyStop?) {
    // The clock is checked before anything is fetched.
    try await lake.checkClock()
    let killed = try await killedRuns(among: Set(requests.map(\.subject)))
    try await giveUp(killed, besides: requests)
    let isLocal = archives?.isLocal ?? true
    let known = try KnownDays(chart: definition.chart, reader: lake.reader)
    let extract = ExtractStep(
      definition: definition, lake: lake, work: work, dependencies: dependencies, input: input,
      archives: archives, stored: known.references, turns: Turns(isLocal ? 1 : concurrency))
    let transform = TransformStep(transformer: Transformer(definition), dependencies: dependencies)
    let enrich = EnrichStep(definition: definition, lake: lake, work: work, dependencies: dependencies)
    let check = CheckStep(definition: definition, reader: lake.reader, dependencies: dependencies)
    let load = LoadStep(definition: definition, lake: lake, work: work, dependencies: dependencies)
    let mostDays = mostDays(plan, isLocal: isLocal, concurrency)
    let open = OpenRuns(of: self)
    defer { open.stop() }
    var batches = Batches(requests, mostDays: mostDays)
    // Servers are asked for more lists while a batch is stored.
    var line = BatchLine(ahead: isLocal || mostDays == 1 ? 1 : 2, known: known) { last in
      let batch = batches.next(after: last ?? [])
      guard !batch.isEmpty else { return nil }
      return {
        let runs = try await begin(batch, plan: plan, trigger: trigger, killed: killed)
        open.begin(runs)
        return try await extract.extract(runs)
      }
    } decide: { days, known in
      try await load.decide(days, checkedBy: check, &known)
    } record: { decided in
      let reports = try await load.record(decided)
      open.end(decided)
      var left = reports[...]
      while let day = left.first?.day {
        let runs = left.prefix { $0.day == day }
        left = left.dropFirst(runs.count)
        await onDay(Array(runs))
      }
      return reports
    }
    do {
      while let extracted = try await line.next() {
        let ready = try await enrich.enrich(await transform.transform(extracted))
        try await line.add(ready)
        if let reason = ready.lazy.compactMap({ $0.enriched?.stop }).first {
          let stop = EarlyStop(day: ready[0].day, reason: reason, isEarly: !line.isAtEnd)
          await line.endEarly()
          return (try await line.finish(), stop)
        }
      }
      return (try await line.finish(), nil)
    } catch { throw await line.stop(because: error) }
  }

  /// How many days are stored together. It is one day if days are enriched, because the calls must not be paid twice. Otherwise
  /// it is many days if their lists are local, some if servers are asked for several lists at the same time, and else one.
  private func mostDays(_ plan: RunCheckpoint.Plan, isLocal: Bool, _ concurrency: Int) -> Int {
    guard definition.enrich == nil else { return 1 }
    return switch plan {
    case .stored, .storedAsking, .input: Batches.mostDays
    case .live: definition.extract.source.isLocal ? Batches.mostDays : 1
    case .past: isLocal ? Batches.mostDays : concurrency == 1 ? 1 : min(Batches.mostDays, 2 * concurrency)
    }
  }
}

/// The enrichment source stopped the runs of several days. The next days would be stopped for the same reason.
struct EarlyStop: Sendable {
  /// The day that was enriched in part, or not at all.
  var day: Day
  /// The reason.
  var reason: String
  /// Whether there are days after it.
  var isEarly: Bool

  /// The failure in words for people.
  ///
  /// - Parameter pending: how many days will continue by themselves.
  func failure(pending: Int = 0) -> Failure {
    let rest =
      pending == 0
      ? ""
      : "; \(counted(pending, "day is left and continues", "days are left and continue")) with the first run on a later day"
    return Failure(
      .source, "stopped after \(day), because the next days would fail for the same reason: \(reason)\(rest)",
      remedy: pending == 0 ? .goOn : nil)
  }
}
