import ArgumentParser
import RankingModel

/// The options that restrict which records and captures count for an answer.
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

/// The option for statistics across epochs. A new epoch begins when the list is made another way.
struct EpochOptions: ParsableArguments {
  @Flag(help: "Take all days together, however the list was made.") var acrossEpochs = false
}

/// The option that restricts which records count for an answer about all records.
struct RecordCutoff: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Count only the records made by then (ISO 8601; a date means the end of that day, UTC).",
      valueName: "instant"))
  var asOf: Instant?
}
