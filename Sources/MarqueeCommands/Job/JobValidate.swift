import ArgumentParser
import Operations
import Presentation

/// `marquee job validate`.
struct JobValidate: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Validate job files: every mistake with its line and column.",
    discussion: """
      Examples:
        marquee job validate imdb-top10
        marquee job validate jobs/*.yaml
      """)

  @Argument(help: "Jobs by name, or paths of job files.", completion: .custom(completeJobs))
  var files: [String]

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let checked = try workplace.checkJobs(files)
    return Answer(
      .mistakes(of: checked), status: checked.allSatisfy(\.mistakes.isEmpty) ? .success : .definition)
  }
}
