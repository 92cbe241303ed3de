import Foundation
import Glibc
import MarqueeTestSupport
import Testing

/// `--dry-run` only reads: it takes no lock, writes nothing, and works on a lake that is read-only.
@Suite(.timeLimit(.minutes(30))) struct DryRunTests {
  /// Every command with `--dry-run`.
  private static let commands = [
    ["backfill", "JOB", "--from", "2026-04-28", "--to", "2026-05-01"],
    ["lake", "forget", "--keep-last", "0"],
    ["lake", "prune"], ["lake", "restore", "--all"], ["lake", "repair", "--offline"],
    ["queue", "discard", "--all"],
  ]

  /// A lake with a superseded snapshot, a dead letter, marks and forgotten raw objects.
  private func fixture() async throws -> (fixture: LoopbackFixture, job: String) {
    let fixture = try LoopbackFixture()
    fixture.serve { request in
      if request.path.hasPrefix("/list") { return .respond(text: LoopbackFixture.list()) }
      return request.query["i"] == LoopbackFixture.items[3] ? .respond(status: 404) : nil
    }
    let job = try fixture.job(
      url: fixture.server.baseURL + "/list-{day}", enriched: true, maxFailedItems: 2)
    for words in [
      ["run", job], ["backfill", job, "--from", "2026-04-29", "--to", "2026-04-30"],
      ["lake", "forget", "--raw-objects", "--keep-last", "1"], ["lake", "prune"],
    ] {
      let ending = try await fixture.start(words).ending()
      #expect(ending.status == 0, "\(words): \(ending.errors)")
    }
    return (fixture, job)
  }

  private func expectPlans(
    _ fixture: LoopbackFixture, _ job: String, at location: SourceLocation = #_sourceLocation
  ) async throws {
    for words in Self.commands {
      let command = words.map { $0 == "JOB" ? job : $0 } + ["--dry-run"]
      let ending = try await fixture.start(command).ending()
      #expect(ending.status == 0, "\(words): \(ending.errors)", sourceLocation: location)
      #expect(!ending.output.isEmpty, "\(words)", sourceLocation: location)
    }
  }

  /// Every file of the lake, except those that SQLite creates beside a database to read it.
  private func files(_ lake: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: lake) where !name.hasSuffix("-shm") {
      let bytes = FileManager.default.contents(atPath: "\(lake)/\(name)") ?? Data()
      if !name.hasSuffix("-wal") || !bytes.isEmpty { files[name] = bytes }
    }
    return files
  }

  @Test func noDryRunChangesAByte() async throws {
    let (fixture, job) = try await fixture()
    let before = try files(fixture.lake)
    try await expectPlans(fixture, job)
    #expect(try files(fixture.lake) == before)
  }

  @Test func noDryRunWaitsForAWriter() async throws {
    let (fixture, job) = try await fixture()
    let lock = open("\(fixture.lake)/lock", O_RDWR)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    try await expectPlans(fixture, job)
    let run = try await fixture.marquee("run", job)
    #expect(run.status == 30, "\(run.errors)")
  }

  @Test(.enabled(if: TestMount.isAllowed, "mounting is not allowed here"))
  func noDryRunNeedsALakeThatCanBeWrittenTo() async throws {
    let (fixture, job) = try await fixture()
    let mount = try TestMount(readOnly: fixture.lake)
    try await expectPlans(fixture, job)
    withExtendedLifetime(mount) {}
  }

  @Test func aPlanOfABackfillMakesNoLake() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(url: fixture.server.baseURL + "/list-{day}")
    let words = ["backfill", job, "--from", "2026-04-29", "--to", "2026-04-30", "--dry-run"]
    let plan = try await fixture.start(words).ending()
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.matches(of: #/not in the lake yet/#).count == 2, "\(plan.output)")
    #expect(!FileManager.default.fileExists(atPath: fixture.lake))
    // A folder with other files is refused, as by the backfill itself.
    try fixture.folder.write("precious", to: "lake/notes.txt")
    expectOneMessage(try await fixture.start(words).ending(), status: 64, saying: ["notes.txt"])
  }

  @Test(arguments: [
    ["lake", "forget", "--keep-last", "0"], ["lake", "prune"], ["lake", "restore", "--all"],
    ["lake", "repair", "--offline"], ["queue", "discard", "--all"],
  ])
  func aPlanForNoLakeSaysThatThereIsNone(words: [String]) async throws {
    let fixture = try LoopbackFixture()
    let ending = try await fixture.start(words + ["--dry-run"]).ending()
    expectOneMessage(ending, status: 14, saying: ["there is no lake in"])
    #expect(!FileManager.default.fileExists(atPath: fixture.lake))
  }

  /// Records of a killed run are in the plan, even if the catalogue does not have them yet.
  @Test func aPlanKnowsWhatIsNotIndexedYet() async throws {
    let fixture = try await LakeFixture.corrected()
    let catalogue = try fixture.bytes("catalogue.sqlite")
    try fixture.serve("C", "B", "A", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-03T13:00:00")
    try overwrite("\(fixture.lake)/catalogue.sqlite", catalogue)
    let words = ["lake", "forget", "--keep-last", "0", "--format", "jsonl"]
    let plan = try await fixture.run(words + ["--dry-run"])
    #expect(try fixture.bytes("catalogue.sqlite") == catalogue)
    let done = try await fixture.run(words)
    #expect(plan.output == done.output)
    #expect(plan.output.split(separator: "\n").count == 2, "\(plan.output)")
  }
}
