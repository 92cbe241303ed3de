import Foundation
import LakeStore
import MarqueeTestSupport
import Testing

/// The built program on a lake in a bucket of a server on this machine.
@Suite struct BucketLakeTests {
  private static let lake = "s3://lake/charts/top"

  /// Jobs, lists, and a cache for each machine.
  private struct Machines {
    let folder: TemporaryFolder
    let server: BucketServer

    init() throws {
      folder = try TemporaryFolder()
      server = try BucketServer()
      try folder.write(
        """
        chart: test
        item: song
        extract: { url: "file:../lists/{day}.json", items: "" }
        transform:
          fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
        """, to: "jobs/test.yaml")
      for (day, items) in [("01", "ABC"), ("02", "BAC"), ("03", "CAB")] {
        let rows = items.enumerated().map { #"{"id":"tt\#($1)","title":"Song \#($1)","rank":\#($0 + 1)}"# }
        try folder.write("[\(rows.joined(separator: ","))]", to: "lists/2026-05-\(day).json")
      }
    }

    /// The server's complaints, except those about requests that try out the bucket.
    var complaints: [String] { server.complaints.filter { !$0.contains("/probe/") } }

    /// Runs the program on `machine`.
    @discardableResult
    func run(
      _ words: String, on machine: String, lake: String = BucketLakeTests.lake, status: Int32 = 0
    ) async throws -> RunningProgram.Ending {
      var environment = server.environment
      environment["MARQUEE_LAKE"] = lake
      environment["MARQUEE_JOBS"] = folder.path(of: "jobs")
      environment["XDG_CACHE_HOME"] = folder.path(of: machine)
      environment["MARQUEE_NOW"] = "2026-05-10T12:00:00Z"
      let ending = try await MarqueeBinary.run(
        words.split(separator: " ").map(String.init) + ["--s3-endpoint", server.endpoint],
        environment: environment)
      #expect(ending.status == status, "\(words): \(ending.errors)")
      return ending
    }
  }

  @Test func aJobRunsOnOneMachineAndIsAskedAboutOnAnother() async throws {
    let machines = try Machines()
    let missing = try await machines.run("chart test", on: "first", status: 14)
    #expect(missing.errors.contains("there is no lake in s3://lake/charts/top yet"))
    #expect(missing.errors.contains("--lake s3://lake/charts/top --s3-endpoint \(machines.server.endpoint)"))
    try await machines.run("run test --day 2026-05-01", on: "first")
    try await machines.run("run test --day 2026-05-02", on: "second")
    for question in ["chart test --json", "history test ttA --json", "snapshot list test --json"] {
      let first = try await machines.run(question, on: "first").output
      #expect(first.contains("2026-05-02"), "\(question)")
      for machine in ["second", "third"] {
        #expect(try await machines.run(question, on: machine).output == first, "\(question)")
      }
    }
    let check = try await machines.run("lake check --read-data --json", on: "third")
    #expect(check.output.contains(#""sound": true"#) || check.output.contains(#""sound":true"#))
    #expect(check.output.contains(#""keeps_versions""#))
    #expect(machines.complaints == [])
    // All objects in the bucket have the prefix.
    #expect(machines.server.objects.keys.allSatisfy { $0.hasPrefix("charts/top/") })
    #expect(machines.server.objects.keys.contains("charts/top/format/1.json"))
  }

  @Test func objectsAreForgottenAndPrunedInABucket() async throws {
    let machines = try Machines()
    try await machines.run("backfill test --from 2026-05-01 --to 2026-05-03 --quiet", on: "first")
    try await machines.run("lake prune --json", on: "second")
    try await machines.run("lake repair", on: "first")
    // The last lease was given back, and the ones before it are gone.
    let leases = machines.server.objects.keys.filter { $0.hasPrefix("charts/top/leases/") }
    #expect(leases.count == 1)
    try await machines.run("lake check --read-data", on: "third")
  }

  @Test func aChartIsPublishedToABucket() async throws {
    let machines = try Machines()
    try await machines.run("run test --day 2026-05-01", on: "first")
    let first = try await machines.run("publish test --to s3://lake/published/ --json", on: "first")
    #expect(first.output.contains(#""s3://lake/published""#), "\(first.output)")
    let published = machines.server.objects.filter { $0.key.hasPrefix("published/") }
    // A month, a day, the rows by item, the catalogue and the description.
    #expect(published.count == 5)
    #expect(published["published/by-day/chart=test/day=2026-05-01/test.jsonl"]?.isEmpty == false)
    // Another machine finds nothing to write.
    let second = try await machines.run("publish test --to s3://lake/published", on: "second")
    #expect(second.errors.contains("nothing has changed"), "\(second.errors)")
    #expect(machines.server.objects.filter { $0.key.hasPrefix("published/") } == published)
    let refused = try await machines.run("publish test --to \(Self.lake)/published", on: "first", status: 64)
    #expect(refused.errors.contains("is in the lake"))
    let other = try await machines.run("publish test --to gs://lake/published", on: "first", status: 64)
    #expect(other.errors.contains("neither a folder nor a place in a bucket"))
    #expect(machines.complaints == [])
  }

  @Test func aLakeIsPushedAndPulled() async throws {
    let machines = try Machines()
    let own = machines.folder.path(of: "own")
    let twin = machines.folder.path(of: "twin")
    try await machines.run("backfill test --from 2026-05-01 --to 2026-05-03 --quiet", on: "first", lake: own)
    try await machines.run("lake push \(Self.lake)", on: "first", lake: own)
    try await machines.run("lake pull \(Self.lake)", on: "second", lake: twin)
    let question = "history test ttB --json"
    let answer = try await machines.run(question, on: "first", lake: own).output
    #expect(try await machines.run(question, on: "second", lake: twin).output == answer)
    #expect(try await machines.run(question, on: "third").output == answer)
    for lake in [own, twin, Self.lake] {
      try await machines.run("lake check --read-data", on: "third", lake: lake)
    }
    #expect(machines.complaints == [])
  }
}
