import Foundation
import Glibc
import JSON
import MarqueeTestSupport
import Synchronization
import Testing

/// Backfills of many days that are killed or interrupted on the way.
@Suite(.timeLimit(.minutes(30))) struct KilledBackfillTests {
  private static let days = (0..<40).map { String(format: "2026-%02d-%02d", 3 + $0 / 28, 1 + $0 % 28) }

  /// A job over forty dated files, two of which are absent; the order of the items changes each day.
  private static func fileJob(_ fixture: LoopbackFixture) throws -> String {
    for (number, day) in days.enumerated() where number != 7 && number != 20 {
      let items = LoopbackFixture.items[(number % 10)...] + LoopbackFixture.items[..<(number % 10)]
      try fixture.folder.write(LoopbackFixture.list(Array(items)), to: "history/\(day).json")
    }
    return try fixture.job(url: "file:history/{day}.json")
  }

  private static let range = ["--from", days[0], "--to", days[39]]

  /// The state and version of each day of the chart.
  private static func versions(_ fixture: LoopbackFixture) async throws -> [String: String] {
    let list = try await fixture.json("snapshot", "list", "test") as? [[String: Any]] ?? []
    var versions: [String: String] = [:]
    for version in list {
      guard let day = version["day"] as? String else { continue }
      #expect(versions[day] == nil, "\(day) was recorded twice")
      versions[day] = "\(version["state"] ?? "") \(version["version"] ?? "")"
    }
    return versions
  }

  private static let undisturbed = Task {
    let fixture = try LoopbackFixture()
    let job = try fileJob(fixture)
    let start = ContinuousClock.now
    let ending = try await fixture.start(["backfill", job] + range).ending()
    let time = ContinuousClock.now - start
    #expect(ending.status == 0, "\(ending.errors)")
    let versions = try await Self.versions(fixture)
    #expect(versions.values.count { $0.hasPrefix("published") } == 38)
    return (versions: versions, time: time)
  }

  @Test(.serialized, arguments: 0..<max(10, KillTests.instants / 3))
  func aKilledBackfillEndsWithTheSameVersions(instant: Int) async throws {
    let undisturbed = try await Self.undisturbed.value
    let fixture = try LoopbackFixture()
    let job = try Self.fileJob(fixture)
    let count = max(10, KillTests.instants / 3)
    let program = try fixture.start(["backfill", job] + Self.range)
    let delay = undisturbed.time * (Double(instant) + .random(in: 0..<1)) / Double(count)
    await kill(program, after: delay)
    let killed = try await program.ending()
    let chart = try await fixture.marquee("chart", "test")
    #expect([0, 14].contains(chart.status), "killed after \(delay): \(chart.errors)")
    let again = try await fixture.start(["backfill", job] + Self.range).ending()
    #expect(again.status == 0, "killed after \(delay): \(again.errors)")
    #expect(
      try await Self.versions(fixture) == undisturbed.versions, "killed after \(delay): \(killed.errors)")
  }

  @Test func aKilledRemakeOfTheCatalogueLosesNoDay() async throws {
    let undisturbed = try await Self.undisturbed.value
    let fixture = try LoopbackFixture()
    let job = try Self.fileJob(fixture)
    _ = try await fixture.start(["backfill", job] + Self.range).ending()
    for instant in 0..<12 {
      try FileManager.default.removeItem(atPath: "\(fixture.lake)/catalogue.sqlite")
      let program = try fixture.start(["chart", "test"])
      await kill(program, after: .milliseconds(5 * instant))
      _ = try await program.ending()
      let chart = try await fixture.marquee("chart", "test")
      #expect(chart.status == 0, "\(chart.errors)")
      #expect(try await Self.versions(fixture) == undisturbed.versions)
    }
  }

  @Test func anInterruptedBackfillTellsSoAndGoesOnLater() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(url: "\(fixture.server.baseURL)/{day}")
    // One list at a time: lists that are asked for at once are stored at once.
    let range = ["--from", "2026-04-01", "--to", "2026-04-08", "--concurrency", "1"]
    let program = Mutex<RunningProgram?>(nil)
    fixture.serve { request in
      guard request.number == 4 else { return .respond(text: LoopbackFixture.list()) }
      // Ctrl-C comes while the request for the fifth day hangs.
      program.withLock { $0?.signal(SIGINT) }
      return .hang
    }
    try program.withLock { $0 = try fixture.start(["backfill", job] + range) }
    let stopped = try await #require(program.withLock { $0 }).ending()
    #expect(stopped.status == 130)
    #expect(
      stopped.errors.contains(#/interrupted after [34] of 8 days; progress is saved\n/#), "\(stopped.errors)")
    #expect(stopped.errors.contains("run the same command to continue"), "\(stopped.errors)")
    fixture.serve { _ in .respond(text: LoopbackFixture.list()) }
    let again = try await fixture.start(["backfill", job] + range).ending()
    #expect(again.status == 0, "\(again.errors)")
    let asked = Dictionary(grouping: fixture.server.requests, by: \.path).mapValues(\.count)
    #expect(asked.count == 8)
    #expect(asked["/2026-04-05"] == 2)
    #expect(asked.filter { $0.value > 1 }.keys.sorted() == ["/2026-04-05"])
  }
}
