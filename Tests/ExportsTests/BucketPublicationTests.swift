import AWS
import Foundation
import GRDB
import HTTPFetch
import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Storage
import Synchronization
import Testing

@testable import Operations

/// Publications in a bucket of a server on this machine: they have the same files as publications in a folder.
@Suite(.timeLimit(.minutes(30))) struct BucketPublicationTests {
  private static let prefix = "charts/published/"

  /// A lake in a folder, and a bucket.
  private struct Fixture {
    let lake: ExportFixture
    let server: BucketServer
    let place: BucketPlace

    init() async throws {
      lake = try await ExportFixture.twoDays()
      server = try BucketServer()
      let fetcher = CurlFetcher(maximumConnections: 8)
      let access = try AWSAccess(environment: server.environment, fetcher: fetcher)
      let client = AWSClient(access, fetcher: fetcher, retry: RetryPolicy(attempts: 2), sleep: { _ in })
      place = BucketPlace(try BucketAddress("s3://lake/charts/published"), client: client, width: 8)
    }

    func publish() async throws -> Publication { try await lake.workplace.publish(lake.chart, to: place) }

    /// A third day, in the second month.
    func addDay() async throws {
      try await lake.record("2026-05-02", [Entry(rank: 1, id: ItemID("a"), title: "Alpha")])
    }

    /// The published objects by their names in the place.
    var files: [String: [UInt8]] {
      Dictionary(
        uniqueKeysWithValues: server.objects.map { (String($0.dropFirst(prefix.count)), $1) })
    }

    /// The names in the place that requests with `method` ask about, in their order; the first `count` requests are left out.
    func names(_ method: String, since count: Int) -> [String] {
      server.requests.dropFirst(count).filter { $0.method == method }.map {
        String(($0.path.removingPercentEncoding ?? "").dropFirst("/lake/\(prefix)".count))
      }
    }
  }

  @Test func aBucketHasTheFilesOfAFolder() async throws {
    let fixture = try await Fixture()
    let publication = try await fixture.publish()
    #expect(
      (publication.location, publication.days, publication.rows) == ("s3://lake/charts/published", 2, 5))
    let other = try await fixture.lake.workplace.publish(
      fixture.lake.chart, to: FolderPlace(fixture.lake.output))
    let files = fixture.files
    // Two months, two days, the rows by item, the catalogue, the description.
    #expect(files.count == 7)
    #expect(Set(publication.written.map(\.path)) == Set(files.keys))
    #expect(publication.written.last?.path == "test.datapackage.json")
    let system = FileSystem(root: fixture.lake.output)
    for file in other.written where ![other.catalogue, other.description].contains(file.path) {
      #expect(try files[file.path] == system.read("\(fixture.lake.output)/\(file.path)"), "\(file.path)")
    }
    // Only the catalogue says where its files are, so only it differs.
    #expect(publication.catalogue != other.catalogue)
    try Data(files[publication.catalogue] ?? []).write(
      to: URL(fileURLWithPath: "\(fixture.lake.output)/bucket.sqlite"))
    let path = try await fixture.lake.database("bucket.sqlite").read { database in
      try String.fetchOne(database, sql: "SELECT value FROM ducklake_metadata WHERE key = 'data_path'")
    }
    #expect(path == "s3://lake/charts/published/")
    let json = try JSONReader.read(files["test.datapackage.json"] ?? [])
    #expect(json["publication"]?["data_path"] == "s3://lake/charts/published/")
    #expect(fixture.server.complaints == [])
  }

  @Test func onlyWhatChangedIsSent() async throws {
    let fixture = try await Fixture()
    let first = try await fixture.publish()
    let before = fixture.files
    var count = fixture.server.requests.count
    #expect(try await fixture.publish().written == [])
    // The description is read, and four folders are listed.
    #expect(fixture.server.requests.dropFirst(count).map(\.method) == Array(repeating: "GET", count: 5))

    try await fixture.addDay()
    count = fixture.server.requests.count
    let next = try await fixture.publish()
    let may = try #require(fixture.files.keys.first { $0.contains("/month=2026-05/") })
    let puts = fixture.names("PUT", since: count)
    #expect(
      Set(puts) == [
        may, "by-day/chart=test/day=2026-05-02/test.jsonl", "by-item/chart=test/test.parquet", next.catalogue,
        "test.datapackage.json",
      ])
    #expect(puts.count == 5 && puts.last == "test.datapackage.json")
    let gone = Set(before.keys.filter { $0.contains("/month=2026-05/") } + [first.catalogue])
    #expect(Set(fixture.names("DELETE", since: count)) == gone && gone.count == 2)
    #expect(Set(next.removed) == gone)
  }

  @Test func aCopyOfAFolderGetsACatalogueOfItsOwn() async throws {
    let fixture = try await Fixture()
    let folder = FolderPlace(fixture.lake.output)
    _ = try await fixture.lake.workplace.publish(fixture.lake.chart, to: folder)
    let names = try Array(folder.sizes(below: "").keys)
    for (name, bytes) in zip(names, try folder.read(names)) {
      fixture.server.set("\(Self.prefix)\(name)", to: bytes)
    }
    let publication = try await fixture.publish()
    #expect(publication.written.map(\.path) == [publication.catalogue, "test.datapackage.json"])
    #expect(publication.removed.count == 1 && publication.removed[0].hasPrefix("ducklake/chart=test/"))
  }

  @Test func oneThatIsCutOffLeavesTheCatalogueBeforeItWhole() async throws {
    let expected = try await Fixture()
    try await expected.addDay()
    _ = try await expected.publish()
    // A publication puts five files and removes two.
    for stop in 1...7 {
      let fixture = try await Fixture()
      _ = try await fixture.publish()
      let before = fixture.files
      try await fixture.addDay()
      let counter = Counting()
      fixture.server.setFault { request in
        guard ["PUT", "DELETE"].contains(request.method) else { return nil }
        return counter.next() >= stop ? .refused(403, "AccessDenied") : nil
      }
      let failure = await #expect(throws: Failure.self) { _ = try await fixture.publish() }
      #expect(failure?.kind == .storage, "\(stop)")
      let stopped = fixture.files
      let json = try JSONReader.read(stopped["test.datapackage.json"] ?? [])
      let state = try #require(json["publication"].flatMap(PublishedState.init(json:)))
      for file in state.files where file.path != state.item.path {
        #expect(stopped[file.path]?.count == file.bytes, "\(stop): \(file.path)")
      }
      if stop <= 5 {
        #expect(stopped["test.datapackage.json"] == before["test.datapackage.json"], "\(stop)")
        for name in before.keys where !name.hasPrefix("by-item/") {
          #expect(stopped[name] == before[name], "\(stop): \(name)")
        }
      }
      fixture.server.setFault { _ in nil }
      _ = try await fixture.publish()
      #expect(fixture.files == expected.files, "\(stop)")
    }
  }

  @Test func aPlaceInTheLakeItselfIsRefused() async throws {
    let fixture = try await Fixture()
    let fetcher = CurlFetcher(maximumConnections: 2)
    let client = AWSClient(
      try AWSAccess(environment: fixture.server.environment, fetcher: fetcher), fetcher: fetcher)
    let lake = LakePlace(
      storage: S3Storage(try BucketAddress("s3://lake/charts"), client: client),
      folder: fixture.lake.folder.path(of: "cache"))
    for address in ["s3://lake/charts", "s3://lake/charts/published"] {
      let failure = #expect(throws: Failure.self) { try ExportRequest.refuse(address, lake: lake) }
      #expect(failure?.kind == .usage)
    }
    try ExportRequest.refuse("s3://lake/charts-published", lake: lake)
    try ExportRequest.refuse("s3://lake", lake: lake)
  }
}

/// Counts from 1.
private final class Counting: Sendable {
  private let value = Mutex(0)

  func next() -> Int {
    value.withLock {
      $0 += 1
      return $0
    }
  }
}
