import RankingModel

/// Tells people what becomes of runs, a line each, and each warning once.
actor RunAnnouncer {
  private let terminal: Terminal
  private var warned: Set<String> = []

  init(_ terminal: Terminal) { self.terminal = terminal }

  /// A run has ended.
  func tell(_ report: RunReport) {
    terminal.say(report.summary)
    warn(report)
  }

  /// Tells the warnings of a run that have not been told yet.
  func warn(_ report: RunReport) {
    for finding in report.findings where finding.severity == .warn {
      if warned.insert(finding.message).inserted { terminal.say("  \(finding.message)") }
    }
  }
}
