import Jobs
import RankingModel

/// How the program ends: the one place of all exit codes. `marquee --help` shows them.
enum ExitStatus: Int32, Error, Sendable, CaseIterable {
  /// Done.
  case success = 0
  /// A fault of the program itself.
  case programFault = 1
  /// Done; a day is published with tolerated failures.
  case degraded = 10
  /// Done; a day waits in quarantine for a decision.
  case quarantined = 11
  /// A day's run ended in an error.
  case failedDay = 12
  /// The source has no list for a day, or could not be asked.
  case missingDay = 13
  /// There is no data for what was asked.
  case noData = 14
  /// A job file is wrong.
  case definition = 20
  /// A source failed.
  case source = 21
  /// Another process writes to the lake.
  case locked = 30
  /// Stored bytes are not what they were.
  case damaged = 31
  /// The lake has a format that this program does not know.
  case format = 32
  /// The file system refused: full, read-only, forbidden, or it could not be read.
  case storage = 33
  /// Standard output could not be written.
  case output = 34
  /// The words of the call do not fit (`EX_USAGE` of sysexits.h).
  case usage = 64
  /// Stopped from outside (128 + `SIGINT`).
  case interrupted = 130

  /// The status that a failure ends with.
  init(_ kind: Failure.Kind) {
    self =
      switch kind {
      case .usage: .usage
      case .noData: .noData
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

  /// The status after runs: that of the day which needs attention most.
  init(outcomes reports: [RunReport]) {
    let order: [ExitStatus] = [.interrupted, .failedDay, .quarantined, .missingDay, .degraded]
    let present = Set(reports.map { ExitStatus(outcome: $0.outcome) })
    self = order.first(where: present.contains) ?? .success
  }

  private init(outcome: DayState?) {
    self =
      switch outcome {
      case .published: .success
      case .degraded: .degraded
      case .quarantined: .quarantined
      case .failed: .failedDay
      case .missing, .unavailable: .missingDay
      case nil: .interrupted
      }
  }

  /// What the code means, in a few words.
  var meaning: String {
    switch self {
    case .success: "done"
    case .programFault: "a fault of the program itself"
    case .degraded: "a day is published with tolerated failures"
    case .quarantined: "a day waits in quarantine"
    case .failedDay: "a day's run failed"
    case .missingDay: "a day is missing at its source"
    case .noData: "no data for what was asked"
    case .definition: "a job file is wrong"
    case .source: "a source failed"
    case .locked: "the lake is being written to by another process"
    case .damaged: "the lake is damaged"
    case .format: "the lake has an unknown format"
    case .storage: "the disk is full, read-only or forbidden, or not readable"
    case .output: "standard output could not be written"
    case .usage: "wrong usage"
    case .interrupted: "interrupted; the same command goes on later"
    }
  }
}
