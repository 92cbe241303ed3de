import JSON
public import RankingModel

/// One thing that happened to an item on a chart, from one published day to the next.
public struct ChartEvent: Sendable, Hashable {
  /// The kind of an event. The events of a day are sorted by kind in this order, then by rank, then by id.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The item's first published day ever. On the chart's first day every item enters.
    case enter
    /// The first published day without it. The event has no rank, and is sorted by its previous rank.
    case leave
    /// On the chart again after at least one published day without it.
    case `return`
    /// On another rank than on the published day before.
    case move
    /// At rank 1, and not at rank 1 on the published day before. Each of several items at rank 1 has the event if that is true of
    /// it. The chart's first day has no day before, and no such event.
    case numberOne = "number-one"
    /// Under another title than on the last published day that it stood on.
    case retitle
    /// At a record of the chart that it did not hold as of the published day before: it broke or tied the record. These events
    /// are told only where they are asked for, because they need all earlier days.
    case record
  }

  /// A record of the chart that an item broke, or tied where the values are equal.
  public struct Record: Sendable, Hashable {
    /// Its name, as in `ChartRecord`.
    public var name: String
    /// The value as of the day.
    public var value: Int
    /// The value as of the published day before; `nil` where nobody held the record.
    public var previousValue: Int?
  }

  /// The chart.
  public var chart: ChartName
  /// The published day.
  public var day: Day
  /// The published day before; `nil` where it is the chart's first.
  public var previousDay: Day?
  /// What happened.
  public var kind: Kind
  /// The item.
  public var item: ItemID
  /// Its title on the day; on the day before where it left.
  public var title: String
  /// Its rank on the day; `nil` where it left.
  public var rank: Int?
  /// Its rank on the published day before; `nil` where it was not there.
  public var previousRank: Int?
  /// The title that it had before; `nil` except for `retitle`.
  public var previousTitle: String?
  /// The record; `nil` except for `record`.
  public var record: Record?

  /// The event's id: the first 16 hexadecimal digits of the SHA-256 of the canonical JSON (RFC 8785) of an array. The array has
  /// all values of the event, in the order of its keys; the values of a record only where there is one. So an event has the same
  /// id in every lake, and an event with any other value has another id.
  public var id: String {
    var values = [
      chart.description, day.description, previousDay?.description, kind.rawValue, item.description, title,
    ].map { JSONValue($0) }
    values += [JSONValue(rank), JSONValue(previousRank), JSONValue(previousTitle)]
    if let record {
      values += [.string(record.name), JSONValue(record.value), JSONValue(record.previousValue)]
    }
    return ChartEvent.name(of: values)
  }

  /// The first 16 digits of the SHA-256 of the canonical JSON of an array.
  static func name(of values: [JSONValue]) -> String {
    String(ObjectID(of: CanonicalJSON.bytes(.array(values))).description.prefix(16))
  }

  /// A hash of all values of the event. It is the same in every lake, and faster to compute than the id.
  var digest: UInt64 {
    var hash = StableHash()
    for text in [chart.description, kind.rawValue, item.description, title] { hash.add(text) }
    for number in [day.number, previousDay?.number, rank, previousRank] { hash.add(number ?? .min) }
    hash.add(previousTitle ?? "")
    if let record {
      hash.add(record.name)
      for number in [record.value, record.previousValue] { hash.add(number ?? .min) }
    }
    return hash.value
  }

  /// Whether `left` comes before `right` in an answer: by day, kind, rank and id, and then by the name of the record.
  static func precedes(_ left: ChartEvent, _ right: ChartEvent) -> Bool {
    if left.day != right.day { return left.day < right.day }
    if left.kind != right.kind { return left.kind.order < right.kind.order }
    let ranks = (left.rank ?? left.previousRank ?? 0, right.rank ?? right.previousRank ?? 0)
    if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
    return left.item != right.item
      ? left.item < right.item : left.record?.name ?? "" < right.record?.name ?? ""
  }

  /// Whether all values are equal. Texts are compared byte for byte.
  public static func == (left: ChartEvent, right: ChartEvent) -> Bool {
    left.day == right.day && left.kind == right.kind && left.item == right.item && left.rank == right.rank
      && left.previousRank == right.previousRank && left.previousDay == right.previousDay
      && left.title.hasBytes(of: right.title) && left.chart == right.chart
      && left.previousTitle.map { ByteText($0) } == right.previousTitle.map { ByteText($0) }
      && left.record == right.record
  }

  /// An item has at most one event of each kind on a day, apart from a few records.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(day)
    hasher.combine(kind)
    hasher.combine(item)
  }
}

extension ChartEvent.Kind {
  fileprivate var order: Int {
    switch self {
    case .enter: 0
    case .leave: 1
    case .return: 2
    case .move: 3
    case .numberOne: 4
    case .retitle: 5
    case .record: 6
    }
  }
}
