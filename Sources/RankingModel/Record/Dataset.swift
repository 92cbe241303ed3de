public import JSON

/// A job file's description of a chart as a data set that others may use.
public struct Dataset: Sendable, Hashable {
  /// Its name, where it differs from the chart's title.
  public var name: String?
  /// A description of its content.
  public var description: String?
  /// The terms under which the source's data may be used, such as `CC-BY-4.0`.
  public var licence: String?
  /// The credit that users of the data must give.
  public var attribution: String?
  /// The source's page about its data: an http or https address.
  public var homepage: String?

  /// An empty description.
  public init() {}

  /// The JSON form: the members that have a value.
  public var json: JSONValue {
    let members = [
      ("name", name), ("description", description), ("licence", licence), ("attribution", attribution),
      ("homepage", homepage),
    ]
    return .object(members.compactMap { key, text in text.map { JSONMember(key, .string($0)) } })
  }

  /// The data set whose JSON form is `json`.
  public init(json: JSONValue) {
    name = json["name"]?.string
    description = json["description"]?.string
    licence = json["licence"]?.string
    attribution = json["attribution"]?.string
    homepage = json["homepage"]?.string
  }
}
