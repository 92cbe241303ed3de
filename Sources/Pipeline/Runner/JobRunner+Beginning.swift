import Jobs
import LakeStore
import RankingModel

/// The beginning of the runs of a job.
extension JobRunner {
  /// The days that a plan can work on. A plan that uses stored bytes needs a snapshot that names a stored list.
  func startingPoints(_ days: [Day], plan: RunCheckpoint.Plan) throws(Failure) -> [Day] {
    guard plan.isAgain else { return days }
    var found: [Day] = []
    let withoutRaw = try lake.reader.snapshotsWithoutRaw(of: definition.chart)
    for day in days where try basis(of: day, withoutRaw) != nil { found.append(day) }
    guard !found.isEmpty || days.isEmpty else {
      throw Failure(
        .noData,
        "nothing is stored that \(definition.chart) on \(days.map(\.description).joined(separator: ", ")) "
          + "could be made from", remedy: .showStatus(definition.chart))
    }
    return found
  }

  /// The killed runs of this chart, by day and capture. A run may have been killed just before its end: killed runs that are
  /// recorded are ended, except a run with the trigger `run` that is requested again.
  func killedRuns(among requests: Set<DayRequest>) async throws -> [DayRequest: DayRun] {
    var killed: [DayRequest: DayRun] = [:]
    let unfinished = try await work.checkpoints.unfinishedRuns(of: definition.chart)
    for run in unfinished {
      let ended = try lake.reader.run(run.report.id)
      let request = DayRequest(day: run.report.day, capture: run.capture)
      if let ended, !(ended.trigger == .run && requests.contains(request)) {
        try await end([DayRun(checkpoint: run, ended: ended)])
      } else {
        killed[request] = DayRun(checkpoint: run, ended: ended)
      }
    }
    return killed
  }

  /// Ends the killed runs for the days of `requests` that none of the requests resumes.
  func giveUp(_ killed: [DayRequest: DayRun], besides requests: [DayRequest]) async throws {
    let days = Set(requests.map(\.day))
    let wanted = Set(requests.map(\.subject))
    let left = killed.filter { days.contains($0.key.day) && !wanted.contains($0.key) }
    try await end(Array(left.values))
  }

  /// Ends killed runs that nothing resumes.
  private func end(_ killed: [DayRun]) async throws {
    guard !killed.isEmpty else { return }
    try await work.finish(killed.map { $0.ended ?? $0.checkpoint.report })
    for run in killed { tell(run.ended == nil ? .stops : .ends, run.ended ?? run.checkpoint.report) }
  }

  /// Begins the runs for `requests`, or resumes killed runs.
  func begin(
    _ requests: [DayRequest], plan: RunCheckpoint.Plan, trigger: RunReport.Trigger,
    killed: [DayRequest: DayRun]
  ) async throws -> [DayRun] {
    let withoutRaw: Set<Int64> = plan.isAgain ? try lake.reader.snapshotsWithoutRaw(of: definition.chart) : []
    var begun: [DayRun] = []
    for request in requests {
      var run = try await begin(request, plan: plan, trigger: trigger, killed: killed[request.subject])
      run.isLast = request.isLast
      if plan.isAgain { run.basis = try basis(of: request.day, withoutRaw) }
      begun.append(run)
    }
    return begun
  }

  private func begin(
    _ request: DayRequest, plan: RunCheckpoint.Plan, trigger: RunReport.Trigger, killed: DayRun?
  ) async throws -> DayRun {
    if let killed {
      // The input of this call may be another list.
      if killed.checkpoint.plan == plan, plan != .input { return killed }
      try await end([killed])
    }
    let now = dependencies.clock()
    let report = RunReport(
      id: RunReport.newID(now), chart: definition.chart, day: request.day, trigger: trigger, startedAt: now)
    return DayRun(checkpoint: RunCheckpoint(report: report, job: job, plan: plan, capture: request.capture))
  }

  /// The snapshot from which `day` is made again: the first one that names a stored list. Published snapshots come first, then
  /// those in quarantine, then the others, each in the order in which they would stand for the day.
  ///
  /// - Parameter withoutRaw: the snapshots whose raw objects are forgotten.
  private func basis(of day: Day, _ withoutRaw: Set<Int64>) throws(Failure) -> Snapshot? {
    let ordered = try lake.reader.snapshots(of: definition.chart, on: day).sorted { left, right in
      left != right && left.stands(over: right)
    }
    // By this order, published snapshots come first.
    let isKept = { (summary: SnapshotSummary) in summary.state.isPublished || summary.state == .quarantined }
    for summary in ordered.filter(isKept) + ordered.filter({ !isKept($0) })
    where !withoutRaw.contains(summary.number) {
      let snapshot = try lake.reader.record(of: summary)
      if snapshot.list != nil { return snapshot }
    }
    return nil
  }
}

extension RunReport {
  /// A unique name for a run that starts at `now`. Names sort by time.
  static func newID(_ now: Instant) -> String {
    let time = now.description.prefix(19).filter { $0.isNumber || $0 == "T" }
    let random = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    return "\(time)-\(String(repeating: "0", count: 8 - random.count))\(random)"
  }
}
