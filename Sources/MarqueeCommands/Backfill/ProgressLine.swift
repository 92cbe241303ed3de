import RankingModel

/// Tells how far a backfill has come: a bar on a terminal, a line a day elsewhere, nothing where quiet is asked
/// for.
actor ProgressLine {
  private let total: Int
  private let options: GlobalOptions
  private let announcer: RunAnnouncer
  private var done = 0

  init(total: Int, options: GlobalOptions) {
    self.total = total
    self.options = options
    self.announcer = RunAnnouncer(options)
  }

  /// A day is durable.
  func finished(_ report: RunReport) async {
    done += 1
    guard options.showsBar else {
      await announcer.tell(report)
      return
    }
    let published = report.outcome?.isPublished == true
    if !published {
      options.sayOnTerminal(ProgressBar.end)
      await announcer.tell(report)
    }
    options.sayOnTerminal(ProgressBar.text(done, of: total, "\(report.day)"))
  }

  /// No more is to come.
  func end() {
    if done > 0, options.showsBar { options.sayOnTerminal(ProgressBar.end) }
  }
}
