import RankingModel

/// Tells people what becomes of runs, a line each, and each warning once.
actor RunAnnouncer {
  private let options: GlobalOptions
  private var warned: Set<String> = []

  init(_ options: GlobalOptions) {
    self.options = options
  }

  /// A run has ended.
  func tell(_ report: RunReport) {
    options.say(report.summary)
    warn(report)
  }

  /// Tells the warnings of a run that have not been told yet.
  func warn(_ report: RunReport) {
    for finding in report.findings where finding.severity == .warn {
      if warned.insert(finding.message).inserted { options.say("  \(finding.message)") }
    }
  }
}
