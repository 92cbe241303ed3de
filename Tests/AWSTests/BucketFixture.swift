import AWS
import HTTPFetch
import MarqueeTestSupport
import RankingModel
import Storage
import Synchronization

/// A bucket storage on its own server, with a client that does not wait between attempts.
struct BucketFixture: Sendable {
  let server: BucketServer
  let storage: S3Storage
  let client: AWSClient
  private let noted = Pauses()

  static var fetcher: CurlFetcher { CurlFetcher(maximumConnections: 16) }

  private final class Pauses: Sendable {
    let all = Mutex<[Duration]>([])
  }

  /// The pauses that the client would have made between attempts.
  var pauses: [Duration] { noted.all.withLock { $0 } }

  init(
    _ manner: BucketServer.Manner = .sound, prefix: String = "p", pageSize: Int = 1000, width: Int = 8,
    allowsSingleWriter: Bool = false, attempts: Int = 4, credentials: AWSCredentialChain? = nil
  ) throws {
    server = try BucketServer(manner, pageSize: pageSize)
    let fetcher = Self.fetcher
    var access = try AWSAccess(environment: server.environment, fetcher: fetcher)
    if let credentials { access.credentials = credentials }
    client = AWSClient(
      access, fetcher: fetcher, retry: RetryPolicy(attempts: attempts),
      sleep: { [noted] pause in noted.all.withLock { $0.append(pause) } }, random: { 1 })
    storage = S3Storage(
      try BucketAddress("s3://\(BucketServer.bucket)\(prefix.isEmpty ? "" : "/\(prefix)")"), client: client,
      width: width, allowsSingleWriter: allowsSingleWriter)
  }

  static func file(_ text: String) -> StoredFile {
    StoredFile(.object(ObjectID(of: Array(text.utf8))), Array(text.utf8))
  }

  /// The failure that `work` throws; nil if it succeeds.
  static func failure(of work: () async throws(Failure) -> Void) async -> Failure? {
    do throws(Failure) {
      try await work()
      return nil
    } catch { return error }
  }
}

/// Counts how often something happens.
final class Counter: Sendable {
  private let value = Mutex(0)

  /// The number of this call, from 1.
  func next() -> Int {
    value.withLock {
      $0 += 1
      return $0
    }
  }
}
