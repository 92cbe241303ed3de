import RankingModel

extension JobKeys {
  private static let usual = Checks()
  private static let anyCount = 0...10_000_000

  static let check: [JobKey] = [
    JobKey("entries", .section(entries), "How many entries the day has."),
    JobKey(
      "unique", .either([.fieldName, .section(unique)]),
      "The field in which no two entries may have the same value.",
      example: "id", fallback: "`id`"),
    JobKey(
      "ranks", .either([.choice(of: RankRule.self), .section(ranks)]),
      "`contiguous`: ranks run 1, 2, 3 … without a gap or a tie.", example: "contiguous"),
    JobKey(
      "required", .either([.list(.fieldName), .section(required)]), "Fields that every entry must have.",
      example: "[stars]"),
    JobKey("range", .map(.section(range)), "The bounds of number fields, by field."),
    JobKey("rows", .section(rows), "How many rows may be unreadable.", fallback: "none"),
    JobKey("fields", .section(fields), "What follows where no row has a declared field.", fallback: "`warn`"),
    JobKey("turnover", .section(turnover), "How many entries may be new since the last published day."),
    JobKey(
      "max-failed-items", .integer(0...1_000_000),
      "The most items that may fail to be enriched. Up to this number the day is `degraded`; with more, it fails.",
      example: "2",
      fallback: "\(usual.maxFailedItems)"),
    JobKey(
      "date", .section(date),
      "What follows where a list that names its date (`extract.date`) is of another day.",
      fallback: "`quarantine`"),
    JobKey(
      "unchanged", .section(unchanged), "On how many published days in a row the entries may be the same."),
  ]

  private static let onFailure = JobKey(
    "on-failure", .choice(of: Finding.Severity.self), "What follows where the check does not hold.",
    example: "warn",
    fallback: "`quarantine`")

  static let entries =
    [JobKey("equals", .integer(anyCount), "Exactly so many.", example: "100")] + bounds(.integer(anyCount))

  static let range = bounds(.number)

  private static func bounds(_ kind: JobKey.Kind) -> [JobKey] {
    [
      JobKey("at-least", kind, "The least allowed.", example: "1"),
      JobKey("at-most", kind, "The most allowed.", example: "10"), onFailure,
    ]
  }

  // The first key of each of these rules holds its value.
  static let unique = [JobKey("field", .fieldName, "The field.", example: "id", isRequired: true), onFailure]

  static let ranks = [
    JobKey("rule", .choice(of: RankRule.self), "The rule.", example: "contiguous", isRequired: true),
    onFailure,
  ]

  static let required = [
    JobKey("fields", .list(.fieldName), "The fields.", example: "[stars]", isRequired: true), onFailure,
  ]

  static let rows = [
    JobKey(
      "unreadable-at-most", .integer(anyCount), "The most unreadable rows.", example: "3", isRequired: true),
    onFailure,
  ]

  static let fields = [
    JobKey(
      "on-failure", .choice(of: Finding.Severity.self), "What follows.", example: "fail", isRequired: true)
  ]

  static let date = [onFailure]

  static let turnover = [
    JobKey("at-most", .text("a percentage"), "The share that may be new.", example: "40%", isRequired: true),
    onFailure,
  ]

  static let unchanged = [
    JobKey("at-most", .integer(1...10_000), "The most days.", example: "7", isRequired: true), onFailure,
  ]

  enum RankRule: String, CaseIterable { case contiguous }
}
