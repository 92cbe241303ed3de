import RankingModel

/// All keys of job files.
public enum JobKeys {
  /// The keys at the top of a job file.
  public static let file: [JobKey] = [
    JobKey(
      "chart", .text("a slug of lowercase letters, digits, `-`, `_` and `.`"),
      "The chart's name in the lake and in commands.", example: "hot-songs", isRequired: true),
    JobKey(
      "title", .text("a text"), "The chart's name for people.", example: "Hot songs",
      fallback: "the chart's name"),
    JobKey(
      "item", .either([.text("a noun"), .section(noun)]), "What messages call an item of the chart.",
      example: "song", fallback: "`item`"),
    JobKey(
      "measures", .list(.fieldName),
      "Number fields that history keeps for every entry, and that answers show. Tables show the first.",
      example: "[stars]"),
    JobKey(
      "cadence", .either([.choice(of: CadenceWord.self), .section(cadence)]),
      "How often the chart has a list. `weekly` is due on Monday, `monthly` on the first; `irregular` has the source's own days.",
      example: "daily", fallback: "`daily`"),
    JobKey(
      "same-as", .map(.text("an id")),
      "Items that have more than one id: an id on the left counts as the one on the right, when history is read.",
      example: "{ tt1: tt0111161 }"),
    JobKey(
      "epochs", .map(.text("a text")),
      "Days on which the list began to be made in another way, each with what changed. Statistics do not cross these "
        + "days unless asked to.",
      example: "{ 2026-06-02: \"counts views on phones too\" }"),
    JobKey("dataset", .section(dataset), "What is said of the chart as a set of data."),
    JobKey(
      "schedule", .either([.section(schedule), .choice(["none"])]),
      "When the job is due; with `none` it is never due by itself, and never late.", example: "none"),
    JobKey("extract", .section(extract), "Where the list comes from.", isRequired: true),
    JobKey("transform", .section(transform), "How rows become entries.", isRequired: true),
    JobKey("enrich", .section(enrich), "An HTTP API that is asked about each item."),
    JobKey("check", .section(check), "What a day must satisfy before it is published."),
    JobKey(
      "archives", .list(.either(archives.map { .section($0) })),
      "Where past days are; the places are asked in this order.",
      fallback: "`extract.url`, where it names the day"),
    JobKey(
      "agreement", .choice(of: Agreement.self),
      "`first`: a past day is taken from the first archive that has a list of it. `compare`: all archives are asked, and "
        + "their lists are compared.", example: "compare", fallback: "`first`"),
    JobKey(
      "on-conflict", .choice(of: ConflictRule.self),
      "What becomes of lists of one day that two archives had within an hour and that differ in rank or id: they wait for a "
        + "decision, or the list of the first archive is used.",
      example: "first",
      fallback: "`quarantine`"),
    JobKey(
      "notify", .oneOrMore(.either(channels.map { .section($0) })),
      "The channels that are told about the chart: programs, webhooks, and addresses that are requested after each good run."
    ),
  ]

  static let noun: [JobKey] = [
    JobKey("one", .text("a noun"), "One item.", example: "series", isRequired: true),
    JobKey("many", .text("a noun"), "Several items.", example: "series", fallback: "`one` with an s"),
  ]

  static let cadence: [JobKey] = [
    JobKey(
      "weekly", .choice(of: Cadence.Weekday.self), "One list a week, due on this day.", example: "saturday",
      isRequired: true)
  ]

  static let dataset: [JobKey] = [
    JobKey("name", .text("a text"), "Its name.", example: "Hot songs", fallback: "the chart's title"),
    JobKey("description", .text("a text"), "What it holds.", example: "The songs of each week."),
    JobKey("licence", .text("a text"), "The terms of the source's data.", example: "CC-BY-4.0"),
    JobKey("attribution", .text("a text"), "Who must be named with it.", example: "Example Charts"),
    JobKey(
      "homepage", .text("an http or https URL"), "Where the source tells of its data.",
      example: "https://example.org/data"),
  ]

  static let schedule: [JobKey] = [
    JobKey(
      "at", .text("a time"), "When the day's snapshot is due.", example: #""03:30""#, fallback: "midnight"),
    JobKey(
      "time-zone", .text("a time zone of the IANA list"), "The zone in which a day begins and ends.",
      example: "Europe/Berlin", fallback: "`\(Schedule().timeZone)`"),
    JobKey(
      "deadline", .duration,
      "How long after `at` a list may be missing before it is late, up to 30d: a run takes time, and sources may be late.",
      example: "3h", fallback: "`\(Int(Schedule().deadline) / 3600)h`"),
    JobKey(
      "catch-up", .choice(of: CatchUp.self),
      "Which missed days a run catches up with: `latest` is the last one.",
      example: "latest", fallback: "`all`"),
    JobKey(
      "catch-up-limit", .integer(1...10_000),
      "The most days that a run catches up with, under `catch-up: all`.",
      example: "7", fallback: "\(Schedule().catchUp)"),
  ]

  /// Where a secret comes from.
  static let secret: [JobKey] = [
    JobKey("environment", .text("the name of a variable"), "An environment variable.", example: "LIST_KEY"),
    JobKey(
      "file", .text("a path"), "A file that only its owner can read.",
      example: "~/.config/marquee/key"),
    JobKey(
      "secret", .text("a name, or `ssm:` and a path"),
      "A secret of AWS Secrets Manager by its name, or a parameter of Systems Manager. Give one of the three.",
      example: "ssm:/marquee/omdb"),
  ]

  enum CadenceWord: String, CaseIterable { case daily, weekly, monthly, irregular }

  enum CatchUp: String, CaseIterable {
    case all, latest
    case never = "none"
  }
}
