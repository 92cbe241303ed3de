import ArgumentParser

/// `marquee schedule`.
struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Run every job when it is due; show when that is; install what starts it each day.",
    discussion: """
      When a job is due its file says under `schedule`. What is done besides, to look
      after the lake, says the file schedule.yaml beside the job files.

      Examples:
        marquee schedule list                     what is due when, and what came of it last
        marquee schedule run                      a scheduler in the foreground, until it is stopped
        marquee schedule install --systemd        the timer that would be written
        marquee schedule install --cron --yes     the lines in the crontab, written
      """,
    subcommands: [ScheduleRun.self, ScheduleList.self, ScheduleInstall.self, ScheduleRemove.self],
    defaultSubcommand: ScheduleList.self)
}
