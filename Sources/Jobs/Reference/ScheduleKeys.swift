import RankingModel

/// All keys of `schedule.yaml`.
enum ScheduleKeys {
  static let file: [JobKey] = [
    JobKey(
      "jitter", .duration,
      "The longest delay of a run after it is due. Each job has its own delay within this limit.",
      example: "10m", fallback: "`0s`"),
    JobKey(
      "time-zone", .text("a time zone of the IANA list"), "The zone of the times of maintenance.",
      example: "Europe/Berlin", fallback: "`\(Schedule().timeZone)`"),
    JobKey(
      "maintenance", .list(.section(task)), "What is done for the lake as a whole. An element has one key."),
  ]

  static let task: [JobKey] = [
    JobKey("check", .section(check), "The lake is checked."),
    JobKey(
      "prune", .section(prune), "Objects that no record names are marked, and removed after a grace period."),
    JobKey(
      "copy", .section(copy),
      "What is new in the lake is copied to another place. Nothing there is replaced."),
  ]

  static let check =
    times + [
      JobKey(
        "read-data", .text("a percentage"), "The share of objects that is read, chosen at random.",
        example: "5%",
        fallback: "`0%`")
    ]

  static let prune =
    times + [
      JobKey(
        "grace", .duration, "How long an object stays marked before it is removed; at least an hour.",
        example: "2d",
        fallback: "`1d`"),
      JobKey(
        "at-most", .text("a percentage"),
        "Nothing is removed where it would be more than this share of all objects.",
        example: "20%", fallback: "`50%`"),
    ]

  static let copy =
    [
      JobKey(
        "to", .text("a path or an address"),
        "A folder, where a relative path starts at the folder of this file, or `s3://bucket/prefix`.",
        example: "/backup/lake",
        isRequired: true)
    ] + times

  private static let times: [JobKey] = [
    JobKey("at", .text("a time"), "When it is due.", example: #""04:00""#, fallback: "midnight"),
    JobKey(
      "every", .choice(of: Every.self), "On which days: `month` is the first of each.", example: "sunday",
      fallback: "`day`"),
    JobKey(
      "name", .text("a slug as `chart` has it"), "The task's name, to distinguish several tasks of one kind.",
      example: "weekly-check",
      fallback: "`check`, `prune` or `copy`"),
  ]

  enum Every: String, CaseIterable {
    case day, monday, tuesday, wednesday, thursday, friday, saturday, sunday, month

    var cadence: Cadence {
      switch self {
      case .day: .daily
      case .month: .monthly
      default: Cadence.Weekday(rawValue: rawValue).map { .weekly(due: $0) } ?? .daily
      }
    }
  }
}
