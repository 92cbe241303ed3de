import ArgumentParser
import LakeStore
import Logging
import Operations
import RankingModel

/// `marquee schedule run`.
struct ScheduleRun: LineageCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run every job when it is due, and look after the lake, until stopped.",
    discussion: """
      It stays in the foreground and ends with 0 on SIGTERM or Ctrl-C: what is under
      way stops at the next safe place. Job files and schedule.yaml count as they
      are, edits included. What failed is tried again after 5 minutes, then after
      twice as long each time, up to 2 hours, until its day ends. Each run is one
      line on standard error.

      A service manager is told how it goes (NOTIFY_SOCKET and WATCHDOG_USEC of
      systemd).
      """)

  @Option(
    help: ArgumentHelp(
      "Start each run by up to so much later; without it, as schedule.yaml says.", valueName: "duration"))
  var jitter: WaitTime?

  @OptionGroup var lineage: LineageOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if let jitter, jitter.seconds > 86_400 { throw ValidationError("--jitter is at most 1d") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var workplace = workplace
    // Signals stop the whole scheduler, not one run of it.
    workplace.whileWorking = { _ in {} }
    let manager = ServiceManager(terminal.context.environment)
    let reporter = ScheduleReporter(logger: terminal.eventLogger, manager: manager)
    let scheduler = Task { [workplace] in
      try await workplace.runSchedule(jitter: jitter?.seconds) { reporter.tell($0) }
    }
    let signals = StopSignals {
      manager.tell("STOPPING=1\nSTATUS=stopping")
      scheduler.cancel()
    }
    let watchdog = manager.keepAlive()
    defer {
      watchdog?.cancel()
      signals.restore()
    }
    terminal.eventLogger.info("scheduler started", metadata: ["lake": .string(workplace.place.name)])
    manager.tell("READY=1")
    try await withTaskCancellationHandler {
      try await scheduler.value
    } onCancel: {
      scheduler.cancel()
    }
    terminal.eventLogger.info("scheduler stopped")
    return Answer()
  }
}
