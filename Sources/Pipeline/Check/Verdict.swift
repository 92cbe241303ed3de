import Jobs
import RankingModel

/// The decision about a day, which is not stored yet.
struct Verdict: Sendable {
  /// When the source had the list.
  var capturedAt: Instant
  /// The run, with its findings, outcome and end.
  var report: RunReport
  /// The state of the day.
  var state: DayState
  /// The entries; empty if none are kept.
  var entries: [Entry]
  /// The document of the entries; `nil` if none are kept.
  var document: [UInt8]?
  /// The id of that document's object.
  var version: ObjectID?
  /// The raw objects from which the entries were made.
  var raw: [RawObject]
  /// The capture of the list; `nil` if the list came from no archive.
  var capture: CaptureReference? { raw.first { $0.role == .list }?.capture }
  /// Whether the load step gets the day: its list can be read, and no check fails it.
  var isToLoad: Bool
  /// The items that the run did not ask about; `nil` if the run used stored raw objects alone, or if no entries are kept.
  var notAsked: Set<ItemID>?
}

extension Verdict {
  /// Decides the state from a day's problem, its findings and its items. This is the result of the check step.
  ///
  /// - Parameter document: the document of the entries, if a check has made it already.
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
      // A capture with an id of its own never changes, so asking for it again brings nothing new.
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
