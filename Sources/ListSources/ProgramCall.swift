import Glibc
import HTTPFetch
package import Jobs
import RankingModel
import Subprocess
import SystemPackage

/// Why a program that a job file names failed. The reason follows "the command NAME", and holds no secret.
package struct ProgramProblem: Error, Sendable {
  /// Why, in a few words.
  package var reason: String
}

/// A call of a program that a job file names: without a shell, in the job file's folder, within limits of time and output.
package struct ProgramCall: Sendable {
  /// The number of bytes that are kept from the end of standard error.
  private static let mostWords = 4096
  /// A shorter value of an environment variable does not count as a secret: other text may contain it by chance.
  private static let shortestSecret = 6
  /// The variables that every program gets.
  private static let common = ["PATH", "HOME", "LANG", "TZ"]

  /// The program and its arguments.
  package let words: [String]
  /// The program's name in messages.
  package let name: String
  /// The values of the variables that the job file names: they may be secrets.
  package let secrets: [String]
  /// The standard input of the program, at most 32 KiB.
  package var input: [UInt8] = []
  /// The most bytes that the program may print.
  package var outputLimit = 1 << 20
  /// The seconds within which the program must end.
  package var timeLimit = 60.0
  /// Masks the secrets.
  let redactor: Redactor
  private let folder: String
  private let variables: [String: String]

  /// A call of `words`, which are those of `command` with their variables filled in.
  ///
  /// - Parameters:
  ///   - folder: the folder of the job file.
  ///   - environment: the environment variables. The program gets a few of them, and those that `command` names.
  package init(_ words: [String], of command: ListCommand, in folder: String, environment: [String: String]) {
    (self.words, self.folder) = (words, folder)
    secrets = command.environment.compactMap { environment[$0] }
      .filter { $0.utf8.count >= ProgramCall.shortestSecret }
    redactor = Redactor(secrets: secrets)
    name = SafeText.start(of: redactor.redact(words[0]))
    variables = environment.filter { (ProgramCall.common + command.environment).contains($0.key) }
  }

  /// How the program ended.
  private struct Ending: Sendable {
    var status: TerminationStatus
    var output: [UInt8]
    var words: String
  }

  /// Runs the program to its end.
  ///
  /// - Returns: its output, and the last lines of its standard error, after a colon.
  /// - Throws: `ProgramProblem` where it cannot be run, fails, or exceeds a limit; `CancellationError`.
  package func run() async throws -> (output: [UInt8], said: String) {
    let ending: Ending?
    do {
      ending = try await start()
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      switch error.code {
      case .outputLimitExceeded: throw ProgramProblem(reason: "printed more than \(outputLimit) bytes")
      case .executableNotFound:
        throw ProgramProblem(reason: "cannot be run: it is not there, or not executable")
      default:
        let reason = error.underlyingError.map { "\($0)" } ?? error.description
        throw ProgramProblem(reason: "cannot be run: \(SafeText.start(of: redactor.redact(reason)))")
      }
    }
    try Task.checkCancellation()
    guard let ending else { throw ProgramProblem(reason: "did not end within \(timeLimit) seconds") }
    let said = ProgramCall.lastLines(redactor.redact(ending.words))
    switch ending.status {
    case .exited(0): return (ending.output, said)
    case .exited(let code): throw ProgramProblem(reason: "ended with exit code \(code)\(said)")
    case .signaled(let signal): throw ProgramProblem(reason: "was ended by signal \(signal)\(said)")
    }
  }

  /// Runs the program; `nil` where the time limit passed. The program and everything it started are then asked to end, and killed
  /// if they do not.
  private func start() async throws -> Ending? {
    let path = words[0].hasPrefix("/") ? words[0] : "\(folder)/\(words[0])"
    let executable: Executable = words[0].contains("/") ? .path(FilePath(path)) : .name(words[0])
    var environment: [Environment.Key: String] = [:]
    for (name, value) in variables {
      if let key = Environment.Key(rawValue: name) { environment[key] = value }
    }
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]
    let configuration = Configuration(
      executable: executable, arguments: Arguments(Array(words.dropFirst())),
      environment: .custom(environment), workingDirectory: FilePath(folder), platformOptions: options)
    return try await within(timeLimit) { [input, outputLimit] in
      if input.isEmpty { return try await ProgramCall.end(of: configuration, .none, outputLimit) }
      let pipe = try ProgramCall.pipe(holding: input)
      return try await ProgramCall.end(
        of: configuration, .fileDescriptor(pipe, closeAfterSpawningProcess: true), outputLimit)
    }
  }

  private static func end(
    of configuration: Configuration, _ input: some InputProtocol, _ limit: Int
  ) async throws -> Ending {
    let result = try await Subprocess.run(
      configuration, input: input, output: .bytes(limit: limit), error: .sequence
    ) { execution in try await tail(of: execution.standardError) }
    return Ending(
      status: result.terminationStatus, output: result.standardOutput,
      words: String(decoding: result.closureResult, as: UTF8.self))
  }

  /// The read end of a pipe that holds `bytes` and nothing after them. A program that does not read them causes no error.
  private static func pipe(holding bytes: [UInt8]) throws -> FileDescriptor {
    let ends = try FileDescriptor.pipe()
    defer { try? ends.writeEnd.close() }
    // No other program that is started meanwhile may inherit the ends: while it held the write end, this program would wait for
    // more.
    _ = fcntl(ends.writeEnd.rawValue, F_SETFD, FD_CLOEXEC)
    _ = fcntl(ends.readEnd.rawValue, F_SETFD, FD_CLOEXEC)
    _ = fcntl(ends.writeEnd.rawValue, F_SETFL, O_NONBLOCK)
    guard (try? bytes.withUnsafeBytes { try ends.writeEnd.write($0) }) == bytes.count else {
      try? ends.readEnd.close()
      throw ProgramProblem(reason: "cannot be run: it would get more than a pipe holds")
    }
    return ends.readEnd
  }

  private static func tail(of sequence: SubprocessOutputSequence) async throws -> [UInt8] {
    var tail: [UInt8] = []
    for try await buffer in sequence {
      tail += buffer.withUnsafeBytes { Array($0) }
      if tail.count > mostWords { tail.removeFirst(tail.count - mostWords) }
    }
    return tail
  }

  /// The last three lines of `words`, joined on one line.
  private static func lastLines(_ words: String) -> String {
    let lines = words.split(whereSeparator: \.isNewline).suffix(3)
      .map { SafeText.start(of: String($0), limit: 200) }
    return lines.isEmpty ? "" : ": " + lines.joined(separator: " / ")
  }
}
