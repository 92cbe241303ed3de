import ArgumentParser
import LakeStore
import Operations
import Presentation

/// `marquee lake repair`.
struct LakeRepairCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Set damaged files aside, restore what can be recovered, and say what is lost.",
    discussion: """
      Every object is read. What seems damaged is read a second time before it is
      touched, and moved to the folder `damaged` of the lake. What cannot be read is
      left as it is, and the exit code is 33. Lost versions are made again from
      their raw objects through the jobs at hand; lost lists are fetched again where
      an archive or the live address still has the same bytes. The exit code is 31
      where something stays lost.
      """)

  @Flag(help: "Fetch nothing: restore only from the lake itself.") var offline = false

  @Flag(
    help:
      "Take what cannot be read for lost, as on a disk that has failed. Without it such files are left as they are."
  )
  var replaceUnreadable = false

  @Flag(name: [.long, .customShort("n")], help: "Print what would be done, and do nothing.")
  var dryRun = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let steps = try await terminal.showingObjects { onProgress in
      try await workplace.repair(
        offline: offline, replacesUnreadable: replaceUnreadable, dryRun: dryRun,
        passingOver: { name in
          terminal.say("warning: nothing is made again by the job \(name): its file cannot be used")
        }, onProgress: onProgress)
    }
    try terminal.print(.repair(steps))
    if !dryRun { try await workplace.bringBackWorkState(after: steps) }
    if dryRun { terminal.say("nothing was changed") }
    let leaves = steps.contains { $0.action == .leave }
    if leaves {
      terminal.say(
        "what could not be read was left as it is: it may be sound\n  "
          + "look at the disk, then repair again; where it is lost for good: "
          + terminal.spelling.command(["lake", "repair", "--replace-unreadable"])
      )
    }
    if steps.contains(where: { $0.action == .lost }) { return Answer(status: .damaged) }
    return Answer(status: leaves ? .storage : .success)
  }
}
