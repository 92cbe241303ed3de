import Jobs
import LakeStore
import Pipeline
public import RankingModel
import Synchronization

/// The result of a job that was due, or that a person ran.
public struct DueRun: Sendable {
  /// The job's name.
  public var job: String
  /// The reports of the days that were run.
  public var reports: [RunReport] = []
  /// The other day under which the list of the current period is already published; `nil` if there is none. If there is one, the
  /// list was not fetched.
  public var publishedAs: Day?
  /// The failure that ended the work on the job early. Other jobs still run.
  public var failure: Failure?
}

extension Workplace {
  /// Runs what is due of all jobs, one after the other: the current day if its hour has come; the missed days, if the job catches
  /// up and has a source of past days; and the days of a backfill that the enrichment source stopped on an earlier day. Nothing
  /// is locked or written for a job with nothing due. At the end, the channels of all jobs are told what is new to them,
  /// including late lists.
  ///
  /// - Parameters:
  ///   - job: the only job to run; `nil` for all.
  ///   - passOver: called with the name of each job whose file has mistakes.
  ///   - onDay: called with the report of each day once it is durable.
  /// - Returns: the jobs that had something due, by name.
  /// - Throws: what stops all jobs: a cancellation, or job files that cannot be read.
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
    // Channels are told after all jobs, so that a slow channel does not delay a run.
    for (job, definition) in jobs { await tell(definition, after: runs.first { $0.job == job }) }
    return runs
  }

  /// Runs what is due of one job; `nil` if nothing is due.
  ///
  /// - Parameter isAsked: whether a person asks for the current day, which then runs whether or not it is due.
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

  /// What the schedule of a job asks for now. Records that an interrupted command stored but did not index are added to the
  /// catalogue: the days that they settle are not due again, and questions must see them. If there are no such records, or if
  /// another command writes to the chart, nothing is locked or written.
  func dueAndIndexed(of definition: JobDefinition) async throws -> DueNow {
    let (due, chart) = (try await due(of: definition), definition.chart)
    guard due.isBehind else { return due }
    do {
      try await work(on: .chart(chart)) { _ in }
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

/// What is due of a job and not yet in the lake.
struct DueNow: Sendable {
  /// Whether anything is to be run: the current day, days to catch up with, or waiting days of a backfill.
  var isOpen: Bool
  /// Whether the current day is to be run.
  var isCurrentOpen: Bool
  /// Whether a list is late: its deadline has passed, and it is not there.
  var isLate: Bool
  /// Whether stored records are missing from the catalogue.
  var isBehind: Bool
}

extension WorkSession {
  /// Runs the current day of a job, then the missed days before it, then the waiting days of a backfill.
  ///
  /// - Parameter isAsked: whether a person asks for the current day, which then runs even if its hour has not come or if it has
  ///   run before.
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
      // The days that were run before the failure are durable.
      (run.reports, run.failure) = (ended.withLock { $0 }, failure)
    }
    return run
  }
}

extension DueDays {
  /// The days to catch up with, if the job has a source of past days. Closed days, of which no list exists any longer, are left
  /// out.
  fileprivate func missed(
    _ known: [DaySnapshots], of definition: JobDefinition, in lake: LakeReader?, _ work: WorkState?
  ) async throws(Failure) -> [Day] {
    guard !definition.pastArchives.isEmpty, let lake else { return [] }
    let cutOff = try await work?.checkpoints.cutOffDays(of: definition.chart, in: lake) ?? []
    let closed = try lake.closedDays(of: definition.chart)
    return missed(known, cutOff: cutOff).filter { closed.reason(of: $0) == nil }
  }
}
