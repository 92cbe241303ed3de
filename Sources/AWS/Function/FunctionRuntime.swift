public import HTTPFetch
public import JSON
public import RankingModel

/// A call of a function.
public struct Invocation: Sendable {
  /// The name of the call.
  public var id: String
  /// The event to handle.
  public var event: JSONValue
  /// When the function is stopped; `nil` where the runtime does not say.
  public var deadline: Instant?
}

/// Speaks the runtime API of AWS Lambda: takes one invocation after another and answers each.
/// See docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
public struct FunctionRuntime: Sendable {
  private let base: String
  private let fetcher: any Fetching

  /// The runtime API at `host`, which may have a port, as `AWS_LAMBDA_RUNTIME_API` names it.
  public init(host: String, fetcher: any Fetching) {
    (base, self.fetcher) = ("http://\(host)/2018-06-01/runtime", fetcher)
  }

  /// Answers invocations with `handler` for as long as there is a runtime API. An error that `handler` throws is the failure of
  /// that invocation only.
  ///
  /// - Throws: `source` where the runtime API does not answer, `interrupted` where the task was cancelled.
  public func run(_ handler: @Sendable (Invocation) async throws -> JSONValue) async throws(Failure) -> Never
  {
    while true {
      guard let (id, deadline, body) = try await next() else { continue }
      let path = "invocation/\(id)"
      do {
        let event: JSONValue
        do throws(JSONError) { event = try JSONReader.read(body) } catch {
          throw Failure(.usage, "the event is no JSON: \(error)")
        }
        let answer = try await handler(Invocation(id: id, event: event, deadline: deadline))
        _ = try await post("\(path)/response", answer)
      } catch let failure as Failure where failure.kind == .interrupted {
        throw failure
      } catch {
        let failure = error as? Failure ?? Failure(.program, "\(error)")
        _ = try await post("\(path)/error", FunctionRuntime.words(failure), failure)
      }
    }
  }

  /// Reports that the function cannot start.
  public func refuse(_ failure: Failure) async throws(Failure) {
    _ = try await post("init/error", FunctionRuntime.words(failure), failure)
  }

  /// Waits for the next invocation; `nil` where none came for a long time.
  private func next() async throws(Failure) -> (id: String, deadline: Instant?, body: [UInt8])? {
    var request = FetchRequest(url: "\(base)/invocation/next")
    // Lambda may freeze a function here for hours.
    let hours = 12.0
    request.limits = FetchLimits(connect: 10, total: hours * 3600, bytes: 16 << 20, redirects: 0)
    request.retry = .never
    let response: FetchResponse
    do throws(FetchError) { response = try await fetcher.fetch(request) } catch {
      if case .timedOut = error.cause { return nil }
      throw FunctionRuntime.failure(error)
    }
    guard let id = response.header("Lambda-Runtime-Aws-Request-Id") else {
      throw Failure(.source, "the runtime API gave an invocation without a name")
    }
    // Milliseconds as digits become microseconds. A number that is too large for them is no deadline.
    let deadline = response.header("Lambda-Runtime-Deadline-Ms").flatMap { Int64("\($0)000") }
    return (id, deadline.map { Instant(microseconds: $0) }, response.body)
  }

  private func post(_ path: String, _ json: JSONValue, _ failure: Failure? = nil) async throws(Failure) {
    var request = FetchRequest(url: "\(base)/\(path)")
    (request.method, request.body) = ("POST", CanonicalJSON.bytes(json))
    request.headers = [HeaderField("Content-Type", "application/json")]
    if let failure {
      request.headers.append(
        HeaderField("Lambda-Runtime-Function-Error-Type", FunctionRuntime.type(failure)))
    }
    request.retry = .never
    // The runtime takes no answer for an invocation that was stopped meanwhile.
    request.acceptedStatuses = [400, 403, 404, 410, 413]
    do throws(FetchError) { _ = try await fetcher.fetch(request) } catch {
      throw FunctionRuntime.failure(error)
    }
  }

  private static func type(_ failure: Failure) -> String { "marquee.\(failure.kind.rawValue)" }

  private static func words(_ failure: Failure) -> JSONValue {
    ["errorMessage": .string(failure.message), "errorType": .string(type(failure)), "stackTrace": []]
  }

  private static func failure(_ error: FetchError) -> Failure {
    error.cause == .cancelled
      ? Failure(.interrupted, "the function was stopped", remedy: .goOn)
      : Failure(.source, "the runtime API: \(error)")
  }
}
