import Glibc
import LakeStore
import Logging
import Pipeline
import Presentation
import RankingModel
import Storage

extension GlobalOptions {
  /// What the command touches besides the lake.
  var context: CommandContext { .current }

  /// The lake's folder.
  var lake: String { GlobalOptions.lake(lakeFolder, context.environment) }

  /// Where the lake is.
  var place: LakePlace { context.place(lake) }

  /// The job files.
  var jobs: JobFolder { GlobalOptions.jobs(jobsFolder, context.environment) }

  /// How the lake is opened for writing.
  var lakeOptions: Lake.Options {
    let say = self.say
    return Lake.Options(
      command: context.commandLine, lockWait: lockPatience.seconds, program: marqueeVersion,
      waiting: { say("waiting for \($0)") },
      noticing: { say("warning: \($0)") },
      clock: context.clock)
  }

  /// Whether progress is drawn as a bar.
  var showsBar: Bool { context.errorsGoToTerminal && !quiet && !verbose }

  /// The folder given as an option, or else by the environment, or else the usual one.
  static func lake(_ option: String?, _ environment: [String: String]) -> String {
    withoutSlash(option ?? nonEmpty(environment["MARQUEE_LAKE"]) ?? "data/lake")
  }

  /// The folder given as an option, or else by the environment, or else the usual one.
  static func jobs(_ option: String?, _ environment: [String: String]) -> JobFolder {
    JobFolder(path: withoutSlash(option ?? nonEmpty(environment["MARQUEE_JOBS"]) ?? "jobs"))
  }

  private static func withoutSlash(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    return path
  }

  private static func nonEmpty(_ text: String?) -> String? {
    text?.isEmpty == true ? nil : text
  }

  /// Writes `document` to standard output in the form asked for.
  func print(_ document: Document) throws(Failure) {
    let renderer = Renderer(format, width: context.width, hasColor: hasColor, isRaw: raw)
    try context.output.write(renderer.text(document))
  }

  private var hasColor: Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto:
      context.width != nil && GlobalOptions.nonEmpty(context.environment["NO_COLOR"]) == nil
        && context.environment["TERM"] != "dumb"
    }
  }

  /// Tells people something on standard error, unless they asked for quiet.
  @Sendable func say(_ words: String) {
    if !quiet { try? context.errors.write(SafeText.lines(words) + "\n") }
  }

  /// Writes to a terminal on standard error, control sequences included; nothing where there is none.
  func sayOnTerminal(_ words: String) {
    if context.errorsGoToTerminal, !quiet { try? context.errors.write(words) }
  }

  /// Where steps are told with `--verbose`.
  var logger: Logger {
    let errors = context.errors
    let isVerbose = verbose
    var logger = Logger(label: "marquee") { _ -> any LogHandler in
      isVerbose ? DiagnosticLog(errors: errors) : SwiftLogNoOpLogHandler()
    }
    logger.logLevel = isVerbose ? .debug : .critical
    return logger
  }

  /// The definition of a job, named or given as a path.
  func definition(of job: String) throws(Failure) -> JobDefinition {
    do { return try jobs.definition(of: job) } catch let error as JobFileError where error.isUnreadable {
      throw Failure(
        .storage, "\(error)", hint: "see that the file can be read, then run the same command again")
    } catch {
      throw Failure(.definition, "\(error)")
    }
  }

  /// The definitions of all jobs; `passOver` is told the names of those whose files have mistakes.
  func definitions(passingOver passOver: (String) -> Void = { _ in }) throws(Failure) -> [JobDefinition] {
    var definitions: [JobDefinition] = []
    for name in try jobs.names() {
      do throws(Failure) { definitions.append(try definition(of: name)) } catch {
        guard error.kind == .definition else { throw error }
        passOver(name)
      }
    }
    return definitions
  }

  /// Opens the lake for reading. Where its catalogue is missing it is made anew first.
  func openReader() async throws -> LakeReader {
    if try await LakeReader.lacksCatalogue(place) { try await WorkSession.with(self) { _ in } }
    return try await LakeReader.open(place)
  }

  /// Opens the queue and the budgets for reading. Where they are missing they are made anew first from the lake's
  /// records; `nil` where that cannot be, because the lake takes no writes.
  ///
  /// - Throws: a `noData` failure where there is no lake.
  func workReader() async throws -> WorkState? {
    try await LakeReader.requireLake(at: place)
    if access(lake, W_OK) == 0 {
      if try WorkState.isMissing(in: lake) { try await WorkSession.with(self) { _ in } }
    } else if ![EACCES, EROFS, EPERM].contains(errno) {
      throw Failure(reading: "the lake", FileSystemError("inspect", lake, errno))
    }
    return try WorkState(readingIn: lake)
  }

  /// As `workReader`, for a question that only the work state can answer.
  ///
  /// - Throws: a `storage` failure where it is missing and cannot be made.
  func requiredWorkReader() async throws -> WorkState {
    if let work = try await workReader() { return work }
    throw Failure(
      .storage, "the queue of \(lake) is missing, and cannot be made anew where nothing can be written",
      hint: "make the lake writable, or copy it to where it is")
  }
}
