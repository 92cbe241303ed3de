import HTTPFetch
import LakeStore
import Operations
import Storage

extension Workplace {
  /// The workplace that a command's options and its surroundings name. It tells what it does on `terminal`.
  init(_ terminal: Terminal) {
    let (context, options) = (terminal.context, terminal.options)
    // The lake's own files need some of what may be open.
    let connections = max(2, min(16, openFileLimit() / 8))
    let logger = terminal.logger
    self.init(
      place: context.place(GlobalOptions.lake(options.lakeFolder, context.environment)),
      jobs: GlobalOptions.jobs(options.jobsFolder, context.environment),
      options: Lake.Options(
        command: context.commandLine, lockWait: options.lockPatience.seconds, program: marqueeVersion,
        waiting: { terminal.say("waiting for \($0)") },
        noticing: { terminal.say("warning: \($0)") },
        clock: context.clock),
      environment: context.environment,
      fetcher: CurlFetcher(maximumConnections: connections, version: marqueeVersion, logger: logger),
      logger: logger)
    warning = { terminal.warn($0) }
    whileWorking = { stop in StopSignals(stop: stop).restore }
    asking = { workplace, words, instant in
      try await ClaimQuestion(words).answer(workplace, asOf: instant, context)
    }
    let spelling = spelling
    onBrokenClaim = { terminal.warn($0.warning(spelling)) }
  }

  /// Spells commands about this lake and these jobs.
  var spelling: CommandSpelling { CommandSpelling(lake: place.folder, jobs: jobs.path) }
}

extension GlobalOptions {
  /// The lake's folder: given as an option, or else by the environment, or else the usual one.
  static func lake(_ option: String?, _ environment: [String: String]) -> String {
    folder(option, environment["MARQUEE_LAKE"], or: "data/lake")
  }

  /// The job files, likewise.
  static func jobs(_ option: String?, _ environment: [String: String]) -> JobFolder {
    JobFolder(path: folder(option, environment["MARQUEE_JOBS"], or: "jobs"))
  }

  private static func folder(_ option: String?, _ variable: String?, or usual: String) -> String {
    var path = option ?? (variable?.isEmpty == false ? variable : nil) ?? usual
    while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    return path
  }
}
