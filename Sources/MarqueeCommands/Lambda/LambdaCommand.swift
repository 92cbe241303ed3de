import AWS
import ArgumentParser
import HTTPFetch
import JSON
import Logging
import Operations
import Pipeline
import Presentation
import RankingModel

/// `marquee lambda get`, and `marquee lambda enrich`.
struct LambdaCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "lambda",
    abstract: "Run as a function of AWS Lambda: begin runs, and ask about their items.",
    discussion: """
      get takes the event of a scheduler,
        {"job": "imdb-top10", "time": "2026-05-01T03:30:00Z"}
      and fetches the list and puts its items into the queue. enrich takes messages
      of the queue, asks about their items and keeps the answers in the lake; with
      the last item of a run it checks and publishes the day.

      MARQUEE_QUEUE is the address of the queue, MARQUEE_JOB the job of events that
      name none, MARQUEE_LINEAGE where events of OpenLineage go. Outside of Lambda,
      get takes one event from --event, and enrich works off the queue until it is
      empty.

      Examples:
        marquee lambda                            in Lambda, as handler get or enrich
        marquee lambda get --event event.json     begin one run from here
        marquee lambda enrich                     work off the queue from here
      """)

  /// The kinds of function.
  enum Handler: String, CaseIterable, Sendable, ExpressibleByArgument { case get, enrich }

  @Argument(help: "What the function does; in Lambda its handler's name says it where it is not given.")
  var handler: Handler?

  @Option(
    help: ArgumentHelp("Take one event from a file, or from standard input.", valueName: "file or -"),
    completion: .file())
  var event: String?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let environment = terminal.context.environment
    let fetcher = CurlFetcher(maximumConnections: 4, version: marqueeVersion, logger: terminal.logger)
    guard let host = environment["AWS_LAMBDA_RUNTIME_API"], event == nil else {
      return try await answerOnce(try function(workplace, terminal, fetcher), terminal)
    }
    let runtime = FunctionRuntime(host: host, fetcher: fetcher)
    let function: LambdaFunction
    do throws(Failure) { function = try self.function(workplace, terminal, fetcher) } catch {
      try await runtime.refuse(error)
      throw error
    }
    let clock = terminal.context.clock
    // Time to store what follows an answer, and to send lineage.
    let reserve = environment["MARQUEE_LINEAGE"]?.isEmpty == false ? 35.0 : 5
    try await runtime.run { invocation in
      try await function.answer(invocation.event) { time in
        guard let deadline = invocation.deadline else { return true }
        return clock().advanced(bySeconds: Double(time.milliseconds) / 1000 + reserve) < deadline
      }
    }
  }

  /// Answers the event that is given as an option, or works off the queue.
  private func answerOnce(_ function: LambdaFunction, _ terminal: Terminal) async throws -> Answer {
    guard let event else {
      guard function.handler == .enrich else {
        throw Failure(.usage, "get needs an event", remedy: .words("give one with --event"))
      }
      let count = try await function.workOff()
      return Answer(saying: "handled \(counted(count, "message")) of the queue")
    }
    let bytes = try InputFile.bytes(at: event, "the event", atMost: 16 << 20)
    guard let json = try? JSONReader.read(bytes) else { throw Failure(.usage, "the event is no JSON") }
    try terminal.context.output.write(JSONText.line(try await function.answer(json) { _ in true }))
    return Answer()
  }

  private func function(
    _ workplace: Workplace, _ terminal: Terminal, _ fetcher: any Fetching
  ) throws(Failure) -> LambdaFunction {
    let environment = terminal.context.environment
    // The handler's name may have a prefix, as in bootstrap.get.
    let named = environment["_HANDLER"]?.split(separator: ".").last.flatMap { Handler(rawValue: String($0)) }
    guard let handler = handler ?? named else {
      throw Failure(
        .usage, "nothing says what the function does",
        remedy: .words("name the handler get or enrich, as an argument or as the function's handler"))
    }
    guard let url = environment["MARQUEE_QUEUE"], !url.isEmpty else {
      throw Failure(
        .usage, "no queue is named", remedy: .words("set MARQUEE_QUEUE to the address of the queue"))
    }
    let access = try AWSAccess(environment: environment, fetcher: fetcher)
    let queue = SQSQueue(url, client: AWSClient(access, fetcher: fetcher))
    return LambdaFunction(
      handler: handler, workplace: workplace, usualJob: environment["MARQUEE_JOB"],
      queue: SQSTaskQueue(queue) { terminal.warn($0) }, lineage: environment["MARQUEE_LINEAGE"]
    ) { report in
      terminal.eventLogger.info(
        "run ended",
        metadata: [
          "run": .string(report.id), "chart": .stringConvertible(report.chart),
          "day": .stringConvertible(report.day), "outcome": .string(report.outcome?.rawValue ?? "none"),
        ])
    }
  }
}
