import ArgumentParser
import JSON
import Jobs
import Operations
import Presentation

/// `marquee job preset`.
struct JobPreset: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "preset",
    abstract: "List the presets for enriching, or show one written out.",
    discussion: """
      What a preset says can stand in a job file as it is printed. A job that names the preset overrides single keys of it.
      """)

  @Argument(help: "The preset's name.", completion: .list(Presets.names))
  var name: String?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let presets = try workplace.presets(named: name)
    let table = Table(
      presets, ItemColumn("preset") { Cell($0.name) },
      ItemColumn("about", isFlexible: true) {
        Cell($0.text.split(separator: "\n").first?.drop { "# ".contains($0) }.description)
      })
    guard name != nil, let preset = presets.first else {
      return Answer(Document(table, empty: "there is no preset"))
    }
    let records = Table(presets, ItemColumn("preset") { Cell($0.name) }, ItemColumn("text") { Cell($0.text) })
    let lines = preset.text.split(separator: "\n")
    return Answer(
      Document(
        json: records.object(of: records.rows[0]), records: records,
        page: lines.map { .text(String($0)) }))
  }
}
