import ArgumentParser
import LakeStore
import Pipeline
import Presentation
import RankingModel

/// `marquee lake migrate`.
struct LakeMigrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Change a lake of an earlier format over to the one that this Marquee writes.",
    discussion: """
      Until it has ended the lake is of the earlier format; cut off, it goes on
      where it stopped. Earlier Marquees refuse the lake afterwards.
      """)

  @Flag(help: "Print what would be done, and do nothing.")
  var dryRun = false

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await perform(options) {
      let migration = try LakeMigration(path: options.lake, options: options.lakeOptions, dryRun: dryRun)
      var steps = try migration.plan()
      if !steps.isEmpty {
        let changes = try WorkStore.migrate(folder: options.lake, dryRun: true)
        steps.insert(
          contentsOf: changes.map { LakeMigration.Step("work.sqlite", $0) }, at: max(0, steps.count - 1))
      }
      if !dryRun {
        try await migration.carryOut { _ = try WorkStore.migrate(folder: options.lake, dryRun: false) }
      }
      try options.print(.migration(steps, from: migration.from, to: migration.to))
      if dryRun { options.say("nothing was changed") }
      return .success
    }
  }
}
