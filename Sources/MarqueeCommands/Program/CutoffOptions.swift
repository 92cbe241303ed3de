import ArgumentParser
import RankingModel

/// What counts for an answer about the past.
struct CutoffOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Count only what had been recorded by then (ISO 8601; a date means the end of that day, UTC).",
      valueName: "instant"))
  var asOf: Instant?

  @Option(
    help: ArgumentHelp(
      "Count only lists that the source had by then (ISO 8601; a date means the end of that day, UTC).",
      valueName: "instant"))
  var capturedBy: Instant?

  var cutoff: Cutoff { Cutoff(asOf: asOf, capturedBy: capturedBy) }
}

/// Whether a statistic crosses the days from which on a list was made another way.
struct EpochOptions: ParsableArguments {
  @Flag(help: "Take all days together, however the list was made.") var acrossEpochs = false
}

/// Which records count for an answer about all of them.
struct RecordCutoff: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Count only the records made by then (ISO 8601; a date means the end of that day, UTC).",
      valueName: "instant"))
  var asOf: Instant?
}
