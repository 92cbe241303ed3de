import RankingModel

/// Reports the outcome of each run to people in one line, and each warning once.
actor RunAnnouncer {
  private let terminal: Terminal
  private var warned: Set<String> = []

  init(_ terminal: Terminal) { self.terminal = terminal }

  /// Reports a run that has ended.
  func tell(_ report: RunReport) {
    terminal.say(report.summary)
    warn(report)
  }

  /// Reports those warnings of a run that were not reported before.
  func warn(_ report: RunReport) {
    for finding in report.findings where finding.severity == .warn {
      if warned.insert(finding.message).inserted { terminal.say("  \(finding.message)") }
    }
  }
}
