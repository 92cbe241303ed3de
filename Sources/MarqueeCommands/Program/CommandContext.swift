import Glibc
public import LakeStore
public import Presentation
public import RankingModel
public import Storage

/// What a command touches besides the lake: the terminal, the environment and the clock.
public struct CommandContext: Sendable {
  /// Where answers go.
  public var output: StandardOutput
  /// Where words to people go.
  public var errors: StandardOutput
  /// Columns of the terminal that answers go to; `nil` where they go elsewhere.
  public var width: Int?
  /// Columns of the terminal that words to people go to; `nil` where they go elsewhere.
  public var errorsWidth: Int?
  /// The environment variables.
  public var environment: [String: String]
  /// What time it is.
  public var clock: @Sendable () -> Instant = { Instant.now }
  /// Where the lake named by a folder is.
  public var place: @Sendable (String) -> LakePlace = { LakePlace(folder: $0) }
  /// What keeps the lake named by an address of a bucket, where that is not the bucket.
  public var storage: @Sendable (String) -> (any Storage)? = { _ in nil }
  /// What the program was called with, for those who wait for it.
  public var commandLine = "marquee"

  /// A context with no terminal and the system's clock.
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
      // So that any day can be tried out; time goes on from there.
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
