import HTTPFetch
import MarqueeTestSupport
import Synchronization

/// A fetcher that records the pauses between attempts instead of waiting.
final class FetcherFixture: Sendable {
  private let noted = Mutex<[Duration]>([])
  private let random: Double
  private let time: Int64
  private let maximumConnections: Int

  /// - Parameters:
  ///   - random: the place of each pause within its range; with 1 the pause is the doubled base itself.
  ///   - time: the clock's time, in seconds since 1970.
  init(random: Double = 1, time: Int64 = 0, maximumConnections: Int = 8) {
    self.random = random
    self.time = time
    self.maximumConnections = maximumConnections
  }

  var pauses: [Duration] { noted.withLock { $0 } }

  /// Whether a connection may have been idle for longer than libcurl keeps it (`CURLOPT_MAXAGE_CONN`, 118 seconds). That can
  /// happen on a machine that is busy with other tests.
  static func mayHaveIdled(since start: ContinuousClock.Instant) -> Bool {
    ContinuousClock.now - start > .seconds(100)
  }

  func makeFetcher() -> CurlFetcher {
    CurlFetcher(
      maximumConnections: maximumConnections, version: "7.8",
      sleep: { [self] pause in noted.withLock { $0.append(pause) } },
      random: { [random] in random }, now: { [time] in time })
  }

  /// Fetches `request` with a new fetcher.
  func fetch(_ request: FetchRequest) async throws -> FetchResponse {
    try await makeFetcher().fetch(request)
  }

  /// The error of fetching `request`; nil if it succeeds.
  func failure(of request: FetchRequest) async -> FetchError? {
    do throws(FetchError) {
      _ = try await makeFetcher().fetch(request)
      return nil
    } catch {
      return error
    }
  }
}

extension FetchResponse {
  var text: String { String(decoding: body, as: UTF8.self) }
}

/// Plays its behaviours in order, then repeats the last one.
final class Script: Sendable {
  private let rest: Mutex<[LoopbackBehaviour]>

  init(_ behaviours: LoopbackBehaviour...) {
    rest = Mutex(behaviours)
  }

  func next() -> LoopbackBehaviour {
    rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
  }
}
