public import JSON

/// The name of a tag: a slug like a chart's, at most 64 characters.
public struct TagName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The slug.
  public let description: String

  /// The tag named `text`, or `nil` where it is no slug.
  public init?(_ text: String) {
    guard let slug = ChartName(text) else { return nil }
    self.description = slug.description
  }

  /// Whether `left` sorts before `right`.
  public static func < (left: TagName, right: TagName) -> Bool { left.description < right.description }
}

/// A name for one snapshot. A tagged snapshot is not forgotten.
public struct Tag: Sendable, Hashable {
  /// The name.
  public var name: TagName
  /// The chart of the snapshot.
  public var chart: ChartName
  /// The day of the snapshot.
  public var day: Day
  /// When the snapshot was recorded.
  public var recordedAt: Instant
  /// The snapshot's version; `nil` where the day has none.
  public var version: ObjectID?
  /// When the name was given.
  public var taggedAt: Instant

  /// A tag.
  public init(
    name: TagName, chart: ChartName, day: Day, recordedAt: Instant, version: ObjectID?, taggedAt: Instant
  ) {
    (self.name, self.chart, self.day) = (name, chart, day)
    (self.recordedAt, self.version, self.taggedAt) = (recordedAt, version, taggedAt)
  }

  /// The JSON form.
  public var json: JSONValue {
    [
      "tag": .string(name.description), "chart": .string(chart.description), "day": .string(day.description),
      "recorded_at": .string(recordedAt.description), "version": JSONValue(version?.description),
      "tagged_at": .string(taggedAt.description),
    ]
  }
}
