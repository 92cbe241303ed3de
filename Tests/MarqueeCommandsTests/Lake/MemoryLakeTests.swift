import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

/// Every command works on a lake in memory as on a lake in a folder.
@Suite struct MemoryLakeTests {
  /// A lake with jobs and lists.
  private func fixture(_ storage: MemoryStorage?, isBucket: Bool = false) throws -> ProgramFixture {
    let fixture = try ProgramFixture(storage: storage, isBucket: isBucket)
    try fixture.folder.write(
      """
      chart: test
      item: song
      extract: { url: "file:../lists/{day}.json", items: "" }
      transform:
        fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
      check: { entries: { equals: 3, on-failure: quarantine } }
      """, to: "jobs/test.yaml")
    let lists = [("01", "ABC"), ("02", "BAC"), ("03", "BA"), ("05", "CDA")]
    for (day, items) in lists { try serve(items, on: "2026-05-\(day)", fixture) }
    return fixture
  }

  private func serve(_ items: String, on day: String, _ fixture: ProgramFixture) throws {
    let rows = items.enumerated().map { #"{"id":"tt\#($1)","title":"Song \#($1)","rank":\#($0 + 1)}"# }
    try fixture.folder.write("[\(rows.joined(separator: ","))]", to: "lists/\(day).json")
  }

  /// Does everything that can be done with a lake, and returns all answers.
  private func story(_ fixture: ProgramFixture) async throws -> [String] {
    var told: [String] = []
    func step(_ words: String, status: Int32 = 0, now: String = "2026-05-10T12:00:00Z") async throws {
      writeMarksWhenTheySay(fixture.lake)
      let result = try await fixture.run(words.split(separator: " ").map(String.init), now: now)
      #expect(result.status == status, "\(words): \(result.errors) \(result.output)")
      // Names of runs are random, and a lake is named by its place.
      told.append(
        result.output.replacing(#/\d{8}T\d{6}-[0-9a-f]{8}/#, with: "RUN").replacing(
          #/[0-9]+Z-[0-9a-f-]+\.json/#, with: "RECORD"
        ).replacing(fixture.lake, with: "LAKE").replacing("memory", with: "LAKE"))
    }
    try await step("backfill test --from 2026-05-01 --to 2026-05-05 --format json", status: 11)
    try await step("quarantine accept test 2026-05-03 --format json")
    try serve("CAB", on: "2026-05-02", fixture)
    try await step("run test --day 2026-05-02 --format json", now: "2026-05-11T12:00:00Z")
    try await step("tag add printed test 2026-05-02 --as-of 2026-05-10T13:00:00Z --format json")
    for question in [
      "chart test --day 2026-05-02", "chart test --tag printed", "history test ttA", "snapshot list test",
      "status",
      "tag list", "quarantine list", "snapshot cat test --day 2026-05-05",
    ] {
      try await step("\(question) --format json")
    }
    try await step("replay test --day 2026-05-01 --format json", now: "2026-05-11T13:00:00Z")
    try await step("lake check --read-data --format json")
    try await step("lake forget --keep-last 0 --format json", now: "2026-05-12T12:00:00Z")
    try await step("lake forget test --raw-objects --keep-last 1 --format json", now: "2026-05-12T12:10:00Z")
    try await step("lake prune --dry-run --format json", now: "2026-05-12T12:20:00Z")
    try await step("lake prune --format json", now: "2026-05-12T12:20:00Z")
    try await step("lake restore --all --format json", now: "2026-05-12T12:30:00Z")
    try await step("tag remove printed --format json", now: "2026-05-12T12:40:00Z")
    try await step("lake forget --keep-last 0 --format json", now: "2026-05-12T12:50:00Z")
    try await step("lake prune --format json", now: "2026-05-12T13:00:00Z")
    try await step("lake prune --at-most 100% --format json", now: "2026-05-14T13:00:00Z")
    try await step("snapshot list test --format json")
    try await step("lake reindex --format json", now: "2026-05-14T14:00:00Z")
    try await step("history test ttA --format json")
    try await step("lake check --read-data --format json", now: "2026-05-14T14:00:00Z")
    return told
  }

  @Test(arguments: [false, true]) func everyCommandAnswersAsOnAFolder(isBucket: Bool) async throws {
    let folder = try await story(try fixture(nil))
    let storage = MemoryStorage(clock: { Instant("2026-05-12T12:20:00Z")! })
    let memory = try await story(try fixture(storage, isBucket: isBucket))
    for (left, right) in zip(folder, memory) { #expect(left == right) }
    #expect(folder.count == memory.count)
  }

  @Test func machinesAnswerTheSameOfALakeInABucket() async throws {
    let fixture = try fixture(MemoryStorage(), isBucket: true)
    func run(_ words: String, on machine: String) async throws -> ProgramResult {
      try await fixture.run(
        words.split(separator: " ").map(String.init),
        environment: ["XDG_CACHE_HOME": fixture.folder.path(of: machine)])
    }
    #expect(try await run("chart test", on: "first").status == 14)
    #expect(try await run("lake init", on: "first").status == 0)
    #expect(try await run("lake init", on: "second").status == 64)
    #expect(try await run("run test --day 2026-05-01", on: "first").status == 0)
    #expect(try await run("run test --day 2026-05-02", on: "second").status == 0)
    for question in [
      "chart test --json", "history test ttA --json", "snapshot list test --json", "status --json",
      "sql SELECT_count(*)_FROM_days --json", "runs --json", "lake digest --json",
    ] {
      let words = question.split(separator: " ").map { String($0).replacing("_", with: " ") }
      var answers: [ProgramResult] = []
      for machine in ["first", "second", "third"] {
        answers.append(
          try await fixture.run(words, environment: ["XDG_CACHE_HOME": fixture.folder.path(of: machine)]))
      }
      for answer in answers {
        #expect(answer.status == 0, "\(question): \(answer.errors)")
        #expect(answer.output == answers[0].output, "\(question)")
      }
    }
    for machine in ["first", "second", "third"] {
      #expect(try await run("lake check --read-data", on: machine).status == 0)
    }
    // A command that needs no lake makes neither a cache nor a lake.
    #expect(try await run("job list", on: "fourth").status == 0)
    let names = try FileSystem(root: fixture.folder.path).names(in: fixture.folder.path)
    #expect(!names.contains("fourth") && names.contains("third") && !names.contains("lake"))
  }

  @Test func aLakeIsPushedToABucketAndPulledFromIt() async throws {
    let fixture = try fixture(MemoryStorage(), isBucket: true)
    func run(_ words: String, lake: String) async throws -> ProgramResult {
      let result = try await fixture.run(
        words.split(separator: " ").map(String.init), environment: ["MARQUEE_LAKE": lake])
      #expect(result.status == 0, "\(words): \(result.errors)")
      return result
    }
    let (own, twin) = (fixture.folder.path(of: "own"), fixture.folder.path(of: "twin"))
    let bucket = "s3://test/lake"
    _ = try await run("run test --day 2026-05-01", lake: own)
    let plan = try await run("lake push \(bucket) --dry-run --format csv", lake: own)
    #expect(plan.errors == "nothing was copied\n")
    // The format; the list, the version and the job file; the settings; the snapshot.
    #expect(
      plan.output.split(whereSeparator: \.isNewline) == [
        "kind,files", "format,1", "objects,3", "charts,1", "snapshots,1",
      ])
    let pushed = try await run("lake push \(bucket)", lake: own)
    #expect(pushed.errors == "6 files are now in memory too\n")
    let again = try await run("lake push \(bucket) --json", lake: own)
    #expect(again.output.filter { !$0.isWhitespace } == "[]")
    _ = try await run("lake pull \(bucket)", lake: twin)
    _ = try await run("run test --day 2026-05-02", lake: twin)
    _ = try await run("lake push \(bucket)", lake: twin)
    // The lake already has a catalogue, and a pull brings that up to date too.
    _ = try await run("lake pull \(bucket)", lake: own)
    let chart = "chart test --day 2026-05-02 --json"
    let answer = try await run(chart, lake: twin).output
    #expect(try await run(chart, lake: own).output == answer)
    #expect(try await run(chart, lake: bucket).output == answer)
    for lake in [own, twin, bucket] { _ = try await run("lake check --read-data", lake: lake) }
    let other = fixture.folder.path(of: "other")
    _ = try await run("lake init", lake: other)
    let refused = try await fixture.run("lake", "push", bucket, environment: ["MARQUEE_LAKE": other])
    #expect(refused.status == 64 && refused.errors.contains("memory is another lake"))
  }

  @Test(arguments: [false, true]) func whatIsDamagedInMemoryIsFoundAndMadeGood(isBucket: Bool) async throws {
    let storage = MemoryStorage()
    let fixture = try fixture(storage, isBucket: isBucket)
    func step(_ words: String, status: Int32) async throws {
      let result = try await fixture.run(words.split(separator: " ").map(String.init))
      #expect(result.status == status, "\(words): \(result.errors) \(result.output)")
    }
    try await step("backfill test --from 2026-05-01 --to 2026-05-05 --quiet", status: 11)
    // The format of a lake in a bucket is not damaged here: the folder of its catalogue is found through it.
    for kind in [StorageKey.Kind.objects, .snapshots, .charts] + (isBucket ? [] : [.format]) {
      for key in storage.list(kind, group: nil, after: nil) {
        let sound = try #require(storage.read(key, last: .max))
        storage.damage(key, with: sound.dropLast(9) + sound.suffix(9).map { $0 ^ 1 })
        try await step("lake check --read-data", status: 31)
        try await step("lake repair", status: 0)
        #expect(storage.read(key, last: .max) == sound, "\(key)")
      }
    }
    try await step("lake check --read-data", status: 0)
    if isBucket { return }
    // Only the files that belong to this machine are in the folder.
    #expect(try FileSystem(root: fixture.lake).names(in: fixture.lake).contains("catalogue.sqlite"))
    #expect(try FileSystem(root: fixture.lake).kind(of: "\(fixture.lake)/objects") == nil)
  }
}
