public import JSON

/// What a job file says of a chart as a set of data that others may use.
public struct Dataset: Sendable, Hashable {
  /// Its name, where that is not the chart's title.
  public var name: String?
  /// What it holds.
  public var description: String?
  /// The terms under which the source's data may be used, such as `CC-BY-4.0`.
  public var licence: String?
  /// Who must be named with it.
  public var attribution: String?
  /// Where the source tells of its data: an address of http or https.
  public var homepage: String?

  /// Nothing said.
  public init() {}

  /// The JSON form: what is said.
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
