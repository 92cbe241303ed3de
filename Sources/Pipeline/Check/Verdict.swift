import Jobs
import RankingModel

/// What becomes of a day, decided but not yet stored.
struct Verdict: Sendable {
  /// When the source had the list.
  var capturedAt: Instant
  /// The run, with its findings, outcome and end.
  var report: RunReport
  /// What becomes of the day.
  var state: DayState
  /// The entries, where there are any to keep.
  var entries: [Entry]
  /// The document of the entries; `nil` where there is nothing to keep.
  var document: [UInt8]?
  /// The name of that document.
  var version: ObjectID?
  /// What the entries were made from.
  var raw: [RawObject]
  /// The capture of the list; `nil` where it came from no archive.
  var capture: CaptureReference? { raw.first { $0.role == .list }?.capture }
  /// Whether the day goes on to the load step: it has a list that can be read, and no check fails it.
  var isToLoad: Bool
  /// Of a run that asked the enrichment source anew, and brought entries that are kept, the items that it did not ask about.
  var notAsked: Set<ItemID>?
}

extension Verdict {
  /// What follows from a day's problem, its findings and its items: the check step's last word.
  ///
  /// - Parameter document: the document of the entries, where a check has made it.
  init(_ day: DayRun, findings: [Finding], document: [UInt8]?, definition: JobDefinition, last: Instant?) {
    var report = day.checkpoint.report
    report.rows = day.transformed?.rows ?? 0
    report.enrichment = day.enriched?.enrichment ?? RunReport.EnrichmentCounts()
    report.findings = (day.enriched?.findings ?? []) + findings
    let failed = report.enrichment.failed + report.enrichment.stale
    let grave = findings.filter { $0.severity == .fail }
    let doubtful = findings.filter { $0.severity == .quarantine }
    var state = DayState.published
    if let problem = day.problem {
      // What an archive has under a name of its own stays what it is: to ask again brings nothing new.
      let isFixed = day.checkpoint.list?.capture?.id != nil
      state = isFixed && problem.state == .failed ? .quarantined : problem.state
      report.reason = problem.reason
    } else if let fatal = day.enriched?.fatal {
      state = .failed
      report.reason = fatal
    } else if !grave.isEmpty {
      state = .failed
      report.reason = grave.map(\.message).joined(separator: "; ")
    } else if failed > definition.check.maxFailedItems {
      state = .failed
      let stale = report.enrichment.stale
      report.reason =
        "\(definition.item.counted(failed)) could not be enriched\(stale > 0 ? " (\(stale) have an older answer)" : ""), "
        + "and the job tolerates \(definition.check.maxFailedItems)\(day.enriched?.cause.map { ": \($0)" } ?? "")"
    } else if !doubtful.isEmpty {
      state = .quarantined
      report.reason = doubtful.map(\.message).joined(separator: "; ")
    } else if failed > 0 {
      state = .degraded
      let items = definition.item.counted(Entry.firstRows(day.entries).count)
      report.reason = "\(failed) of \(items) could not be enriched"
    }
    report.outcome = state
    let keepsEntries = day.problem == nil && (state.isPublished || state == .quarantined)
    let document = keepsEntries ? document ?? VersionDocument.bytes(day.entries) : nil
    self.init(
      capturedAt: day.capturedAt(definition, last: last), report: report, state: state,
      entries: keepsEntries ? day.entries : [], document: document,
      version: document.map { ObjectID(of: $0) }, raw: day.raw,
      isToLoad: day.problem == nil && grave.isEmpty,
      notAsked: keepsEntries && day.checkpoint.plan != .stored ? day.enriched?.notAsked : nil)
  }
}
