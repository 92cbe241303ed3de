import Pipeline
import RankingModel

/// Shows the progress of a backfill: a bar on a terminal, one line per day elsewhere, nothing with `--quiet`.
actor ProgressLine {
  private let terminal: Terminal
  private let announcer: RunAnnouncer
  private let start = ContinuousClock.now
  private var total = 0
  private var done = 0
  private var callsLeft: Int?

  init(_ terminal: Terminal) {
    self.terminal = terminal
    self.announcer = RunAnnouncer(terminal)
  }

  /// Sets the number of days that will be run.
  func begin(_ days: Int) { total = days }

  /// Sets the number of calls to the enrichment source that are left today.
  func has(_ budget: BudgetLeft) { callsLeft = budget.left }

  /// Reports a day that is durable and for which nothing more is tried.
  func finished(_ report: RunReport) async {
    done += 1
    guard terminal.showsBar else {
      await announcer.tell(report)
      return
    }
    if report.outcome?.isPublished != true {
      terminal.draw()
      await announcer.tell(report)
    }
    let pace = ProgressBar.pace(done, of: total, "day", after: ContinuousClock.now - start)
    let calls = callsLeft.map { "\(counted($0, "call")) left today" }
    terminal.draw(done, of: total, ["\(report.day)", pace, calls].compactMap(\.self).joined(separator: ", "))
  }

  /// `error`, or if it is an interruption, a failure that says how far the backfill came.
  func completed(_ error: any Error) -> any Error {
    guard error.isInterruption, total > 0 else { return error }
    return Failure(
      .interrupted, "interrupted after \(done) of \(counted(total, "day")); progress is saved", remedy: .goOn)
  }

  /// Ends the progress.
  func end() { if done > 0 { terminal.draw() } }
}
