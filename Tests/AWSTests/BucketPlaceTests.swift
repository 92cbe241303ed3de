import AWS
import Foundation
import HTTPFetch
import MarqueeTestSupport
import RankingModel
import Testing

/// Files in a bucket that may be replaced.
@Suite struct BucketPlaceTests {
  private struct Fixture {
    let server: BucketServer
    let place: BucketPlace

    init(_ address: String = "s3://lake/published", pageSize: Int = 1000) throws {
      server = try BucketServer(pageSize: pageSize)
      let fetcher = CurlFetcher(maximumConnections: 16)
      let access = try AWSAccess(environment: server.environment, fetcher: fetcher)
      let client = AWSClient(access, fetcher: fetcher, retry: RetryPolicy(attempts: 4), sleep: { _ in })
      place = BucketPlace(try BucketAddress(address), client: client, width: 4)
    }

    /// Five files below `months/`, and one beside them.
    func fill() async throws {
      let names = (1...5).map { "months/chart=a b/month=2026-0\($0)/ä.parquet" } + ["months.json"]
      try await place.put(names.enumerated().map { ($1, Array(repeating: 7, count: $0 + 1)) })
    }
  }

  @Test func filesAreListedReadReplacedAndRemoved() async throws {
    let fixture = try Fixture(pageSize: 2)
    try await fixture.fill()
    #expect(fixture.server.objects["published/months/chart=a b/month=2026-03/ä.parquet"] == [7, 7, 7])
    let place = fixture.place
    let sizes = try await place.sizes(below: "months/")
    #expect(sizes.count == 5)
    for month in 1...5 { #expect(sizes["months/chart=a b/month=2026-0\(month)/ä.parquet"] == month) }
    let first = "months/chart=a b/month=2026-01/ä.parquet"
    try await place.put([(first, [1, 2]), ("new", [])])
    #expect(
      try await place.read(["missing", first, "months.json", "new"]) == [
        nil, [1, 2], [7, 7, 7, 7, 7, 7], [],
      ])
    // A file that was listed but is gone by now is ignored.
    try await place.remove([first, "missing"])
    #expect(try await place.sizes(below: "months/").count == 4)
    #expect(try await place.sizes(below: "nothing/").isEmpty)
    #expect(place.location == "s3://lake/published" && place.address == "s3://lake/published")
    #expect(fixture.server.complaints == [])
    // No trial objects are left in the bucket, and no request is a conditional create.
    #expect(
      fixture.server.objects.keys.allSatisfy { $0.hasPrefix("published/months") || $0 == "published/new" })
    #expect(fixture.server.requests.allSatisfy { $0.header("If-None-Match") == nil })
  }

  @Test func aBucketMayBeThePlaceAsAWhole() async throws {
    let fixture = try Fixture("s3://lake")
    fixture.server.set("months/", to: [])
    try await fixture.fill()
    #expect(fixture.server.objects["months.json"] != nil)
    // The object that stands for a folder does not count as a file.
    #expect(try await fixture.place.sizes(below: "months/").count == 5)
    #expect(fixture.place.address == "s3://lake")
  }

  @Test func requestsAreSentAgainWhereThatHelps() async throws {
    let fixture = try Fixture()
    let counter = Counter()
    fixture.server.setFault { _ in
      switch counter.next() {
      case 1: .lostBefore
      case 2: .lostAfter
      case 3: .refused(503, "SlowDown")
      case 4: .doubled
      default: nil
      }
    }
    try await fixture.fill()
    #expect(fixture.server.objects.count == 6)
    // Six files, and three that were sent again.
    #expect(fixture.server.requests.count { $0.method == "PUT" } == 9)
  }

  @Test func whatIsRefusedIsAFailureThatNamesThePlace() async throws {
    let fixture = try Fixture()
    fixture.server.setFault { $0.method == "PUT" ? .refused(403, "AccessDenied") : nil }
    let failure = await #expect(throws: Failure.self) { try await fixture.fill() }
    #expect(failure?.kind == .storage)
    #expect(failure?.message.hasPrefix("s3://lake/published could not be stored: ") == true)
    #expect(fixture.server.objects.isEmpty)
  }
}
