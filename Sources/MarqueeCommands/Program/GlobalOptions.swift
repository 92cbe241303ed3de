import ArgumentParser
import Presentation

/// The options that every command has.
struct GlobalOptions: ParsableArguments, Sendable {
  /// The title of the options' section in the help.
  static let title = "Global options"

  @Option(
    name: .customLong("lake"),
    help: ArgumentHelp(
      "The lake's folder, or s3://bucket/prefix; also MARQUEE_LAKE (default: data/lake).", valueName: "dir"),
    completion: .directory)
  var lake: String?

  @Option(
    name: .customLong("s3-endpoint"),
    help: ArgumentHelp(
      "Where the bucket's server is, where that is not AWS; also AWS_ENDPOINT_URL_S3.", valueName: "url"))
  var s3Endpoint: String?

  @Option(
    name: .customLong("s3-region"),
    help: ArgumentHelp("The bucket's region; also AWS_REGION.", valueName: "name"))
  var s3Region: String?

  @Flag(help: "Write to a bucket that replaces existing objects: nobody else writes to it at the same time.")
  var singleWriter = false

  @Option(
    name: .customLong("jobs-dir"),
    help: ArgumentHelp("The folder of the job files; also MARQUEE_JOBS (default: jobs).", valueName: "dir"),
    completion: .directory)
  var jobsFolder: String?

  @Option(help: "The form of the answer.") var format: Format = .table

  @Flag(help: "The same as --format json.") var json = false

  @Flag(help: "In CSV, write texts as they are, even those that a spreadsheet would run as a formula.")
  var noEscape = false

  @Option(help: "Colours in tables; NO_COLOR turns them off too.") var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Say only what was asked for, and errors.") var quiet = false

  @Flag(name: .shortAndLong, help: "Tell each step and each request on standard error.") var verbose = false

  @Option(help: "The form of what is told on standard error; json is one object a line.")
  var logFormat: LogFormat = .text

  @Option(
    name: .customLong("lock-wait"),
    help: ArgumentHelp("How long to wait for another writer, such as 30s or 5m.", valueName: "duration"))
  var lockPatience = WaitTime(seconds: 10)

  func validate() throws {
    if json && ![.table, .json].contains(format) {
      throw ValidationError("give --json or --format, not both")
    }
    if quiet && verbose { throw ValidationError("give --quiet or --verbose, not both") }
  }
}

/// Whether tables have colours.
enum ColorChoice: String, Sendable, CaseIterable, ExpressibleByArgument { case auto, always, never }
