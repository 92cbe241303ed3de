public import JSON

/// The record "chart C on day D was version V, recorded at T, by run R, from these raw objects". A day that was not published has
/// one too, with a state, a reason and possibly no version.
public struct Snapshot: Sendable, Hashable {

  /// The chart.
  public var chart: ChartName
  /// The day it is about.
  public var day: Day
  /// The state of the day.
  public var state: DayState
  /// When the source had the list: for today's list the instant of the fetch, for a past list the archive's instant.
  public var capturedAt: Instant
  /// When Marquee stored the snapshot.
  public var recordedAt: Instant
  /// The document of the day's entries; `nil` where there are none to keep.
  public var version: ObjectID?
  /// The number of entries in that document.
  public var entries: Int
  /// The size of that document in bytes, unpacked; `nil` without one.
  public var size: Int?
  /// The digest of the entries' ranks and ids, `ObjectID.ranking(of:)`; `nil` without a version.
  public var ranking: ObjectID?
  /// The raw objects that it was made from.
  public var raw: [RawObject]
  /// The object that holds the job file by which it was made.
  public var job: ObjectID?
  /// The record of the chart's settings, by the hash in the record's name.
  public var settings: ObjectID?
  /// The version of the program that made it.
  public var program: String?
  /// The run that made it.
  public var report: RunReport

  /// A snapshot made by the run of `report`.
  public init(
    chart: ChartName, day: Day, state: DayState, capturedAt: Instant, recordedAt: Instant,
    version: ObjectID?, entries: Int, size: Int? = nil, ranking: ObjectID? = nil, raw: [RawObject],
    job: ObjectID? = nil,
    settings: ObjectID? = nil, program: String? = nil, report: RunReport
  ) {
    (self.chart, self.day, self.state, self.capturedAt) = (chart, day, state, capturedAt)
    (self.recordedAt, self.version, self.entries, self.size) = (recordedAt, version, entries, size)
    (self.raw, self.job, self.settings, self.program) = (raw, job, settings, program)
    (self.ranking, self.report) = (ranking, report)
  }

  /// The raw object of its list; `nil` where it names none.
  public var list: RawObject? { raw.first { $0.role == .list } }

  /// The objects that it names.
  ///
  /// - Parameter keepsRaw: whether its raw objects and its job file are included.
  public func objects(keepsRaw: Bool = true) -> [ObjectID] {
    (version.map { [$0] } ?? []) + (keepsRaw ? raw.map(\.object) + (job.map { [$0] } ?? []) : [])
  }

  /// The JSON form.
  public var json: JSONValue {
    .present([
      "chart": .string(chart.description), "day": .string(day.description), "state": .string(state.rawValue),
      "captured_at": .string(capturedAt.description), "recorded_at": .string(recordedAt.description),
      "version": JSONValue(version?.description), "entries": JSONValue(entries),
      "size": size.map { JSONValue($0) }, "ranking": ranking.map { .string($0.description) },
      "raw": .array(raw.map(\.json)),
      "job": job.map { .string($0.description) }, "settings": settings.map { .string($0.description) },
      "program": program.map { .string($0) }, "report": report.json,
    ])
  }

  /// The snapshot that `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    let version = json["version"]?.string
    var raw: [RawObject] = []
    for element in try reader.array("raw") { raw.append(try RawObject(json: element)) }
    self.init(
      chart: try reader.chart("chart"), day: try reader.day("day"), state: try reader.value("state"),
      capturedAt: try reader.instant("captured_at"), recordedAt: try reader.instant("recorded_at"),
      version: version == nil ? nil : try reader.objectID("version"), entries: try reader.integer("entries"),
      size: try reader.optionalInteger("size"),
      ranking: json["ranking"] == nil ? nil : try reader.objectID("ranking"), raw: raw,
      job: json["job"] == nil ? nil : try reader.objectID("job"),
      settings: json["settings"] == nil ? nil : try reader.objectID("settings"),
      program: json["program"]?.string,
      report: try RunReport(json: json["report"] ?? .null))
  }
}
