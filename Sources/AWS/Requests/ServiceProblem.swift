import HTTPFetch
import JSON
import RankingModel

/// Why a service did not carry out a request.
struct ServiceProblem: Sendable {
  /// The status of its answer; `nil` where none came.
  var status: Int?
  /// The service's name for the problem, such as `AccessDenied`.
  var code: String?
  /// The message of the service or, without an answer, of the failed transfer. It contains no secrets.
  var message: String
  /// The region of the bucket, where the answer names it.
  var region: String?
  /// The wait that the service asked for.
  var retryAfter: Duration?
  /// Whether the task was cancelled.
  var isCancelled = false

  /// No answer came.
  init(_ error: FetchError) {
    message = "\(error)"
    isCancelled = error.cause == .cancelled
    retryAfter = error.retryAfter
  }

  /// An answer that is an error, in XML or in JSON.
  init(_ response: FetchResponse, secrets: [String], now: Instant) {
    status = response.status
    let json = try? JSONReader.read(response.body)
    let xml = json == nil ? try? XMLReader.read(response.body) : nil
    let error = xml.map { $0.name == "Error" ? $0 : $0["Error"] ?? $0 }
    // Such as `com.amazonaws.sqs#QueueDoesNotExist`.
    let type = json?["__type"]?.string?.split(separator: "#").last.map(String.init)
    let redactor = Redactor(secrets: secrets)
    let shown = { (text: String) in SafeText.start(of: redactor.redact(text), limit: 200) }
    code = (type ?? error?["Code"]?.text).map(shown)
    message = shown(json?["message"]?.string ?? json?["Message"]?.string ?? error?["Message"]?.text ?? "")
    region = response.header("x-amz-bucket-region") ?? error?["Region"]?.text
    retryAfter = response.headers.retryAfter(now: now.seconds)
  }

  /// Whether the outcome of the request is unknown: the service may have carried it out.
  var isOpen: Bool { status.map { $0 >= 500 || $0 == 408 } ?? true }

  /// Whether the same request may succeed later.
  var isPassing: Bool {
    let codes = ["RequestTimeout", "SlowDown", "Throttling", "ThrottlingException", "RequestThrottled"]
    return [408, 409, 425, 429, 500, 502, 503, 504].contains(status) || codes.contains { $0 == code }
  }

  /// Whether the credentials have expired.
  var meansEndedCredentials: Bool { code.map { $0.hasPrefix("ExpiredToken") } ?? false }

  /// This problem as a failure of `request` after `attempts` attempts.
  func failure(_ request: AWSRequest, _ endpoint: Endpoint, _ attempts: Int) -> Failure {
    let tries = attempts > 1 ? ", after \(attempts) attempts" : ""
    guard let status else {
      return isCancelled
        ? Failure(.interrupted, "a request to \(endpoint.host) was stopped", remedy: .goOn)
        : Failure(.storage, "\(message)\(tries)", remedy: .tryAgain)
    }
    let words = [code, message.isEmpty ? nil : message].compactMap { $0 }.joined(separator: ": ")
    return Failure(
      .storage,
      "\(endpoint.host) answered \(request.method) with status \(status)\(words.isEmpty ? "" : " (\(words))")\(tries)",
      remedy: remedy,
      facts: [JSONMember("status", .integer(Int64(status)))]
        + (code.map { [JSONMember("code", .string($0))] } ?? []))
  }

  private var remedy: Remedy {
    switch (code, status) {
    case ("RequestTimeTooSkewed", _): .words("set this machine's clock right")
    case ("NoSuchBucket", _): .otherBucket
    case _ where region != nil && [301, 307, 400].contains(status):
      .words("name the region of the bucket, which is \(SafeText.start(of: region ?? ""))")
    case (_, 401), (_, 403): .words("check the credentials and their permissions")
    default: isPassing ? .tryAgain : .words("see the server's message")
    }
  }
}
