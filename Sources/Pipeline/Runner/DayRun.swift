import JSON
import Jobs
import ListSources
import RankingModel

/// Why a day cannot continue, by the step that failed.
enum DayProblem: Error, Sendable {
  case extract(ExtractionProblem)
  case transform(TransformError)

  /// The state of the day.
  var state: DayState {
    switch self {
    case .extract(let problem): problem.state
    case .transform: .failed
    }
  }

  /// The reason in words for people.
  var reason: String {
    switch self {
    case .extract(let problem): problem.reason
    case .transform(let error): error.description
    }
  }
}

/// One day on its way through the steps of a run.
struct DayRun: Sendable {
  /// The run and its checkpoint.
  var checkpoint: RunCheckpoint
  /// The report of the run, if a killed process had already ended it.
  var ended: RunReport?
  /// Whether nothing else will be tried for the day.
  var isLast = true
  /// The snapshot whose raw objects are used again; `nil` if none is.
  var basis: Snapshot?
  /// The list's bytes, between extract and transform.
  var list: [UInt8] = []
  /// The result of the transform step.
  var transformed: TransformResult?
  /// The result of the enrich step.
  var enriched: EnrichedEntries?
  /// Why the day cannot continue.
  var problem: DayProblem?
  /// The result of other processes that asked about the items; `nil` if this process asks.
  var asked: Asked?

  /// The result of asking about the items of a day in other processes.
  struct Asked: Sendable {
    /// Why the source was not asked about more items; `nil` if it was asked about all of them.
    var stop: String?
  }

  var day: Day { checkpoint.report.day }

  /// The entries after the last step that made any.
  var entries: [Entry] { enriched?.entries ?? transformed?.entries ?? [] }

  /// The raw objects from which the entries were made.
  var raw: [RawObject] { (checkpoint.list.map { [$0] } ?? []) + (enriched?.answers ?? []) }

  /// When the source had the list.
  ///
  /// An archive knows when the source had its capture, or only the day. A list that is asked for by its day counts as captured at
  /// the end of that day, or when it was fetched, if that is earlier.
  ///
  /// Any other list is the one that the source has now. Its instant is not earlier than `last`, the last capture of the day, even
  /// if the clock was set back. It is not later than the end of the last day on which this is the newest list.
  func capturedAt(_ definition: JobDefinition, last: Instant?) -> Instant {
    if let basis { return basis.capturedAt }
    if let at = checkpoint.capture?.capture.at { return at }
    let fetchedAt = checkpoint.list?.fetchedAt ?? checkpoint.report.startedAt
    let isDated = checkpoint.plan == .past || checkpoint.plan == .live && definition.extract.source.namesDay
    let lastDay = isDated ? day : definition.cadence.lastDay(ofListOf: day)
    return min(isDated ? fetchedAt : max(fetchedAt, last ?? fetchedAt), definition.schedule.end(of: lastDay))
  }

  /// Notes that `step` is done and took `time`. A step that a killed process had finished keeps its duration.
  mutating func finish(_ step: Step, took time: Duration) {
    guard !checkpoint.report.steps.contains(step) else { return }
    checkpoint.report.steps.append(step)
    checkpoint.report.durations[step] = time.milliseconds
  }
}
