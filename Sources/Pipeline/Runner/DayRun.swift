import JSON
import Jobs
import ListSources
import RankingModel

/// Why a day cannot go on, by the step that failed.
enum DayProblem: Error, Sendable {
  case extract(ExtractionProblem)
  case transform(TransformError)

  /// What becomes of the day.
  var state: DayState {
    switch self {
    case .extract(let problem): problem.state
    case .transform: .failed
    }
  }

  /// What people are told.
  var reason: String {
    switch self {
    case .extract(let problem): problem.reason
    case .transform(let error): error.description
    }
  }
}

/// One day on its way through the steps.
struct DayRun: Sendable {
  /// The run and its checkpoint.
  var checkpoint: RunCheckpoint
  /// The report of a run that a killed process had already brought to its end.
  var ended: RunReport?
  /// Whether nothing else is going to be tried for the day.
  var isLast = true
  /// The snapshot whose raw objects are used again.
  var basis: Snapshot?
  /// The list's bytes, between extract and transform.
  var list: [UInt8] = []
  /// What the transform made of them.
  var transformed: TransformResult?
  /// What the enrich step made of that.
  var enriched: EnrichedEntries?
  /// Why the day cannot go on.
  var problem: DayProblem?
  /// What other processes say that asked about the items; `nil` where this one asks.
  var asked: Asked?

  /// What processes that asked about the items of a day say of that.
  struct Asked: Sendable {
    /// Why the source was asked about no more items; `nil` where it was asked about all.
    var stop: String?
  }

  var day: Day { checkpoint.report.day }

  /// The entries as far as they have come.
  var entries: [Entry] { enriched?.entries ?? transformed?.entries ?? [] }

  /// What the entries were made from.
  var raw: [RawObject] { (checkpoint.list.map { [$0] } ?? []) + (enriched?.answers ?? []) }

  /// When the source had the list.
  ///
  /// An archive knows when the source had its capture, or only the day. A list that is asked for by its day counts as captured when that day ended, or when it was fetched, if that is earlier.
  /// Any other list is the one that the source has now: it is not earlier than `last`, the last capture of the day, even where
  /// the clock has stepped back, and not later than the last day on which it is the newest list.
  func capturedAt(_ definition: JobDefinition, last: Instant?) -> Instant {
    if let basis { return basis.capturedAt }
    if let at = checkpoint.capture?.capture.at { return at }
    let fetchedAt = checkpoint.list?.fetchedAt ?? checkpoint.report.startedAt
    let isDated = checkpoint.plan == .past || checkpoint.plan == .live && definition.extract.source.namesDay
    let lastDay = isDated ? day : definition.cadence.lastDay(ofListOf: day)
    return min(isDated ? fetchedAt : max(fetchedAt, last ?? fetchedAt), definition.schedule.end(of: lastDay))
  }

  /// The step `step` is done and took `time`. One that a killed process had finished already keeps its duration.
  mutating func finish(_ step: Step, took time: Duration) {
    guard !checkpoint.report.steps.contains(step) else { return }
    checkpoint.report.steps.append(step)
    checkpoint.report.durations[step] = time.milliseconds
  }
}
