import RankingModel

extension JobKeys {
  static let transform: [JobKey] = [
    JobKey(
      "fields", .map(.section(of + field + position)),
      "The fields of an entry; what no field names is dropped. `id`, `title` and `rank` are required.",
      isRequired: true),
    JobKey(
      "limit", .integer(1...10_000_000), "Only the first so many by rank are kept.", example: "10",
      fallback: "all"),
  ]

  static let of = [
    JobKey(
      "of", .list(.pointers),
      "For the `id` only, in place of `from`: the values at these places form the id, for lists without ids.",
      example: "[/title, /artist]")
  ]

  static let position = [
    JobKey(
      "position", .truth,
      "For the `rank` only, in place of all other keys: the rank is the row's place in the list.",
      example: "true")
  ]

  static let field: [JobKey] = [
    JobKey(
      "from", .pointers,
      "Where in the row the value is. Of several places the first counts that is there and not absent.",
      example: #"["/stars", "/Stars"]"#, fallback: "required without `value`, `of` or `position`"),
    JobKey(
      "value", .any("a value of the field's `type`"), "In place of `from`: one value for all entries.",
      example: "film"),
    JobKey(
      "match", .text("a regular expression"),
      "The value is the first match, or its first group if the expression has one.",
      example: #""[0-9]+""#),
    JobKey(
      "decode", .choice(of: Decoding.self), "HTML entities such as `&apos;` are decoded.", example: "html"),
    JobKey(
      "type", .choice(of: Transformation.FieldType.self), "What the value becomes; see Types below.",
      example: "integer", fallback: "`string`; of the `rank`, `integer`"),
    JobKey(
      "each", .text("a JSON Pointer, or a text with JSON Pointers in braces"),
      "Of a list of objects: what each of them becomes.", example: #""{/name}: {/value}""#),
    JobKey(
      "absent", .list(.text("a text or a number")),
      "Values that mean none. Null, an empty text and an empty array always do.", example: #"[0, "-"]"#,
      fallback: "`N/A`"),
    JobKey(
      "default", .any("a value of the field's `type`"), "The value of an entry without one.", example: "none"),
    JobKey(
      "unit", .choice(of: TimeUnit.self), "What a number that is an instant or a date counts, since 1970.",
      example: "milliseconds", fallback: "`seconds`"),
    JobKey(
      "decimal-separator", .text("`.` or `,`"),
      "What stands before decimals; the other one may stand between groups of digits.", example: #"",""#,
      fallback: "`.`"),
    JobKey(
      "required", .truth, "Whether a row without the field cannot be read.", example: "true",
      fallback: "`false`"),
  ]

  enum Decoding: String, CaseIterable { case html }

  enum TimeUnit: String, CaseIterable { case seconds, milliseconds }
}
