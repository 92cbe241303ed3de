import RankingModel

/// The statuses with which the program ends. All exit codes are defined here, and `marquee --help` lists them.
enum ExitStatus: Int32, Error, Sendable, CaseIterable {
  /// Success.
  case success = 0
  /// An internal error.
  case programFault = 1
  /// A day is published with tolerated failures, and an option makes that a failure.
  case degraded = 10
  /// A day waits in quarantine for a decision.
  case quarantined = 11
  /// A day's run failed: the source's answer cannot be read as a list, or a check fails the day.
  case failedDay = 12
  /// The source has no list for a day. Asking again does not help.
  case missingDay = 13
  /// There is no data for the question.
  case noData = 14
  /// A list is missing although its deadline has passed, and an option makes that a failure.
  case late = 15
  /// A claim no longer holds, or its question can no longer be asked.
  case brokenClaim = 16
  /// A job file has a mistake.
  case definition = 20
  /// A source could not be asked, or answered with an error. Asking again may help.
  case source = 21
  /// Another process writes to the chart, or does maintenance on the lake.
  case locked = 30
  /// Stored bytes have changed or are lost.
  case damaged = 31
  /// The lake has a format that this program does not know.
  case format = 32
  /// The disk is full, read-only or forbidden, or a file on it could not be read.
  case storage = 33
  /// Standard output could not be written.
  case output = 34
  /// A usage error (`EX_USAGE` of sysexits.h).
  case usage = 64
  /// Interrupted by a signal (128 + `SIGINT`).
  case interrupted = 130

  /// The exit status for a kind of failure.
  init(_ kind: Failure.Kind) {
    self =
      switch kind {
      case .usage: .usage
      case .noData: .noData
      case .late: .late
      case .definition: .definition
      case .source: .source
      case .locked: .locked
      case .damaged: .damaged
      case .format: .format
      case .storage: .storage
      case .output: .output
      case .interrupted: .interrupted
      case .program: .programFault
      }
  }

  /// The status after runs: that of the day that needs attention most.
  ///
  /// - Parameter failOn: those of `degraded` and `missing` that count as failures. A missing day always counts, except in a
  ///   backfill, because an archive is expected to lack some days.
  init(outcomes reports: [RunReport], failOn: Set<DayState> = []) {
    let order: [ExitStatus] = [.interrupted, .failedDay, .quarantined, .source, .missingDay, .degraded]
    let present = Set(reports.map { ExitStatus(outcome: $0, failOn: failOn) })
    self = order.first(where: present.contains) ?? .success
  }

  private init(outcome report: RunReport, failOn: Set<DayState>) {
    self =
      switch report.outcome {
      case .published: .success
      case .degraded: failOn.contains(.degraded) ? .degraded : .success
      case .quarantined: .quarantined
      case .failed: .failedDay
      case .unavailable: .source
      case .missing: report.trigger == .backfill && !failOn.contains(.missing) ? .success : .missingDay
      case nil: .interrupted
      }
  }

  /// The meaning of the code in a few words.
  var meaning: String {
    switch self {
    case .success: "done"
    case .programFault: "an internal error"
    case .degraded: "a day is degraded (with --fail-on degraded)"
    case .quarantined: "a day waits in quarantine"
    case .failedDay: "a day's run failed"
    case .missingDay: "a source has no list for a day (of a backfill: with --fail-on missing)"
    case .noData: "no data for what was asked"
    case .late: "a list is late (of status: with --late)"
    case .brokenClaim: "a claim no longer holds (of claim check)"
    case .definition: "a job file is wrong"
    case .source: "a source could not be asked; a later try may help"
    case .locked: "another process writes to the chart, or does maintenance on the lake"
    case .damaged: "the lake is damaged"
    case .format: "the lake has an unknown format"
    case .storage: "the disk is full, read-only or forbidden, or not readable"
    case .output: "standard output could not be written"
    case .usage: "usage error"
    case .interrupted: "interrupted; the same command continues later"
    }
  }
}
