import ArgumentParser

/// `marquee schedule`.
struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Run every job when it is due; show when that is; install what starts it each day.",
    discussion: """
      The job file says under `schedule` when the job is due. The file schedule.yaml
      beside the job files says what maintenance is done.

      Examples:
        marquee schedule list                     when jobs are due, the last outcome
        marquee schedule run                      a scheduler, until it is stopped
        marquee schedule install --systemd        the timer that would be written
        marquee schedule install --cron --yes     the lines in the crontab, written
      """,
    subcommands: [ScheduleRun.self, ScheduleList.self, ScheduleInstall.self, ScheduleRemove.self],
    defaultSubcommand: ScheduleList.self)
}
