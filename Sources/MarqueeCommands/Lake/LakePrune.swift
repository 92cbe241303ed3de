import ArgumentParser
import Operations
import Presentation

/// `marquee lake prune`.
struct LakePrune: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove objects that no record names: mark them, and remove them after a grace period.",
    discussion: """
      The first run marks them; a run after the grace period looks again whether
      anything names them, and removes those that nothing does. Only files named
      like objects are touched, and only in the lake whose marks these are. In a
      bucket only one machine removes at a time. A run that waits on another machine
      longer than the grace period may find its lists removed, and fetches them anew.
      """)

  @Option(help: ArgumentHelp("How long an object stays marked before it is removed.", valueName: "duration"))
  var grace = WaitTime(seconds: 86_400)

  @Flag(help: "Take a grace period below one hour: what is marked now may be removed before you look again.")
  var allowShortGrace = false

  @Option(help: ArgumentHelp("Refuse to remove more than this share of all objects.", valueName: "share"))
  var atMost = Share(0.5)

  @Flag(name: [.long, .customShort("n")], help: "Print what would be done, and do nothing.")
  var dryRun = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if grace.seconds < 3600, !allowShortGrace {
      throw ValidationError("a grace period below 1h needs --allow-short-grace")
    }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let plan =
      try await dryRun
      ? workplace.planPruning(grace: grace.seconds)
      : workplace.prune(grace: grace.seconds, atMost: atMost.value)
    return Answer(.pruning(plan), saying: dryRun ? "nothing was changed" : nil)
  }
}
