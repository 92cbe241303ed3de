import ArgumentParser
import Operations
import Pipeline
import Presentation
import RankingModel

/// `marquee job try`.
struct JobTry: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "try",
    abstract: "Show what a job makes of its list, without a lake.",
    discussion: """
      The list is fetched and transformed. Nothing is asked about its items, and
      nothing is written. The first entries are printed, and on standard error
      what those checks find that need no earlier day.

      Examples:
        marquee job try jobs/songs.yaml
        marquee job try sample --day 2026-05-01 --rows 3
        marquee job try sample --input list.json --format json
      """)

  @Argument(
    help: "The job's name (jobs/NAME.yaml) or the path of its file.", completion: .custom(completeJobs))
  var job: String

  @Option(help: "The day whose list is read, as YYYY-MM-DD; without it, the day that a run would begin with.")
  var day: Day?

  @Option(
    help: ArgumentHelp(
      "Read the list from a file, or from standard input, in place of the job's source.",
      valueName: "file or -"), completion: .file())
  var input: String?

  @Option(help: "So many entries are printed.") var rows = 10

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws { if rows < 0 { throw ValidationError("--rows must not be negative") } }

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let trial = try await workplace.tryJob(job, for: day, input: input)
    return Answer(
      .trial(trial, first: rows), saying: JobTry.words(trial),
      status: trial.result.entries.isEmpty ? .definition : .success)
  }

  /// The number of rows and entries, and the findings of the checks.
  private static func words(_ trial: JobTrial) -> String {
    let result = trial.result
    let read =
      "\(trial.day): \(counted(result.rows, "row", "rows")) read from \(trial.url), "
      + counted(result.entries.count, "entry", "entries")
    let findings = trial.findings.flatMap { finding in
      ["\(finding.severity.rawValue): \(finding.message)"] + finding.entries.map { "  \($0)" }
    }
    return ([read] + (findings.isEmpty ? ["no check found anything"] : findings)).joined(separator: "\n")
  }
}
