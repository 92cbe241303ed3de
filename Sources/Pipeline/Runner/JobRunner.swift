public import LakeStore
public import RankingModel

/// Runs a job for days: extract, transform, enrich, check, load, each with its checkpoint.
///
/// Days go through in batches, a few at a time: while one batch is recorded, the objects of the next are stored, and
/// those after it are transformed and extracted. Batches are recorded in order. A run that was killed goes on where it stopped.
public struct JobRunner: Sendable {
  /// The job.
  public let definition: JobDefinition
  /// The job's name or path, as it was called; kept so that a run can be resumed by its name alone.
  public let job: String
  let lake: Lake
  let work: WorkState
  let dependencies: RunDependencies

  /// A runner of `definition` on `lake`.
  public init(
    definition: JobDefinition, job: String, lake: Lake, work: WorkState, dependencies: RunDependencies
  ) {
    self.definition = definition
    self.job = job
    self.lake = lake
    self.work = work
    self.dependencies = dependencies
  }

  /// Runs `days`, in their order.
  ///
  /// - Parameters:
  ///   - plan: where the lists come from.
  ///   - onDay: told of each day when it is durable.
  /// - Returns: a report for each day.
  /// - Throws: a failure that ends the whole work, such as a wrong clock. Days that cannot be published are no such failure: their
  ///   reports say what became of them. `interrupted` where the task was cancelled; what was begun goes on with
  ///   the next run.
  public func run(
    _ days: [Day], plan: RunCheckpoint.Plan, trigger: RunReport.Trigger,
    onDay: @escaping @Sendable (RunReport) async -> Void = { _ in }
  ) async throws -> [RunReport] {
    // Before anything is fetched.
    try await lake.checkClock()
    let loader = Loader(definition: definition, lake: lake, work: work)
    let days = try startingPoints(days, plan: plan)
    let killed = try await killedRuns(among: Set(days))
    let known = try KnownDays(chart: definition.chart, reader: lake.reader)
    var batches = Batches(days, isBatched: isBatched(plan))
    let extract: @Sendable ([Day]) -> Task<[DayRun], any Error>? = { batch in
      guard !batch.isEmpty else { return nil }
      return Task { try await self.extract(batch, plan: plan, trigger: trigger, killed: killed) }
    }
    var extracting = extract(batches.next(after: []))
    var deciding: Task<(known: KnownDays, decided: DecidedDays), any Error>?
    var storing: [Task<[RunReport], any Error>] = []
    do {
      while let task = extracting {
        let extracted = try await finished(task)
        try Task.checkCancellation()
        extracting = extract(batches.next(after: extracted))
        let ready = try await prepare(extracted)
        // However slow the medium is, no more than two batches wait to be stored.
        if storing.count >= 2 { _ = try await storing[storing.count - 2].value }
        // These are not cancelled with the rest: what has come this far is stored even when the rest is stopped.
        let decided = Task { [deciding] in
          var known = try await deciding?.value.known ?? known
          let decided = try await loader.decide(ready, &known)
          return (known: known, decided: decided)
        }
        deciding = decided
        storing.append(
          Task { [last = storing.last] in
            _ = try await last?.value
            let reports = try await loader.store(try await decided.value.decided)
            for report in reports { await onDay(report) }
            return reports
          })
        if let stop = ready.lazy.compactMap({ $0.enriched?.stop }).first, extracting != nil {
          throw Failure(
            .source, "stopped after \(ready[0].day), since the next days would fare the same: \(stop)",
            hint: "the same command goes on with the days that are left")
        }
      }
      var reports: [RunReport] = []
      for task in storing { reports += try await task.value }
      return reports
    } catch {
      extracting?.cancel()
      _ = await extracting?.result
      // Nothing may use the lake after this: whoever opened it closes it.
      _ = await deciding?.result
      let stored = await storing.last?.result
      if !(error is CancellationError) { throw error }
      _ = try stored?.get()
      throw Failure(
        .interrupted, "stopped; what was begun is kept",
        hint: "the same command goes on where this one stopped")
    }
  }

  /// The days that a plan can work on: a day made from stored bytes needs some.
  private func startingPoints(_ days: [Day], plan: RunCheckpoint.Plan) throws(Failure) -> [Day] {
    guard plan == .stored || plan == .storedAsking else { return days }
    var found: [Day] = []
    let withoutRaw = try lake.reader.snapshotsWithoutRaw(of: definition.chart)
    for day in days where try basis(of: day, withoutRaw) != nil { found.append(day) }
    guard !found.isEmpty || days.isEmpty else {
      throw Failure(
        .noData,
        "nothing is stored that \(definition.chart) on \(days.map(\.description).joined(separator: ", ")) "
          + "could be made from", hint: "marquee status shows which days there are")
    }
    return found
  }

  /// The runs of this chart that were killed, by day. What they had recorded is brought into the catalogue: a run
  /// may have been killed just before its end. Those that had reached it are forgotten, but for one that is asked
  /// for again in the same words.
  func killedRuns(among days: Set<Day>) async throws -> [Day: RunCheckpoint] {
    var killed: [Day: RunCheckpoint] = [:]
    let unfinished = try await work.checkpoints.unfinishedRuns(of: definition.chart)
    if !unfinished.isEmpty { try await lake.reconcile(definition.chart) }
    for run in unfinished {
      let report = run.report
      let ended = try lake.reader.run(report.id)
      if let ended, !(report.trigger == .run && days.contains(report.day)) {
        try await work.finish([ended])
      } else {
        killed[report.day] = run
      }
    }
    return killed
  }

