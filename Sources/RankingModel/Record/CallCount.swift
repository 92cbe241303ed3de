public import JSON

/// The number of calls made out of a budget on a day.
public struct CallCount: Sendable, Hashable {
  /// The name of the budget. It does not reveal the key.
  public var budget: String
  /// The UTC day of the calls.
  public var day: Day
  /// The number of calls.
  public var calls: Int

  /// `calls` out of `budget` on `day`.
  public init(budget: String, day: Day, calls: Int) {
    (self.budget, self.day, self.calls) = (budget, day, calls)
  }

  /// The JSON form.
  public var json: JSONValue {
    ["budget": .string(budget), "day": .string(day.description), "calls": JSONValue(calls)]
  }

  /// The count that `json` describes.
  public init(json: JSONValue) throws(RecordError) {
    let reader = RecordReader(json)
    self.init(
      budget: try reader.string("budget"), day: try reader.day("day"), calls: try reader.integer("calls"))
  }
}
