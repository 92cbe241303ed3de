import ArgumentParser
import Operations
import Presentation

/// `marquee schedule install`.
struct ScheduleInstall: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract:
      "Install what starts jobs each day: a timer of systemd, lines of cron, or a workflow of GitHub Actions.",
    discussion: """
      Without --yes it prints what would be written and where, and does nothing.
      `marquee schedule remove` takes away what was written.

      Examples:
        marquee schedule install --systemd              a timer for all jobs
        marquee schedule install --systemd imdb-top10   a timer for one
        marquee schedule install --systemd --scheduler  a service: `schedule run`
        marquee schedule install --cron --yes
      """)

  @OptionGroup var trigger: TriggerOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let changes = try workplace.planInstalling(
      trigger.command(workplace, options.address(terminal.context.environment)), at: trigger.target)
    guard trigger.yes else {
      return Answer(
        .scheduleChanges(changes, areDone: false), saying: "nothing was changed; --yes writes it")
    }
    try workplace.carryOut(changes)
    return Answer(
      .scheduleChanges(changes, areDone: true), saying: trigger.advice(changes, removing: false))
  }
}
