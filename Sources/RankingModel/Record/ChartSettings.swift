public import JSON

/// The part of a job file that describes the chart as a whole, recorded so that a lake can be read without the file.
///
/// Recorded as `charts/<chart>/<recorded_at>-<hash>.json` and never removed. The newest record holds.
public struct ChartSettings: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// The chart's title.
  public var title: String
  /// The noun for its items.
  public var item: ItemNoun
  /// How often it has a list.
  public var cadence: Cadence
  /// The number fields that its history keeps, in the order of the job file.
  public var measures: [String]
  /// Other ids of items: each leads to the id of its item.
  public var sameAs: [ItemID: ItemID] = [:]
  /// The number of the rule by which ids are composed, `ComposedID.rule`; `nil` where the source has ids.
  public var idRule: Int?
  /// Changes in the way the list is made, by their first days, in order. Statistics do not cross such a day unless asked to.
  public var epochs: [Epoch] = []
  /// The description of the chart as a data set.
  public var dataset: Dataset?
  /// The object that holds the job file.
  public var job: ObjectID?
  /// When the settings were recorded.
  public var recordedAt: Instant
  /// The version of the program.
  public var program: String?

  /// Settings that are not recorded yet.
  public init(
    chart: ChartName, title: String, item: ItemNoun, measures: [String] = [], cadence: Cadence = .daily,
    job: ObjectID?
  ) {
    (self.chart, self.title, self.item) = (chart, title, item)
    (self.measures, self.cadence, self.job) = (measures, cadence, job)
    self.recordedAt = Instant(microseconds: 0)
  }

  /// Whether `other` is equal, apart from the time and the program of its record.
  public func saysTheSame(as other: ChartSettings) -> Bool {
    var other = other
    other.recordedAt = recordedAt
    other.program = program
    return self == other
  }

  /// The JSON form. Members that only some charts need are left out where they have no value.
  public var json: JSONValue {
    let pairs = sameAs.sorted { $0.key < $1.key }
      .map { JSONMember($0.key.description, .string($0.value.description)) }
    return .present([
      "chart": .string(chart.description), "title": .string(title),
      "item": ["one": .string(item.one), "many": .string(item.many)],
      "measures": .array(measures.map { .string($0) }), "cadence": cadence.json,
      "job": JSONValue(job?.description),
      "recorded_at": .string(recordedAt.description), "program": JSONValue(program),
      "same_as": pairs.isEmpty ? .none : .object(pairs), "id_rule": idRule.map { JSONValue($0) },
      "epochs": epochs.isEmpty
        ? .none : .object(epochs.map { JSONMember($0.start.description, .string($0.reason)) }),
      "dataset": dataset?.json,
    ])
  }

  /// The settings whose JSON form is `json`.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    let noun = RecordReader(json["item"] ?? .null)
    self.init(
      chart: try reader.chart("chart"), title: try reader.string("title"),
      item: ItemNoun(one: try noun.string("one"), many: try noun.string("many")),
      measures: try reader.strings("measures"), cadence: try reader.cadence("cadence"),
      job: json["job"]?.string == nil ? nil : try reader.objectID("job"))
    let pairs = (json["same_as"]?.members ?? []).compactMap { pair in
      pair.value.string.map { (ItemID(pair.key), ItemID($0)) }
    }
    sameAs = Dictionary(pairs) { $1 }
    idRule = try reader.optionalInteger("id_rule")
    epochs = (json["epochs"]?.members ?? []).compactMap { member in
      Day(member.key).flatMap { day in member.value.string.map { Epoch(start: day, reason: $0) } }
    }.sorted { $0.start < $1.start }
    dataset = json["dataset"].flatMap { $0 == .null ? nil : Dataset(json: $0) }
    recordedAt = try reader.instant("recorded_at")
    program = json["program"]?.string
  }
}

/// A stretch of a chart's history in which its list was made in one way. The stretch at the chart's start is no `Epoch`: it needs
/// no reason.
public struct Epoch: Sendable, Hashable {
  /// Its first day.
  public var start: Day
  /// What changed on that day.
  public var reason: String

  /// An epoch that begins on `start`.
  public init(start: Day, reason: String) { (self.start, self.reason) = (start, reason) }
}
