import ArgumentParser
import Pipeline
import Presentation
import RankingModel

/// `marquee task`.
struct TaskCommand: AsyncParsableCommand {
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

  func answer() async throws -> Answer {
    Answer(.tasks(try await options.requiredWorkReader().queue.tasks(in: state)))
  }
}

/// `marquee task show`.
struct TaskShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one task: its error and what was queued.")

  @Argument(help: "The task's number.")
  var task: Int64

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let tasks = try await options.requiredWorkReader().queue.tasks()
    guard let found = tasks.first(where: { $0.number == task }) else { throw noSuchTask(task) }
    return Answer(.task(found))
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

  func answer() async throws -> Answer {
    let announcer = RunAnnouncer(options)
    let reports = try await WorkSession.with(options) { session in
      let dead = try await session.work.deadLetters(tasks, all: all)
      var reports: [RunReport] = []
      for (job, tasks) in Dictionary(grouping: dead, by: \.job).sorted(by: { $0.key < $1.key }) {
        reports += try await session.runner(job).run(
          Set(tasks.map(\.day)).sorted(), plan: .storedAsking, trigger: .replay,
          onDay: { await announcer.tell($0) })
      }
      return reports
    }
    return Answer(reports)
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

  func answer() async throws -> Answer {
    let dead = try await dryRun ? WorkView(options).work?.deadLetters(tasks, all: all) ?? [] : discard()
    return Answer(.tasks(dead), saying: dryRun ? "nothing was forgotten" : "forgot \(dead.count)")
  }

  private func discard() async throws -> [EnrichmentTask] {
    try await WorkSession.with(options) { session in
      let dead = try await session.work.deadLetters(tasks, all: all)
      try await DeadLetterDecision(lake: session.lake, work: session.work).discard(dead)
      return dead
    }
  }
}

extension WorkState {
  /// The dead letters with these numbers, or all.
  fileprivate func deadLetters(_ numbers: [Int64], all: Bool) async throws -> [EnrichmentTask] {
    let dead = try await queue.tasks(in: .dead)
    if all { return dead }
    return try numbers.map { number in
      guard let task = dead.first(where: { $0.number == number }) else { throw noSuchTask(number, "dead ") }
      return task
    }
  }
}

private func noSuchTask(_ number: Int64, _ kind: String = "") -> Failure {
  Failure(.noData, "there is no \(kind)task \(number)", hint: "marquee task list shows all")
}
