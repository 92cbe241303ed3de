import Glibc
public import LakeStore
public import Presentation
public import RankingModel
public import Storage

/// The surroundings of a command besides the lake: the terminal, the environment and the clock.
public struct CommandContext: Sendable {
  /// The destination of answers.
  public var output: StandardOutput
  /// The destination of messages to people.
  public var errors: StandardOutput
  /// The columns of the terminal that shows answers; `nil` if they go elsewhere.
  public var width: Int?
  /// The columns of the terminal that shows messages to people; `nil` if they go elsewhere.
  public var errorsWidth: Int?
  /// The environment variables.
  public var environment: [String: String]
  /// Returns the current time.
  public var clock: @Sendable () -> Instant = { Instant.now }
  /// Returns the place of the lake in a folder.
  public var place: @Sendable (String) -> LakePlace = { LakePlace(folder: $0) }
  /// Returns a storage to use instead of the bucket at an address; `nil` to use the bucket.
  public var storage: @Sendable (String) -> (any Storage)? = { _ in nil }
  /// The command line, which is shown to other commands that wait for this one.
  public var commandLine = "marquee"

  /// A context without a terminal, with the system's clock.
  public init(output: StandardOutput, errors: StandardOutput, environment: [String: String] = [:]) {
    (self.output, self.errors, self.environment) = (output, errors, environment)
  }

  /// The context of this process.
  static func process(arguments: [String]) -> CommandContext {
    var context = CommandContext(output: .standard, errors: .standardError, environment: processEnvironment())
    context.width = terminalWidth(STDOUT_FILENO, context.environment["COLUMNS"])
    context.errorsWidth = terminalWidth(STDERR_FILENO, context.environment["COLUMNS"])
    context.commandLine = String("marquee \(arguments.joined(separator: " "))".prefix(200))
    if let now = context.environment["MARQUEE_NOW"].flatMap({ Instant($0) }) {
      // For trying out any day: the clock starts at MARQUEE_NOW and runs on from there.
      let offset = now.microseconds - Instant.now.microseconds
      context.clock = { Instant(microseconds: Instant.now.microseconds + offset) }
    }
    return context
  }
}

/// The environment variables of this process.
func processEnvironment() -> [String: String] {
  var variables: [String: String] = [:]
  var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
  while let entry = next?.pointee {
    let text = String(cString: entry)
    if let equals = text.firstIndex(of: "=") {
      variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    next = next?.advanced(by: 1)
  }
  return variables
}

private func terminalWidth(_ descriptor: Int32, _ columns: String?) -> Int? {
  guard isatty(descriptor) == 1 else { return nil }
  if let columns = columns.flatMap({ Int($0) }), columns > 0 { return columns }
  var size = winsize()
  guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}
