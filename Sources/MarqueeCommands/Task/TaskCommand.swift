import ArgumentParser
import Operations
import Pipeline

/// `marquee task`.
struct TaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task",
    abstract: "Look at the queue of items to enrich, and at its dead letters.",
    discussion:
      "An item that could not be enriched ends in the dead letters, with the error and what was queued.",
    subcommands: [TaskList.self, TaskShow.self, TaskRetry.self, TaskDiscard.self],
    defaultSubcommand: TaskList.self)
}

/// `marquee task list`.
struct TaskList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the tasks in the queue and the dead letters.")

  @Option(help: "Only tasks in this state: waiting, leased, done or dead.")
  var state: EnrichmentTask.State?

  @OptionGroup var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.tasks(try await workplace.tasks(in: state)))
  }
}

/// `marquee task show`.
struct TaskShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one task: its error and what was queued.")

  @Argument(help: "The task's number.")
  var task: Int64

  @OptionGroup var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.task(try await workplace.task(task)))
  }
}

/// `marquee task retry`.
struct TaskRetry: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Ask again about items in the dead letters.",
    discussion: """
      The days concerned are made again from their stored lists, and the items without an answer are asked about
      again. A day that changes by it gets a newer snapshot; the old one stays readable.
      """)

  @Argument(help: "The tasks' numbers.")
  var tasks: [Int64] = []

  @Flag(help: "All dead letters.")
  var all = false

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if tasks.isEmpty != all { throw ValidationError("give the numbers of tasks, or --all") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let announcer = RunAnnouncer(terminal)
    return Answer(try await workplace.retry(all ? nil : tasks) { await announcer.tell($0) })
  }
}

/// `marquee task discard`.
struct TaskDiscard: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard", abstract: "Forget dead letters.",
    discussion: "The days concerned stay as they are; only the letters go.")

  @Argument(help: "The tasks' numbers.")
  var tasks: [Int64] = []

  @Flag(help: "All dead letters.")
  var all = false

  @Flag(help: "Print what would be forgotten, and forget nothing.")
  var dryRun = false

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if tasks.isEmpty != all { throw ValidationError("give the numbers of tasks, or --all") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let numbers = all ? nil : tasks
    let dead = try await dryRun ? workplace.planDiscarding(numbers) : workplace.discard(numbers)
    return Answer(.tasks(dead), saying: dryRun ? "nothing was forgotten" : "forgot \(dead.count)")
  }
}
