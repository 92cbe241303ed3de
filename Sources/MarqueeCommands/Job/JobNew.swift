import ArgumentParser
import Operations
import Pipeline
import Presentation
import RankingModel

/// `marquee job new`.
struct JobNew: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Draft a job file from a list.",
    discussion: """
      The list, in JSON, JSON Lines, CSV or TSV, is fetched once. The keys of its
      rows are told on standard error. The draft is printed, or written to a file
      that is not there yet.

      Examples:
        marquee job new https://example.org/songs.json --output jobs/songs.yaml
        marquee job new lists/books.csv --chart books > jobs/books.yaml
      """)

  @Argument(help: "The URL of the list (http, https or file), or the path of a file.", completion: .file())
  var list: String

  @Option(help: "The name of the chart; without it, a name is taken from the URL.") var chart: ChartName?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the job file there.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var output: String?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if options.json || options.format != .table {
      throw ValidationError("a job file is YAML: give no --format")
    }
  }

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let draft = try await workplace.draftJob(from: list, chart: chart)
    terminal.say(JobNew.words(draft))
    let file = output ?? workplace.jobs.file(named: draft.chart.description)
    let next = terminal.spelling.command(
      ["job", "try", file] + (draft.day.map { ["--day", "\($0)"] } ?? []))
    guard let output else {
      try terminal.context.output.write(draft.text)
      return Answer(saying: "save the draft as \(ShellWord.quoted(file)), then: \(next)")
    }
    try OutputFile.create(draft.text, at: output, "job file")
    return Answer(saying: "wrote \(output); next: \(next)")
  }

  /// The keys of the rows, one per line.
  private static func words(_ draft: JobDraft) -> String {
    let lines = draft.keys.map { key in
      "  \(key.pointer): \(key.kind) in \(counted(key.count, "row", "rows")), such as \(key.example)"
    }
    return (["\(counted(draft.rows, "row", "rows")); their keys:"] + lines).joined(separator: "\n")
  }
}
