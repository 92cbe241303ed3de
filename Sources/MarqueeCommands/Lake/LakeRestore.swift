import ArgumentParser
import LakeStore
import Operations
import Presentation
import RankingModel

/// `marquee lake restore`.
struct LakeRestore: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Bring back what was forgotten and not yet removed, and unmark objects.")

  @Argument(help: "Digits that the names of versions or objects start with.") var names: [String] = []

  @Flag(help: "All there is.") var all = false

  @Flag(name: [.long, .customShort("n")], help: "Print what would be brought back, and do nothing.")
  var dryRun = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if names.isEmpty != all { throw ValidationError("give the names of versions or objects, or --all") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let plan = try await dryRun ? workplace.planRestoring(names) : workplace.restore(names)
    var answer = Answer(.restoring(plan), saying: dryRun ? "nothing was changed" : nil)
    if plan.isEmpty, !all {
      let words =
        plan.tooLate.isEmpty
        ? "nothing forgotten or marked has such a name"
        : "it is too late: what was forgotten by that name has been removed"
      answer.failures = [Failure(.noData, words, remedy: .showForgotten)]
    }
    return answer
  }
}
