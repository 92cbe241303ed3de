import ArgumentParser

/// `marquee notify`.
struct NotifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notify",
    abstract: "Try the channels by which people are told of a chart.",
    discussion: """
      A job file says in notify who is told: programs, webhooks, and addresses that
      hear of each good run. Runs, and backfills in one notice, tell them when a
      list failed, is held back, degraded or late, each once for a day, and when the
      chart has recovered.
      """,
    subcommands: [NotifyTest.self])
}
