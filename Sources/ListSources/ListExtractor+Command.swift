import HTTPFetch
import Jobs
import RankingModel
import Subprocess
import SystemPackage

/// Lists that a program prints.
extension ListExtractor {
  /// The last of what a program says on standard error is kept, so many bytes of it.
  private static let mostWords = 4096
  /// A shorter value of an environment variable is no secret: other text has it by chance.
  private static let shortestSecret = 6
  /// The variables that every program gets.
  private static let common = ["PATH", "HOME", "LANG", "TZ"]

  /// What came of running a program.
  private struct Ended: Sendable {
    var status: TerminationStatus
    var output: [UInt8]
    var words: String
  }

  /// What `command` prints for `day`.
  func output(of command: ListCommand, for day: Day) async throws -> FetchResponse {
    let words = command.words.map { RequestText.filled($0, day: day) }
    let secrets = command.environment.compactMap { environment[$0] }
      .filter { $0.utf8.count >= ListExtractor.shortestSecret }
    let redactor = Redactor(secrets: secrets)
    let name = SafeText.start(of: redactor.redact(words[0]))
    func unavailable(_ reason: String) -> ExtractionProblem {
      ExtractionProblem(state: .unavailable, reason: "the command \(name) \(reason)")
    }
    let ended: Ended?
    do {
      ended = try await run(words, command)
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      switch error.code {
      case .outputLimitExceeded: throw unavailable("printed more than \(extraction.maximumSize) bytes")
      case .executableNotFound: throw unavailable("cannot be run: it is not there, or not executable")
      default:
        let reason = error.underlyingError.map { "\($0)" } ?? error.description
        throw unavailable("cannot be run: \(SafeText.start(of: redactor.redact(reason)))")
      }
    }
    try Task.checkCancellation()
    guard let ended else { throw unavailable("did not end within \(extraction.totalTimeout) seconds") }
    let said = ListExtractor.lastLines(redactor.redact(ended.words))
    switch ended.status {
    case .exited(0): break
    case .exited(let code): throw unavailable("ended with exit code \(code)\(said)")
    case .signaled(let signal): throw unavailable("was ended by signal \(signal)\(said)")
    }
    guard ended.output.contains(where: { $0 > 0x20 }) else { throw unavailable("printed nothing\(said)") }
    return FetchResponse(
      body: try withoutSecrets(ended.output, secrets),
      effectiveURL: "command:" + redactor.redact(words.joined(separator: " ")))
  }

  /// Runs the program in the job file's folder; `nil` where its time is over. A program that is to end is asked to, and killed
  /// if it does not, with all that it has started.
  private func run(_ words: [String], _ command: ListCommand) async throws -> Ended? {
    let path = words[0].hasPrefix("/") ? words[0] : "\(folder)/\(words[0])"
    let executable: Executable = words[0].contains("/") ? .path(FilePath(path)) : .name(words[0])
    var variables: [Environment.Key: String] = [:]
    for name in ListExtractor.common + command.environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = environment[name] }
    }
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
    ]
    let configuration = Configuration(
      executable: executable, arguments: Arguments(Array(words.dropFirst())),
      environment: .custom(variables), workingDirectory: FilePath(folder), platformOptions: options)
    let (limit, time) = (extraction.maximumSize, extraction.totalTimeout)
    return try await withThrowingTaskGroup(of: Ended?.self) { group in
      group.addTask {
        let result = try await Subprocess.run(
          configuration, input: .none, output: .bytes(limit: limit), error: .sequence
        ) { execution in try await ListExtractor.tail(of: execution.standardError) }
        return Ended(
          status: result.terminationStatus, output: result.standardOutput,
          words: String(decoding: result.closureResult, as: UTF8.self))
      }
      group.addTask {
        try await Task.sleep(for: .seconds(time))
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  private static func tail(of sequence: SubprocessOutputSequence) async throws -> [UInt8] {
    var tail: [UInt8] = []
    for try await buffer in sequence {
      tail += buffer.withUnsafeBytes { Array($0) }
      if tail.count > mostWords { tail.removeFirst(tail.count - mostWords) }
    }
    return tail
  }

  /// The last three lines of what a program said, on one.
  private static func lastLines(_ words: String) -> String {
    let lines = words.split(whereSeparator: \.isNewline).suffix(3)
      .map { SafeText.start(of: String($0), limit: 200) }
    return lines.isEmpty ? "" : ": " + lines.joined(separator: " / ")
  }
}
