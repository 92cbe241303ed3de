import Jobs
import LakeStore
import Pipeline
public import RankingModel
import Synchronization

/// What became of a job that was due, or that somebody ran.
public struct DueRun: Sendable {
  /// The job's name.
  public var job: String
  /// Reports of the days that were run.
  public var reports: [RunReport] = []
  /// The day under which the list of the current period is published already, where that is another day: then the list was
  /// not fetched.
  public var publishedAs: Day?
  /// What ended the work on it early; other jobs are run all the same.
  public var failure: Failure?
}

extension Workplace {
  /// Runs what is due of all jobs, one after the other: the current day where its hour has come, the days that were missed
  /// where the job catches up and has a source of past days, and what its enrichment source left of a backfill on an earlier day.
  /// Nothing is locked or written for a job of which nothing is due. At the end the channels of all jobs are told what is new to
  /// them, late lists included.
  ///
  /// - Parameters:
  ///   - job: the only job that is meant; `nil` for all.
  ///   - passOver: told the names of jobs whose files have mistakes.
  ///   - onDay: told of each day when it is durable.
  /// - Returns: the jobs of which something was due, by name.
  /// - Throws: what stops all jobs: being cancelled, or job files that cannot be read.
  public func runDue(
    only job: String? = nil, passingOver passOver: (String) -> Void = { _ in },
    onDay: @escaping OnDay = { _ in }
  ) async throws -> [DueRun] {
    var runs: [DueRun] = []
    let jobs = try (job.map { [($0, try definition(of: $0))] } ?? definitions(passingOver: passOver))
      .filter { $0.1.schedule.isOn }
    for (job, definition) in jobs {
      if let run = try await runDue(job, definition, onDay) { runs.append(run) }
    }
    // Whoever is slow to be told holds no run off.
    for (job, definition) in jobs { await tell(definition, after: runs.first { $0.job == job }) }
    return runs
  }

  /// Runs what is due of one job; `nil` where nothing is.
  ///
  /// - Parameter isAsked: whether somebody asks for the current day, which is run then whether it is due or not.
  func runDue(
    _ job: String, _ definition: JobDefinition, isAsked: Bool = false, _ onDay: @escaping OnDay
  ) async throws -> DueRun? {
    do {
      if !isAsked, try await !dueAndIndexed(of: definition).isOpen { return nil }
      return try await work(on: .chart(definition.chart), for: definition, makesLake: true) { session in
        try await session.runDue(job, definition, isAsked: isAsked, onDay)
      }
    } catch let failure as Failure where failure.kind != .interrupted {
      return DueRun(job: job, failure: failure)
    }
  }

  /// What the schedule of a job asks for now. Records that a command stored before it was cut off are brought into the catalogue:
  /// the day that they settle is not due again, and questions are to see it. Otherwise nothing is locked or written, nor while
  /// another command writes to the chart.
  func dueAndIndexed(of definition: JobDefinition) async throws -> DueNow {
    let (due, chart) = (try await due(of: definition), definition.chart)
    guard due.isBehind else { return due }
    do {
      try await work(on: .chart(chart)) { try await $0.lake.reconcile(chart) }
    } catch let failure as Failure {
      guard failure.kind == .locked else { throw failure }
    }
    return due
  }

  /// What the schedule of a job asks for now. Nothing is locked or written.
  func due(of definition: JobDefinition) async throws -> DueNow {
    let view = try await viewIfThere()
    let known = try view?.lake.days(of: definition.chart) ?? []
    let due = definition.dueDays(at: now)
    let isCurrentOpen = due.isCurrentOpen(known)
    var isOpen = isCurrentOpen
    if !isOpen { isOpen = try await !due.missed(known, of: definition, in: view?.lake, view?.work).isEmpty }
    if !isOpen, let work = view?.work {
      isOpen = try await !work.requestsToGoOn(of: definition, dependencies).isEmpty
    }
    return DueNow(
      isOpen: isOpen, isCurrentOpen: isCurrentOpen, isLate: due.late(known) != nil,
      isBehind: view?.isBehind == true)
  }
}

/// What is due of a job, as far as the lake has it not.
struct DueNow: Sendable {
  /// Whether anything is to be run: the current day, days to catch up with, or days of a backfill to go on with.
  var isOpen: Bool
  /// Whether the current day is to be run.
  var isCurrentOpen: Bool
  /// Whether a list is late: it is not there, and its deadline has passed.
  var isLate: Bool
  /// Whether the catalogue lacks records that were stored.
  var isBehind: Bool
}

extension WorkSession {
  /// Runs the current day of a job, then the days before it that were missed, and goes on with days of a backfill that wait.
  ///
  /// - Parameter isAsked: whether somebody asks for the current day, so that its hour and what is known of it do not matter.
  func runDue(
    _ job: String, _ definition: JobDefinition, isAsked: Bool = false, _ onDay: @escaping Workplace.OnDay
  ) async throws -> DueRun {
    var run = DueRun(job: job)
    let ended = Mutex<[RunReport]>([])
    let onEnd: Workplace.OnDay = { report in
      ended.withLock { $0.append(report) }
      await onDay(report)
    }
    let runner = runner(job, definition)
    // What a killed run had recorded counts.
    try await lake.reconcile(definition.chart)
    let known = try lake.reader.days(of: definition.chart)
    let due = definition.dueDays(at: lake.clock())
    if isAsked { run.publishedAs = due.otherDay(known) }
    do {
      if isAsked ? run.publishedAs == nil : due.isCurrentOpen(known) {
        run.reports += try await runner.run([due.current], plan: .live, trigger: .run, onDay: onEnd)
      }
      let missed = try await due.missed(known, of: definition, in: lake.reader, work)
      if !missed.isEmpty {
        run.reports += try await runner.run(missed, plan: .past, trigger: .backfill, onDay: onEnd)
      }
      run.reports += try await runner.goOn(onDay: onEnd)
    } catch let failure as Failure where failure.kind != .interrupted {
      // The days that were run before it are durable.
      (run.reports, run.failure) = (ended.withLock { $0 }, failure)
    }
    return run
  }
}

extension DueDays {
  /// The days to catch up with that the job has a source for, but for those of which no list exists any longer.
  fileprivate func missed(
    _ known: [DaySnapshots], of definition: JobDefinition, in lake: LakeReader?, _ work: WorkState?
  ) async throws(Failure) -> [Day] {
    guard !definition.pastArchives.isEmpty, let lake else { return [] }
    let cutOff = try await work?.checkpoints.cutOffDays(of: definition.chart, in: lake) ?? []
    let closed = try lake.closedDays(of: definition.chart)
    return missed(known, cutOff: cutOff).filter { closed.reason(of: $0) == nil }
  }
}
