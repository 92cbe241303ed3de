import ArgumentParser
import Operations
import Presentation

/// `marquee schedule remove`.
struct ScheduleRemove: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take away what `marquee schedule install` has written, and nothing else.",
    discussion: """
      Without --yes it prints what would be taken away, and does nothing.

      Examples:
        marquee schedule remove --systemd
        marquee schedule remove --cron --yes
      """)

  @OptionGroup var trigger: TriggerOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let changes = try workplace.planRemoving(trigger.target)
    if trigger.yes { try workplace.carryOut(changes) }
    let words = changes.isEmpty || trigger.yes ? nil : "nothing was changed; --yes takes it away"
    let advice = trigger.advice(changes, removing: true)
    let said = [words, advice].compactMap(\.self)
    return Answer(
      .scheduleChanges(changes, areDone: trigger.yes),
      saying: said.isEmpty ? nil : said.joined(separator: "\n"))
  }
}
