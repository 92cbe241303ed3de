import ArgumentParser
import Operations
import Presentation

/// `marquee job schema`.
struct JobSchema: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of job files, or their reference.",
    discussion: """
      An editor that knows the schema completes and checks job files:
        marquee job schema > job.schema.json
      and as the first line of the job file:
        # yaml-language-server: $schema=job.schema.json
      """)

  @Flag(help: "Print the reference of all keys, as Markdown.") var reference = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if ![.table, .json].contains(options.format) {
      throw ValidationError("the schema is JSON and the reference Markdown: give no --format")
    }
  }

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try terminal.context.output.write(
      reference ? workplace.jobReference() : JSONText.pretty(workplace.jobSchema()))
    return Answer()
  }
}
