import Logging
import Operations
import Pipeline
import Presentation
import RankingModel
import Synchronization

/// The destination of a command's answer and messages, in the form that its options ask for.
struct Terminal: Sendable {
  let context: CommandContext
  let options: GlobalOptions

  /// Whether progress is drawn as a bar. The bar overwrites itself, which needs a capable terminal.
  var showsBar: Bool {
    context.errorsWidth != nil && context.environment["TERM"] != "dumb" && !options.quiet && !options.verbose
      && options.logFormat == .text
  }

  /// Writes `document` to standard output in the form asked for. Where the form is rows, standard error says what pages and JSON
  /// say beside their rows.
  ///
  /// - Parameter isContinued: whether records with the same columns were written before.
  func print(_ document: Document, isContinued: Bool = false) throws(Failure) {
    let renderer = Renderer(
      options.json ? .json : options.format, width: context.width, hasColor: hasColor, isRaw: options.noEscape
    )
    try context.output.write(renderer.text(document, isContinued: isContinued))
    guard showsRows else { return }
    for note in document.notes { say(note) }
    if document.more > 0 { say("\(document.more) more; --limit 0 gives all") }
  }

  /// Whether answers are tables for people.
  var showsTables: Bool { options.format == .table && !options.json }

  /// Whether answers are rows for programs, as CSV or as JSON Lines.
  var showsRows: Bool { [.csv, .jsonl].contains(options.format) }

  /// Whether the locale names a character encoding other than UTF-8.
  var isASCII: Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { context.environment[$0] }
    guard let locale = names.first(where: { !$0.isEmpty })?.lowercased() else { return false }
    return !locale.contains("utf-8") && !locale.contains("utf8")
  }

  private var hasColor: Bool {
    switch options.color {
    case .always: true
    case .never: false
    case .auto:
      context.width != nil && context.environment["NO_COLOR", default: ""].isEmpty
        && context.environment["TERM"] != "dumb"
    }
  }

  /// Writes a message to people on standard error, unless `--quiet` is given.
  @Sendable func say(_ words: String) {
    guard !options.quiet else { return }
    switch options.logFormat {
    case .text: try? context.errors.write(SafeText.lines(words) + "\n")
    case .json: log(from: .notice).notice("note", metadata: ["words": .string(words)])
    }
  }

  /// Writes a warning to people on standard error, even with `--quiet`.
  @Sendable func warn(_ words: String) {
    switch options.logFormat {
    case .text: try? context.errors.write("warning: \(SafeText.lines(words))\n")
    case .json: log(from: .warning).warning("warning", metadata: ["words": .string(words)])
    }
  }

  /// Erases the bar on standard error.
  func draw() { if showsBar { try? context.errors.write(ProgressBar.end) } }

  /// Draws the bar for `done` of `total` on standard error, followed by `words`; does nothing if no bar is shown.
  func draw(_ done: Int, of total: Int, _ words: String) {
    guard showsBar, let width = context.errorsWidth else { return }
    try? context.errors.write(ProgressBar.text(done, of: total, words, width: width))
  }

  /// The log for the steps and requests that `--verbose` shows.
  var logger: Logger { log(from: options.verbose ? .debug : .critical) }

  /// The log for the events of a command that never ends, one line each.
  var eventLogger: Logger { log(from: options.quiet ? .warning : options.verbose ? .debug : .info) }

  private func log(from level: Logger.Level) -> Logger {
    let log = DiagnosticLog(
      errors: context.errors, format: options.logFormat, clock: context.clock,
      metadataProvider: Logger.MetadataProvider { LogContext.metadata })
    var logger = Logger(label: "marquee") { _ in log }
    logger.logLevel = level
    return logger
  }

  /// Does `work` and shows how many objects it has read.
  func showingObjects<Value, Problem: Error>(
    _ work: (@escaping Workplace.OnProgress) async throws(Problem) -> Value
  ) async throws(Problem) -> Value {
    try await showing("objects", work)
  }

  /// Does `work` and shows how many of the things that `noun` names are done.
  func showing<Value, Problem: Error>(
    _ noun: String, _ work: (@escaping Workplace.OnProgress) async throws(Problem) -> Value
  ) async throws(Problem) -> Value {
    let bar = Mutex(0)
    defer { draw() }
    return try await work { done, total in
      bar.withLock { shown in
        // Threads report out of order; the bar must not go back.
        guard done > shown else { return }
        shown = done
        draw(done, of: total, noun)
        if done == total { draw() }
      }
    }
  }
}
