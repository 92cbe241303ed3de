import Synchronization

/// One request to one address, without redirects or retries, as `CurlFetcher` hands it to the loop.
struct TransferOrder: Sendable {
  var address: WebAddress
  var method: String
  var body: [UInt8]?
  var headers: [HeaderField]
  var userAgent: String
  var limits: FetchLimits
  var acceptedStatuses: Set<Int>
  var cancellation: Cancellation
  /// Resumed exactly once, by the loop.
  var completion: CheckedContinuation<TransferResult, Never>
}

/// Tells the loop to end a transfer. Set by the task that waits for the transfer, read by the loop.
final class Cancellation: Sendable {
  private let flag = Atomic(false)

  var isRequested: Bool { flag.load(ordering: .acquiring) }

  func request() { flag.store(true, ordering: .releasing) }
}

/// How a transfer ended, and what had arrived by then.
struct TransferResult: Sendable {
  enum Ending: Sendable {
    case complete
    /// libcurl's code for the failure, and its text.
    case failed(code: UInt32, text: String)
    /// Nothing arrived for the length of the stall timeout.
    case stalled
    /// The body exceeds the limit.
    case tooLarge
    /// The head, one of its lines or a line after the body exceeds any sensible size.
    case headTooLarge
    case cancelled
  }

  var ending: Ending
  /// The status of the answer; 0 where none came.
  var status = 0
  var headers: [HeaderField] = []
  var body: [UInt8] = []
  /// The time since the start of the transfer, without the wait for its turn.
  var elapsed: Duration = .zero
}
