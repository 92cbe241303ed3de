public import JSON

/// The steps of a run, in their order.
public enum Step: String, Sendable, Hashable, CaseIterable { case extract, transform, enrich, check, load }

/// The report of a run from its start to its end. A run is one execution of a job for one day.
public struct RunReport: Sendable, Hashable {
  /// Why a run was started.
  public enum Trigger: String, Sendable, Hashable { case run, backfill, replay, discard }

  /// How many items were enriched in each way.
  public struct EnrichmentCounts: Sendable, Hashable {
    /// Asked of the source in this run.
    public var asked = 0
    /// Served from a stored answer that is still fresh.
    public var reused = 0
    /// Served from a stored answer past its maximum age, because asking failed.
    public var stale = 0
    /// Left without an answer, because asking failed.
    public var failed = 0
    /// Not asked at all: no key, or no enrichment in the job.
    public var unenriched = 0

    /// No items yet.
    public init() {}
  }

  /// The run's name, unique in its lake; names sort by start.
  public var id: String
  /// The chart.
  public var chart: ChartName
  /// The day it was about.
  public var day: Day
  /// Why it was started.
  public var trigger: Trigger
  /// When it started.
  public var startedAt: Instant
  /// When it ended; `nil` while it is under way or after it was killed.
  public var finishedAt: Instant?
  /// The state of the day; `nil` while the run is under way.
  public var outcome: DayState?
  /// Whether the day's content was already stored, so that no new snapshot was made.
  public var unchanged = false
  /// The finished steps, in order. `load` writes the record that holds this report, so the report lists it already: it is
  /// finished if that record can be read.
  public var steps: [Step] = []
  /// The milliseconds that each of `steps` took the process that finished it. `load` is measured up to the moment before the
  /// record is made, because the record holds the number.
  public var durations: [Step: Int] = [:]
  /// The number of rows read from the list.
  public var rows = 0
  /// How the items were enriched.
  public var enrichment = EnrichmentCounts()
  /// The findings of the steps and checks.
  public var findings: [Finding] = []
  /// Why the day is not published, or what went wrong; `nil` where all is well.
  public var reason: String?
  /// The raw objects of a run that made no snapshot. A snapshot names its raw objects itself.
  public var raw: [RawObject] = []

  /// The address of the enrichment source that was asked, without any key; `nil` where none was.
  public var source: String?
  /// The calls that this run made, by budget and day.
  public var calls: [CallCount] = []
  /// The dead letters of the chart's day after this run; `nil` where the run did not change them.
  public var deadLetters: [DeadLetter]?

  /// A run that starts now.
  public init(id: String, chart: ChartName, day: Day, trigger: Trigger, startedAt: Instant) {
    (self.id, self.chart, self.day, self.trigger, self.startedAt) = (id, chart, day, trigger, startedAt)
  }

  /// The JSON form.
  public var json: JSONValue {
    let durations = Step.allCases.compactMap { step in
      self.durations[step].map { JSONMember(step.rawValue, JSONValue($0)) }
    }
    let counts: JSONValue = [
      "asked": JSONValue(enrichment.asked), "reused": JSONValue(enrichment.reused),
      "stale": JSONValue(enrichment.stale), "failed": JSONValue(enrichment.failed),
      "unenriched": JSONValue(enrichment.unenriched),
    ]
    return .present([
      "run": .string(id), "chart": .string(chart.description), "day": .string(day.description),
      "trigger": .string(trigger.rawValue), "started_at": .string(startedAt.description),
      "finished_at": JSONValue(finishedAt?.description), "outcome": JSONValue(outcome?.rawValue),
      "unchanged": .bool(unchanged), "steps": .array(steps.map { .string($0.rawValue) }),
      "durations": durations.isEmpty ? .none : .object(durations), "rows": JSONValue(rows),
      "enrichment": counts,
      "findings": .array(findings.map(\.json)), "reason": JSONValue(reason),
      "raw": raw.isEmpty ? .none : .array(raw.map(\.json)), "source": source.map { .string($0) },
      "calls": calls.isEmpty ? .none : .array(calls.map(\.json)),
      "dead_letters": deadLetters.map { .array($0.map(\.json)) },
    ])
  }

  /// The report that `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    self.init(
      id: try reader.string("run"), chart: try reader.chart("chart"), day: try reader.day("day"),
      trigger: try reader.value("trigger"), startedAt: try reader.instant("started_at"))
    finishedAt = json["finished_at"]?.string.flatMap { Instant($0) }
    outcome = json["outcome"]?.string.flatMap { DayState(rawValue: $0) }
    unchanged = json["unchanged"]?.bool ?? false
    steps = try reader.array("steps").compactMap { $0.string.flatMap(Step.init(rawValue:)) }
    let durations = RecordReader(json["durations"] ?? .null)
    for step in Step.allCases { self.durations[step] = try durations.optionalInteger(step.rawValue) }
    rows = try reader.integer("rows")
    let counts = RecordReader(json["enrichment"] ?? .null)
    self.enrichment.asked = try counts.integer("asked")
    self.enrichment.reused = try counts.integer("reused")
    self.enrichment.stale = try counts.integer("stale")
    self.enrichment.failed = try counts.integer("failed")
    self.enrichment.unenriched = try counts.integer("unenriched")
    for finding in try reader.array("findings") { findings.append(try Finding(json: finding)) }
    reason = json["reason"]?.string
    for object in json["raw"]?.array ?? [] { raw.append(try RawObject(json: object)) }
    source = json["source"]?.string
    for count in json["calls"]?.array ?? [] { calls.append(try CallCount(json: count)) }
    if let letters = json["dead_letters"]?.array {
      var read: [DeadLetter] = []
      for letter in letters { read.append(try DeadLetter(json: letter)) }
      deadLetters = read
    }
  }
}
