import ArgumentParser
import Operations
import Presentation

/// `marquee version`.
struct VersionCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Show the version of the program, its lake format, and the libraries that it uses here.")

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(
      .programVersion(
        marqueeVersion, commit: marqueeCommit, lakeFormat: Workplace.format,
        libraries: Workplace.libraryVersions()))
  }
}
