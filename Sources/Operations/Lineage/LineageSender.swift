import HTTPFetch
import Pipeline
import Synchronization

/// Posts events to an address, one after the other, while the runs go on. After a failure, events are dropped for a while, so
/// that a receiver that is down or slow does not hold up the runs.
final class LineageSender: LineageLog {
  /// The largest number of events that wait to be sent.
  private static let mostWaiting = 10_000

  private let events: AsyncStream<[UInt8]>.Continuation
  private let sending: Task<Void, Never>
  private let patience: Duration
  private let tellOverflow: @Sendable () -> Void

  /// Starts a task that sends events.
  ///
  /// - Parameters:
  ///   - timeLimit: the limit in seconds for each of the three attempts to post an event.
  ///   - patience: how long `close` waits for events that are not sent yet.
  init(
    url: String, key: String?, fetcher: any Fetching, timeLimit: Double = 4,
    patience: Duration = .seconds(30), warning: @escaping @Sendable (String) -> Void
  ) {
    let key = key.flatMap { $0.isEmpty ? nil : $0 }
    var request = FetchRequest(url: url)
    request.method = "POST"
    request.headers = [HeaderField("Content-Type", "application/json")]
    if let key { request.headers.append(HeaderField("Authorization", "Bearer \(key)")) }
    request.hideAddress(andKey: key)
    // A redirect could lose the posted event, or disclose it to another server.
    request.limits = FetchLimits(connect: timeLimit, total: timeLimit, bytes: 1 << 20, redirects: 0)
    request.retry = RetryPolicy(attempts: 3)
    request.retry.retryAfterCeiling = .seconds(2)
    let (stream, continuation) = AsyncStream.makeStream(
      of: [UInt8].self, bufferingPolicy: .bufferingOldest(LineageSender.mostWaiting))
    (events, self.patience) = (continuation, patience)
    sending = Task { [request] in await LineageSender.send(stream, by: request, fetcher, warning) }
    let isTold = Mutex(false)
    tellOverflow = { [shown = request.description] in
      let wasTold = isTold.withLock { told in
        defer { told = true }
        return told
      }
      if !wasTold {
        warning("lineage for \(shown) comes faster than it can be sent; some events are left out")
      }
    }
  }

  func add(_ event: [UInt8]) { if case .dropped = events.yield(event) { tellOverflow() } }

  func close() async {
    events.finish()
    let limit = Task {
      try await Task.sleep(for: patience)
      sending.cancel()
    }
    await sending.value
    limit.cancel()
  }

  /// Sends `events` until the stream ends or the task is cancelled.
  private static func send(
    _ events: AsyncStream<[UInt8]>, by request: FetchRequest, _ fetcher: any Fetching,
    _ warning: @Sendable (String) -> Void
  ) async {
    var request = request
    // The time of the last failure, while events are dropped because of it.
    var failedAt: ContinuousClock.Instant?
    for await event in events {
      if let failedAt, failedAt.duration(to: .now) < .seconds(60) { continue }
      request.body = event
      do throws(FetchError) {
        _ = try await fetcher.fetch(request)
        failedAt = nil
      } catch {
        if error.cause == .cancelled { break }
        if failedAt == nil { warning("lineage could not be sent, and events are left out: \(error)") }
        failedAt = .now
      }
    }
    if Task.isCancelled {
      warning("lineage could not be sent to \(request) in time, and the last events are left out")
    }
  }
}
