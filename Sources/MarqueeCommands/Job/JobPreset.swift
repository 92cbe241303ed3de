import ArgumentParser
import Jobs
import Operations
import Presentation

/// `marquee job preset`.
struct JobPreset: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "preset",
    abstract: "List the presets for enriching, or show one written out.",
    discussion: """
      What a preset says can stand in a job file as it is printed. A job that names
      the preset overrides single keys of it.
      """)

  @Argument(help: "The preset's name.", completion: .list(Presets.names))
  var name: String?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let presets = try workplace.presets(named: name)
    guard name != nil, let preset = presets.first else { return Answer(.presets(presets)) }
    return Answer(.preset(preset.name, text: preset.text))
  }
}