  /// What `task` comes to; it is cancelled where this task is.
  private func finished(_ task: Task<[DayRun], any Error>) async throws -> [DayRun] {
    try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  /// Whether many days may be stored together: where their lists are at hand, and none was fetched or enriched at
  /// a cost that must not be paid twice.
  private func isBatched(_ plan: RunCheckpoint.Plan) -> Bool {
    guard definition.enrich == nil else { return false }
    return switch plan {
    case .stored, .storedAsking: true
    case .live: URLTemplate(definition.extract.url).scheme == "file"
    case .past: definition.pastSources.allSatisfy { $0.scheme == "file" }
    }
  }

  /// Begins the runs of `days`, or goes on with killed ones, and brings their lists into the lake.
  private func extract(
    _ days: [Day], plan: RunCheckpoint.Plan, trigger: RunReport.Trigger, killed: [Day: RunCheckpoint]
  ) async throws -> [DayRun] {
    var batch: [DayRun] = []
    let isAgain = plan != .live && plan != .past
    let withoutRaw: Set<Int64> = isAgain ? try lake.reader.snapshotsWithoutRaw(of: definition.chart) : []
    for day in days {
      var dayRun = try await begin(day, plan: plan, trigger: trigger, killed: killed[day])
      if isAgain { dayRun.basis = try basis(of: day, withoutRaw) }
      batch.append(dayRun)
    }
    let step = ExtractStep(definition: definition, lake: lake, work: work, dependencies: dependencies)
    return try await step.extract(batch)
  }

  /// Transform and enrich.
  private func prepare(_ batch: [DayRun]) async throws -> [DayRun] {
    let transformer = Transformer(definition)
    // Days do not depend on each other before the check, so all cores transform.
    var batch = await withTaskGroup(of: (Int, DayRun).self) { group in
      for (index, day) in batch.enumerated() {
        group.addTask { (index, day.transformed(by: transformer)) }
      }
      var transformed = batch
      for await (index, day) in group { transformed[index] = day }
      return transformed
    }
    for index in batch.indices where batch[index].ended == nil { try await enrich(&batch[index]) }
    return batch
  }

  private func begin(
    _ day: Day, plan: RunCheckpoint.Plan, trigger: RunReport.Trigger, killed: RunCheckpoint?
  ) async throws -> DayRun {
    if let killed, killed.plan == plan {
      var dayRun = DayRun(checkpoint: killed)
      dayRun.ended = try lake.reader.run(killed.report.id)
      return dayRun
    }
    if let killed { try await work.finish([killed.report]) }
    let now = dependencies.clock()
    let report = RunReport(
      id: RunReport.newID(now), chart: definition.chart, day: day, trigger: trigger, startedAt: now)
    return DayRun(checkpoint: RunCheckpoint(report: report, job: job, plan: plan))
  }

  /// The snapshot that `day` is made from again: the first that names a stored list, of the published ones, those in
  /// quarantine and the others, each in the order in which they would stand for the day.
  ///
  /// - Parameter withoutRaw: the snapshots whose raw objects are forgotten.
  private func basis(of day: Day, _ withoutRaw: Set<Int64>) throws(Failure) -> Snapshot? {
    let ordered = try lake.reader.snapshots(of: definition.chart, on: day).sorted { left, right in
      left != right && left.stands(over: right)
    }
    let published = ordered.filter(\.state.isPublished)
    let quarantined = ordered.filter { $0.state == .quarantined }
    let others = ordered.filter { !$0.state.isPublished && $0.state != .quarantined }
    for summary in published + quarantined + others where !withoutRaw.contains(summary.number) {
      let snapshot = try lake.reader.record(of: summary)
      if snapshot.raw.contains(where: { $0.role == .list }) { return snapshot }
    }
    return nil
  }

  private func enrich(_ day: inout DayRun) async throws {
    guard let enrichment = definition.enrich, let entries = day.transformed?.entries, day.problem == nil
    else {
      return
    }
    let key = try EnrichmentKey.find(
      enrichment.key, url: enrichment.url, environment: dependencies.environment)
    let source = OMDbSource(
      chart: definition.chart, enrichment: enrichment, folder: definition.folder, key: key,
      fetcher: dependencies.fetcher)
    let enricher = Enricher(
      enrichment: enrichment, noun: definition.item, source: source, lake: lake, work: work,
      dependencies: dependencies)
    let needsKey = enrichment.key != .none
    switch day.checkpoint.plan {
    case .stored:
      day.enriched = try await enricher.enrich(entries, from: day.basis)
    case _ where needsKey && key == nil:
      day.enriched = try await enricher.withoutKey(entries)
    case .storedAsking:
      day.enriched = try await enricher.enrich(
        entries, run: day.checkpoint, keeping: try await enricher.answersInUse(day.basis))
    case .live, .past:
      day.enriched = try await enricher.enrich(entries, run: day.checkpoint)
    }
    day.checkpoint.report.source = source.name
    // The tasks that are done are the checkpoint of this step.
    day.finish(.enrich)
  }
}

extension RunReport {
  /// A name for a run that starts at `now`: names sort by time, and no two are the same.
  static func newID(_ now: Instant) -> String {
    let time = now.description.prefix(19).filter { $0.isNumber || $0 == "T" }
    let random = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    return "\(time)-\(String(repeating: "0", count: 8 - random.count))\(random)"
  }
}
