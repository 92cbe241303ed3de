public import JSON

extension JobKeys {
  /// A JSON Schema (2020-12) of job files, for editors that complete and check YAML.
  public static func schema() -> JSONValue {
    .object(
      [
        JSONMember("$schema", "https://json-schema.org/draft/2020-12/schema"),
        JSONMember("title", "A job file of Marquee"),
      ] + JobKey.Kind.section(file).schema)
  }
}

extension JobKey.Kind {
  /// The members of the schema of a value.
  fileprivate var schema: [JSONMember] {
    switch self {
    // YAML reads 7 and true as a number and a boolean. A job file accepts both as texts.
    case .text: [JSONMember("type", ["string", "number", "boolean"])]
    case .integer(let range):
      [
        JSONMember("type", "integer"), JSONMember("minimum", JSONValue(range.lowerBound)),
        JSONMember("maximum", JSONValue(range.upperBound)),
      ]
    case .number: [JSONMember("type", "number")]
    case .truth: [JSONMember("type", "boolean")]
    case .choice(let words): [JSONMember("enum", .array(words.map { .string($0) }))]
    case .any: []
    case .list(let kind): [JSONMember("type", "array"), JSONMember("items", .object(kind.schema))]
    case .map(let kind):
      [JSONMember("type", "object"), JSONMember("additionalProperties", .object(kind.schema))]
    case .either(let kinds): [JSONMember("anyOf", .array(kinds.map { .object($0.schema) }))]
    case .oneOrMore(let kind): JobKey.Kind.either([kind, .list(kind)]).schema
    case .section(let keys):
      [
        JSONMember("type", "object"),
        JSONMember(
          "properties",
          .object(
            keys.map {
              JSONMember($0.name, .object([JSONMember("description", .string($0.summary))] + $0.kind.schema))
            })),
        JSONMember("required", .array(keys.filter(\.isRequired).map { .string($0.name) })),
        JSONMember("additionalProperties", false),
      ]
    }
  }
}
