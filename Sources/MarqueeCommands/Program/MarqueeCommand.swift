import ArgumentParser
import CBuild

/// The version of the program.
let marqueeVersion = "0.2.0"

/// The commit that the program was built from; `nil` if it was built outside a git repository.
let marqueeCommit: String? = marquee_commit().map { String(cString: $0) }

/// `marquee`: the root of all commands.
struct MarqueeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "marquee",
    abstract: "Keeps the history of daily rankings, and answers questions about it.",
    discussion: """
      Once a day a job fetches a ranked list, enriches and checks it, and stores
      it as one version in a lake of immutable files.

      Examples:
        marquee run imdb-top10                    publish today's list
        marquee run --all                         run what is due of all jobs
        marquee schedule run                      run every job when it is due
        marquee backfill imdb-top250 --from 2025-01-01 --to 2025-06-30
        marquee chart imdb-top10 --day 2026-05-01 what the chart was, with movement
        marquee history imdb-top10 "The Godfather"   how an item fared
        marquee trace imdb-top10 2026-05-01 "The Godfather"   what led to its row
        marquee job new URL                       a job file drafted from a list
        marquee status                            what is missing, held back, late

      Shell completions: marquee --generate-completion-script bash (or zsh, fish)

      Exit codes:
      \(exitCodes)
      """,
    version: marqueeVersion,
    // All commands, in the order of the help.
    subcommands: [
      RunCommand.self, ResumeCommand.self, ReplayCommand.self, BackfillCommand.self, RunsCommand.self,
      ScheduleCommand.self, JobCommand.self, ChartCommand.self, HistoryCommand.self, CompareCommand.self,
      DiffCommand.self, MoversCommand.self, EventsCommand.self, RecordsCommand.self, SummaryCommand.self,
      WhenCommand.self, SearchCommand.self, VersionsCommand.self, SQLCommand.self, ClaimCommand.self,
      TraceCommand.self, StatusCommand.self, GapsCommand.self, SnapshotCommand.self, TagCommand.self,
      QuarantineCommand.self, QueueCommand.self, NotifyCommand.self, ExportCommand.self, PublishCommand.self,
      LakeCommand.self, LambdaCommand.self, ProveCommand.self, VersionCommand.self,
    ])

  private static var exitCodes: String {
    ExitStatus.allCases.map { status in
      let code = String(status.rawValue)
      return String(repeating: " ", count: 5 - code.count) + "\(code)  \(status.meaning)"
    }.joined(separator: "\n")
  }
}
