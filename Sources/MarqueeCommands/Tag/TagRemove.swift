import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee tag remove`.
struct TagRemove: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Take a name away; its snapshot stays.")

  @Argument(help: "The tag's name.", completion: .custom(completeTags)) var name: TagName

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.tags([try await workplace.removeTag(name)]))
  }
}
