import Jobs
import LakeStore
public import RankingModel
import Storage

/// The result of beginning a run.
public enum BegunRun: Sendable {
  /// The messages about the items that must still be asked about; empty if the run only needs to be ended.
  case queued([TaskMessage])
  /// There was no list to continue with, and the run is recorded.
  case ended(RunReport)
}

/// Runs whose items are asked about by other processes. Their runner has a work state in memory.
extension JobRunner {
  /// Begins the run of `day` named `run`. If the run has begun already, reads its list and its start from the lake.
  ///
  /// - Throws: a `source` failure if the source could not be asked. The same call may succeed later.
  public func begin(_ day: Day, named run: String) async throws -> BegunRun {
    try await lake.checkClock()
    var queued = try await QueuedRun(run, in: lake.place.storage)
    if queued == nil {
      let report = RunReport(
        id: run, chart: definition.chart, day: day, trigger: .run, startedAt: dependencies.clock())
      let checkpoint = RunCheckpoint(report: report, job: job, plan: .live)
      tell(.begins, report)
      let made = try await transformed(try await extracted(DayRun(checkpoint: checkpoint)))
      if let problem = made.problem {
        guard problem.state != .unavailable else {
          tell(.stops, report)
          throw Failure(.source, problem.reason, remedy: .tryAgain)
        }
        let ended = try await record(made)
        tell(.ends, ended)
        return .ended(ended)
      }
      let start = try await start(of: made)
      try await endTasksOverBudget(of: start)
      _ = try await lake.place.storage.create([start.file])
      // Another process may have been faster. Then its file counts.
      queued = try await QueuedRun(run, in: lake.place.storage)
    }
    guard let queued else { throw Failure(.damaged, "the start of \(run) is gone", remedy: .tryAgain) }
    return .queued(try await messages(of: queued))
  }

  /// Ends `run`, whose tasks have all ended, unless it is recorded already. Every process that ends the run makes the same bytes:
  /// nothing is asked, and all instants come from the run's own files.
  ///
  /// - Returns: the report; `nil` if items must still be asked about, or if the run is known to be recorded.
  public func end(_ run: QueuedRun) async throws -> RunReport? {
    guard run.isToEnd else { return nil }
    let (tasks, stop) = try await run.tasks()
    var day = DayRun(checkpoint: run.start.checkpoint)
    day.asked = DayRun.Asked(stop: stop?.reason)
    if let ended = try lake.reader.run(run.start.run) {
      try await confirm(ended, run.start.run)
      return ended
    }
    let instants = tasks.map(\.at) + [day.checkpoint.report.startedAt] + (stop.map { [$0.at] } ?? [])
    let runner = JobRunner(
      definition: definition, job: job, lake: lake, work: work, dependencies: dependencies.at(instants.max()))
    let report = try await runner.end(&day, run.start, tasks)
    tell(.ends, report)
    try await confirm(report, run.start.run)
    return report
  }

  private func end(_ day: inout DayRun, _ start: RunStart, _ tasks: [EndedTask]) async throws -> RunReport {
    // These objects may be marked for removal, but a record is about to name them.
    try await lake.keep(Set(start.objects + tasks.compactMap(\.answer?.object)))
    day = try await transformed(try await extracted(day))
    if let enrichment = definition.enrich {
      try await work.restore(
        start, tasks, day.entries,
        source: EnrichmentSource(enrichment, of: definition, dependencies).cacheName)
      day = try await EnrichStep(
        definition: definition, lake: lake, work: work, dependencies: dependencies
      ).enrich([day])[0]
    }
    return try await record(day)
  }

  /// Stores that a run is recorded, so that no process opens the lake for it again.
  private func confirm(_ report: RunReport, _ run: String) async throws {
    _ = try await lake.place.storage.create([.end(of: run, report)])
  }

  private func extracted(_ day: DayRun) async throws -> DayRun {
    try await ExtractStep(
      definition: definition, lake: lake, work: work, dependencies: dependencies, turns: Turns(1)
    ).extract([day])[0]
  }

  private func transformed(_ day: DayRun) async throws -> DayRun {
    await TransformStep(transformer: Transformer(definition), dependencies: dependencies).transform([day])[0]
  }

