import ArgumentParser

/// `marquee queue`.
struct QueueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue",
    abstract: "Look at the queue of items to enrich, and at its dead letters.",
    discussion: """
      An item that could not be enriched ends in the dead letters, with the error
      and what was queued.
      """,
    subcommands: [QueueList.self, QueueShow.self, QueueRetry.self, QueueDiscard.self],
    defaultSubcommand: QueueList.self)
}

/// The dead letters that a command is about.
struct DeadLetterChoice: ParsableArguments {
  @Argument(help: "The tasks' numbers.") var tasks: [Int64] = []

  @Flag(help: "All dead letters.") var all = false

  /// The tasks' numbers; `nil` for all.
  var numbers: [Int64]? { all ? nil : tasks }

  func validate() throws {
    if tasks.isEmpty != all { throw ValidationError("give the numbers of tasks, or --all") }
  }
}
