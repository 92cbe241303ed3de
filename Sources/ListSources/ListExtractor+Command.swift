import HTTPFetch
import Jobs
import RankingModel

/// Lists that a program prints.
extension ListExtractor {
  /// The output of `command` for `day`.
  func output(of command: ListCommand, for day: Day) async throws -> FetchResponse {
    let words = command.words.map { RequestText.filled($0, day: day) }
    var call = ProgramCall(words, of: command, in: folder, environment: environment)
    (call.outputLimit, call.timeLimit) = (extraction.maximumSize, extraction.totalTimeout)
    do {
      let (output, said) = try await call.run()
      guard output.contains(where: { $0 > 0x20 }) else {
        throw ProgramProblem(reason: "printed nothing\(said)")
      }
      return FetchResponse(
        body: try withoutSecrets(output, call.secrets),
        effectiveURL: "command:" + call.redactor.redact(words.joined(separator: " ")))
    } catch let problem as ProgramProblem {
      throw ExtractionProblem(state: .unavailable, reason: "the command \(call.name) \(problem.reason)")
    }
  }
}