  private func record(_ day: DayRun) async throws -> RunReport {
    var known = try KnownDays(chart: definition.chart, reader: lake.reader)
    let check = CheckStep(definition: definition, reader: lake.reader, dependencies: dependencies)
    let load = LoadStep(definition: definition, lake: lake, work: work, dependencies: dependencies)
    return try await load.record(try await load.decide([day], checkedBy: check, &known))[0]
  }

  /// The start of the run of `day`, whose list is stored: the answers that are there and the items to ask about.
  private func start(of day: DayRun) async throws -> RunStart {
    let jobFile = try await lake.put([definition.source])[0]
    var start = RunStart(checkpoint: day.checkpoint, jobFile: jobFile, answers: [], items: [])
    guard let enrichment = definition.enrich else { return start }
    let source = EnrichmentSource(enrichment, of: definition, dependencies)
    let items = Entry.firstRows(day.entries).map(\.id)
    start.answers = try lake.reader.answers(of: source.name, of: definition.chart, about: items)
    try await work.restore(start, [], day.entries, source: source.cacheName)
    let enricher = Enricher(
      enrichment: enrichment, noun: definition.item, source: source, lake: lake, work: work,
      dependencies: dependencies)
    let known = try await enricher.answersAtHand(about: items, of: day.checkpoint, keeping: [:])
    start.answers = items.compactMap { known.stored[$0]?.raw }
    start.items = items.filter { !known.fresh.contains($0) }
    return start
  }

  /// Ends the tasks that a day's budget of calls does not cover, so that nobody is asked about their items. Calls of other runs
  /// are not counted: every file is created once, so there is no common counter.
  private func endTasksOverBudget(of start: RunStart) async throws {
    guard let enrichment = definition.enrich, !enrichment.readsFiles else { return }
    let files = start.items.dropFirst(enrichment.callsPerDay).map { item in
      EndedTask(
        item: item, error: enrichment.budgetUsedUp, attempts: 0, at: start.checkpoint.report.startedAt
      ).file(of: start.run)
    }
    if !files.isEmpty { _ = try await lake.place.storage.create(files) }
  }

  private func messages(of run: QueuedRun) async throws -> [TaskMessage] {
    let left = Set(run.itemsLeft)
    guard !left.isEmpty else { return [] }
    let day = try await transformed(try await extracted(DayRun(checkpoint: run.start.checkpoint)))
    return Entry.firstRows(day.entries).filter { left.contains($0.id) }
      .map { TaskMessage(run.start.run, $0, without: definition.enrich?.drop ?? []) }
  }
}

extension RunDependencies {
  /// The same dependencies at one instant, at which no time passes. The same input then gives the same result.
  fileprivate func at(_ instant: Instant?) -> RunDependencies {
    var fixed = self
    if let instant { fixed.clock = { instant } }
    fixed.uptime = { .zero }
    return fixed
  }
}

extension EnrichmentSource {
  /// The source of `enrichment`, for its names only: without a key, it is not asked.
  fileprivate init(_ enrichment: Enrichment, of definition: JobDefinition, _ dependencies: RunDependencies) {
    self.init(
      chart: definition.chart, enrichment: enrichment, folder: definition.folder, key: nil,
      fetcher: dependencies.fetcher)
  }
}

extension LakeReader {
  /// The last answers of `source` about `items` that runs of `chart` used, as far as the chart's last hundred snapshots tell.
  fileprivate func answers(
    of source: String, of chart: ChartName, about items: [ItemID]
  ) throws(Failure) -> [RawObject] {
    var found: [ItemID: RawObject] = [:]
    let wanted = Set(items)
    for summary in try snapshots(of: chart).sorted(by: { $0.recordedAt > $1.recordedAt }).prefix(100)
    where found.count < wanted.count {
      let snapshot = try record(of: summary)
      guard snapshot.report.source == source else { continue }
      for (item, answer) in snapshot.answers where wanted.contains(item) {
        if let known = found[item], known.fetchedAt >= answer.fetchedAt { continue }
        found[item] = answer
      }
    }
    return items.compactMap { found[$0] }
  }
}
