public import JSON

/// What a chart's job file said of the chart as a whole, kept so that a lake can be read without the file.
///
/// Kept for ever, as records are: `charts/<chart>/<recorded_at>-<hash>.json`. The newest one holds.
public struct ChartSettings: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// What people call it.
  public var title: String
  /// What its items are called.
  public var item: ItemNoun
  /// How often it has a list.
  public var cadence: Cadence
  /// The object of the job file.
  public var job: ObjectID?
  /// When the settings were recorded.
  public var recordedAt: Instant
  /// The version of the program.
  public var program: String?

  /// Settings that are not recorded yet.
  public init(chart: ChartName, title: String, item: ItemNoun, cadence: Cadence = .daily, job: ObjectID?) {
    self.chart = chart
    self.title = title
    self.item = item
    self.cadence = cadence
    self.job = job
    self.recordedAt = Instant(microseconds: 0)
  }

  /// Whether `other` says the same of the chart, whenever and by whatever program it was recorded.
  public func saysTheSame(as other: ChartSettings) -> Bool {
    chart == other.chart && title == other.title && item == other.item && cadence == other.cadence
      && job == other.job
  }

  /// The JSON form.
  public var json: JSONValue {
    [
      "chart": .string(chart.description), "title": .string(title),
      "item": ["one": .string(item.one), "many": .string(item.many)], "cadence": cadence.json,
      "job": JSONValue(job?.description),
      "recorded_at": .string(recordedAt.description), "program": JSONValue(program),
    ]
  }

  /// The settings whose JSON form is `json`.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    let noun = RecordReader(json["item"] ?? .null)
    self.init(
      chart: try reader.chart("chart"), title: try reader.string("title"),
      item: ItemNoun(one: try noun.string("one"), many: try noun.string("many")),
      cadence: try reader.cadence("cadence"),
      job: json["job"]?.string == nil ? nil : try reader.objectID("job"))
    recordedAt = try reader.instant("recorded_at")
    program = json["program"]?.string
  }
}
