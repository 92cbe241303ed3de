import HTTPFetch
import JSON
import LakeStore
import Logging
import MarqueeTestSupport
import Operations
import Pipeline
import RankingModel
import Storage
import Synchronization
import Testing

/// A job whose list and answers come from a loopback server, and lakes in memory.
private final class QueueFixture: Sendable {
  let folder: TemporaryFolder
  let server: LoopbackServer
  let shared = Shared()

  final class Shared: Sendable {
    let list = Mutex<LoopbackBehaviour>(.respond(text: ""))
    let answer = Mutex<@Sendable (String) -> LoopbackBehaviour?>({ _ in nil })
  }

  init(_ more: String = "") throws {
    folder = try TemporaryFolder()
    let shared = shared
    server = try LoopbackServer { request in
      if request.path == "/list" { return shared.list.withLock { $0 } }
      let item = request.query["i"] ?? ""
      return shared.answer.withLock { $0 }(item)
        ?? .respond(
          text: #"{"Title":"Named \#(item)","Year":"1994","imdbID":"\#(item)","Response":"True"}"#)
    }
    serve(["tt1", "tt2", "tt3"])
    try folder.write(
      """
      chart: test
      extract: { url: "\(server.baseURL)/list", items: "" }
      transform:
        fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
      enrich:
        preset: omdb
        url: "\(server.baseURL)/?apikey={key}&i={id}"
        key: { environment: TEST_KEY }
        fields: [title, year]
      \(more.replacing("SERVER", with: server.baseURL))

      """, to: "jobs/test.yaml")
  }

  func serve(_ items: [String]) {
    let rows = items.enumerated().map { rank, item in
      #"{"id":"\#(item)","rank":\#(rank + 1),"title":"Film \#(item)","crew":"x"}"#
    }
    shared.list.withLock { $0 = .respond(text: "[\(rows.joined(separator: ","))]") }
  }

  func answer(_ answer: @escaping @Sendable (String) -> LoopbackBehaviour?) {
    shared.answer.withLock { $0 = answer }
  }

  /// The number of requests about each item.
  var asked: [String: Int] {
    Dictionary(server.requests.compactMap { $0.query["i"] }.map { ($0, 1) }, uniquingKeysWith: +)
  }

  /// The workplace of a process of its own, on the lake in `storage`, at `now`.
  func process(_ storage: any Storage, _ name: String, now: String = "2026-05-01T06:00:00Z") -> Workplace {
    let instant = Instant(now)!
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var workplace = Workplace(
      place: LakePlace(storage: storage, folder: folder.path(of: name)),
      jobs: JobFolder(path: folder.path(of: "jobs")),
      options: Lake.Options(command: "test", lockWait: 20, clock: { instant }),
      environment: ["TEST_KEY": "secret"], fetcher: CurlFetcher(sleep: { _ in }), logger: logger)
    workplace.dependencies.sleep = { _ in }
    return workplace
  }

  /// The content of a lake for each day, without what differs from run to run: names, instants and durations.
  func content(_ storage: any Storage, _ name: String) async throws -> [String] {
    let lake = try await Lake.open(
      LakePlace(storage: storage, folder: folder.path(of: name)), for: .lake,
      options: Lake.Options(command: "test"))
    let content = try lake.reader.snapshots(of: ChartName("test")!).map { summary in
      let snapshot = try lake.reader.record(of: summary)
      let raw = snapshot.raw.map {
        "\($0.role.rawValue) \($0.item?.description ?? "") \($0.object) \($0.url)"
      }
      let report = snapshot.report
      let counts = report.enrichment
      return """
        \(snapshot.day) \(snapshot.state) \(snapshot.version?.description ?? "-") \(raw.joined(separator: ", "))
        \(report.steps) \(report.rows) \(report.findings.map(\.message)) \(report.reason ?? "") \
        \(counts.asked) \(counts.reused) \(counts.stale) \(counts.failed) \(counts.unenriched) \
        \(report.source ?? "") \(report.calls.map(\.calls)) \
        \(report.deadLetters?.map { "\($0.task) \($0.item) \($0.attempts) \($0.error ?? "")" } ?? [])
        """
    }
    await lake.close()
    return content
  }
}

/// The messages that a call puts into a queue.
private final class Queue: Sendable {
  let messages = Mutex<[TaskMessage]>([])

  func all(of workplace: Workplace, dueAt instant: String) async throws -> (
    begun: BegunDay, messages: [TaskMessage]
  ) {
    messages.withLock { $0 = [] }
    let begun = try await workplace.begin("test", dueAt: Instant(instant)!) { new in
      self.messages.withLock { $0 += new }
    }
    return (begun, messages.withLock { $0 })
  }
}

extension Workplace {
  fileprivate func ask(_ messages: [TaskMessage], attempt: Int = 1) async -> [TaskDelivery.Outcome] {
    await ask(messages.map { TaskDelivery($0, attempt: attempt) }, whileThereIs: { _ in true })
  }
}

/// Runs whose items are enriched by other processes give the same result as a run in one process.
@Suite struct QueuedRunTests {
  private let due = "2026-05-01T03:30:00Z"

  @Test func messagesInAnyOrderAndDoubledMakeTheBytesOfALocalRun() async throws {
    let fixture = try QueueFixture()
    let (local, queued) = (MemoryStorage(), MemoryStorage())
    _ = try await fixture.process(local, "local").run("test", for: nil)
    let asked = fixture.asked
    let (begun, messages) = try await Queue().all(of: fixture.process(queued, "get"), dueAt: due)
    #expect(begun.day == Day("2026-05-01") && begun.queued == 3 && begun.report == nil)
    #expect(messages.map(\.item.description) == ["tt1", "tt2", "tt3"])
    // The message has no members of the row that the job does not name.
    #expect(messages[0].entry == ["rank": 1, "id": "tt1", "title": "Film tt1"])
    // Each message is handled by a process of its own, the last one first, and all of them are delivered again.
    for (index, message) in (messages.reversed() + messages).enumerated() {
      let outcomes = await fixture.process(queued, "enrich-\(index)").ask([message, message])
      #expect(outcomes == [.ended, .ended])
    }
    #expect(fixture.asked == asked.mapValues { $0 * 2 })
    #expect(try await fixture.content(queued, "reader") == fixture.content(local, "reader-of-local"))
    #expect(queued.list(.snapshots, group: nil, after: nil).count == 1)
    #expect(queued.list(.runs, group: nil, after: nil).isEmpty)
  }

  @Test func twoLastMessagesAtOnceWriteOneSnapshot() async throws {
    let fixture = try QueueFixture()
    let storage = MemoryStorage()
    let (_, messages) = try await Queue().all(of: fixture.process(storage, "get"), dueAt: due)
    _ = await fixture.process(storage, "enrich").ask(Array(messages.dropLast()))
    #expect(storage.list(.snapshots, group: nil, after: nil).isEmpty)
    // Their clocks differ, so two snapshots would differ in their instants.
    let one = fixture.process(storage, "one", now: "2026-05-01T06:10:00Z")
    let other = fixture.process(storage, "other", now: "2026-05-01T06:20:00Z")
    async let first = one.ask([messages[2]])
    async let second = other.ask([messages[2]])
    #expect(await [first, second] == [[.ended], [.ended]])
    #expect(storage.list(.snapshots, group: nil, after: nil).count == 1)
    #expect(storage.list(.charts, group: nil, after: nil).count == 1)
  }

  @Test func whatFailsForNowComesAgainAndOnlyThat() async throws {
    let fixture = try QueueFixture("check: { max-failed-items: 1 }")
    let (local, queued) = (MemoryStorage(), MemoryStorage())
    fixture.answer { $0 == "tt2" ? .respond(status: 503) : nil }
    _ = try await fixture.process(local, "local").run("test", for: nil)
    let (_, messages) = try await Queue().all(of: fixture.process(queued, "get"), dueAt: due)
    let before = fixture.asked
    let outcomes = await fixture.process(queued, "enrich").ask(messages)
    guard case .again = outcomes[1] else {
      Issue.record("\(outcomes)")
      return
    }
    #expect([outcomes[0], outcomes[2]] == [.ended, .ended])
    #expect(queued.list(.snapshots, group: nil, after: nil).isEmpty)
    // The fourth attempt is the job's last: the item has failed, and the day is published without its answer.
    #expect(await fixture.process(queued, "enrich").ask([messages[1]], attempt: 4) == [.ended])
    #expect(fixture.asked["tt1"] == (before["tt1"] ?? 0) + 1)
    // The report counts a call for each delivery of a message, and here the local run made as many.
    #expect(try await fixture.content(queued, "reader") == fixture.content(local, "reader-of-local"))
  }

  @Test func aRefusedKeyEndsTheRunAtOnceAndNobodyElseIsAskedAbout() async throws {
    let fixture = try QueueFixture()
    let storage = MemoryStorage()
    fixture.answer { _ in
      .respond(status: 401, text: #"{"Response":"False","Error":"Invalid API key!"}"#)
    }
    let (_, messages) = try await Queue().all(of: fixture.process(storage, "get"), dueAt: due)
    #expect(await fixture.process(storage, "enrich").ask([messages[1]]) == [.ended])
    #expect(await fixture.process(storage, "enrich").ask(messages) == [.ended, .ended, .ended])
    #expect(fixture.asked == ["tt2": 1])
    let content = try await fixture.content(storage, "reader")
    #expect(content.count == 1 && content[0].hasPrefix("2026-05-01 failed"), "\(content)")
  }

  @Test func channelsAreToldOnceHoweverOftenMessagesCome() async throws {
    let fixture = try QueueFixture(#"notify: { webhook: "SERVER/hook", on: [failed] }"#)
    let storage = MemoryStorage()
    fixture.answer { _ in
      .respond(status: 401, text: #"{"Response":"False","Error":"Invalid API key!"}"#)
    }
    let (_, messages) = try await Queue().all(of: fixture.process(storage, "get"), dueAt: due)
    var told: [LoopbackRequest] { fixture.server.requests.filter { $0.path == "/hook" } }
    #expect(told.isEmpty)
    for process in ["enrich", "enrich", "other"] {
      _ = await fixture.process(storage, process).ask(messages)
    }
    #expect(told.count == 1)
    let notice = try JSONReader.read(try #require(told.first).body)
    #expect(notice["event"] == "failed" && notice["days"] == ["2026-05-01"])
  }

  @Test func aRunThatEndsAtItsBeginningIsToldToo() async throws {
    let fixture = try QueueFixture(#"notify: { ping: "SERVER/good", failure: "SERVER/bad" }"#)
    fixture.shared.list.withLock { $0 = .respond(text: "no list") }
    let (begun, _) = try await Queue().all(of: fixture.process(MemoryStorage(), "get"), dueAt: due)
    #expect(begun.report?.outcome == .failed)
    #expect(fixture.server.requests.map(\.path) == ["/list", "/bad"])
  }

  @Test func lineageTellsOfTheBeginningAndTheEnd() async throws {
    let fixture = try QueueFixture()
    let storage = MemoryStorage()
    let file = fixture.folder.path(of: "lineage.jsonl")
    let (begun, messages) = try await fixture.process(storage, "get").keepingLineage(in: file) {
      try await Queue().all(of: $0, dueAt: due)
    }
    for _ in 1...2 {
      _ = try await fixture.process(storage, "enrich").keepingLineage(in: file) { await $0.ask(messages) }
    }
    let lines = String(decoding: try FileSystem(root: file).read(file), as: UTF8.self).split(separator: "\n")
    for line in lines { #expect(LineageCheck.problems(with: String(line)) == [], "\(line)") }
    let events = try lines.map { try JSONReader.read(Array($0.utf8)) }
    #expect(events.map { $0["eventType"] } == ["START", "COMPLETE"])
    #expect(events[0]["run"]?["runId"] == events[1]["run"]?["runId"])
    #expect(events[1]["run"]?["facets"]?["marquee_run"]?["run"]?.string == begun.run)
    #expect(events[1]["outputs"]?.array?.first?["outputFacets"]?["outputStatistics"]?["rowCount"] == 3)
  }

  @Test func aRunThatBeginsAgainGoesOnWithItsList() async throws {
    let fixture = try QueueFixture()
    let storage = MemoryStorage()
    let (first, messages) = try await Queue().all(of: fixture.process(storage, "get"), dueAt: due)
    _ = await fixture.process(storage, "enrich").ask([messages[0]])
    fixture.serve(["tt7"])
    // The same event comes again, an hour later and to another process.
    let again = fixture.process(storage, "again", now: "2026-05-01T07:00:00Z")
    let (second, left) = try await Queue().all(of: again, dueAt: due)
    #expect(second.run == first.run && second.queued == 2)
    #expect(left == Array(messages.dropFirst()))
    #expect(fixture.server.requests.count { $0.path == "/list" } == 1)
    _ = await fixture.process(storage, "enrich").ask(left)
    let (third, none) = try await Queue().all(of: again, dueAt: due)
    #expect(third.queued == 0 && none.isEmpty)
    #expect(storage.list(.snapshots, group: nil, after: nil).count == 1)
    #expect(storage.list(.starts, group: nil, after: nil).count == 1)
  }

  @Test func answersOfTheDayBeforeAreUsedAgain() async throws {
    let fixture = try QueueFixture()
    let (local, queued) = (MemoryStorage(), MemoryStorage())
    for day in ["2026-05-01", "2026-05-02"] {
      fixture.serve(day == "2026-05-01" ? ["tt1", "tt2"] : ["tt2", "tt1"])
      _ = try await fixture.process(local, "local", now: "\(day)T06:00:00Z").run("test", for: nil)
      let workplace = fixture.process(queued, "functions", now: "\(day)T06:00:00Z")
      let (begun, messages) = try await Queue().all(of: workplace, dueAt: "\(day)T03:30:00Z")
      let isFirst = day == "2026-05-01"
      let outcome: DayState? = isFirst ? nil : .published
      #expect(begun.queued == (isFirst ? 2 : 0))
      #expect(begun.report?.outcome == outcome)
      _ = await workplace.ask(messages)
    }
    #expect(fixture.asked == ["tt1": 2, "tt2": 2])
    #expect(try await fixture.content(queued, "reader") == fixture.content(local, "reader-of-local"))
  }

  @Test func theDayIsTheOneOfTheEventInTheZoneOfTheChart() async throws {
    let fixture = try QueueFixture("schedule: { time-zone: America/New_York }")
    let storage = MemoryStorage()
    let workplace = fixture.process(storage, "get", now: "2026-05-01T03:31:00Z")
    let (begun, _) = try await Queue().all(of: workplace, dueAt: due)
    #expect(begun.day == Day("2026-04-30"))
    // An event that comes days late does not get another day's list.
    let late = fixture.process(MemoryStorage(), "late", now: "2026-05-04T12:00:00Z")
    let (missed, messages) = try await Queue().all(of: late, dueAt: due)
    #expect(missed.day == Day("2026-04-30") && missed.report?.outcome == .missing && messages.isEmpty)
  }

  @Test func aSourceThatCannotBeAskedFailsAndLeavesNothing() async throws {
    let fixture = try QueueFixture()
    let storage = MemoryStorage()
    fixture.shared.list.withLock { $0 = .respond(status: 503) }
    let failure = await #expect(throws: Failure.self) {
      _ = try await Queue().all(of: fixture.process(storage, "get"), dueAt: due)
    }
    #expect(failure?.kind == .source)
    #expect(storage.list(.starts, group: nil, after: nil).isEmpty)
    #expect(storage.list(.runs, group: nil, after: nil).isEmpty)
    fixture.serve(["tt1"])
    let (begun, _) = try await Queue().all(of: fixture.process(storage, "get"), dueAt: due)
    #expect(begun.queued == 1)
  }

  @Test func whereTimeRunsOutMessagesComeAgainUnasked() async throws {
    let fixture = try QueueFixture()
    let storage = MemoryStorage()
    let (_, messages) = try await Queue().all(of: fixture.process(storage, "get"), dueAt: due)
    let deliveries = messages.map { TaskDelivery($0, attempt: 1) }
    let outcomes = await fixture.process(storage, "enrich").ask(deliveries, whileThereIs: { _ in false })
    #expect(outcomes == [.again(after: .zero), .again(after: .zero), .again(after: .zero)])
    #expect(fixture.asked.isEmpty)
  }

  @Test func aRunGoesOnByTheJobFileThatItBeganWith() async throws {
    let fixture = try QueueFixture()
    let storage = MemoryStorage()
    let (_, messages) = try await Queue().all(of: fixture.process(storage, "get"), dueAt: due)
    try fixture.folder.write("chart: other\n", to: "jobs/test.yaml")
    #expect(await fixture.process(storage, "enrich").ask(messages) == [.ended, .ended, .ended])
    let content = try await fixture.content(storage, "reader")
    #expect(content.count == 1 && content[0].hasPrefix("2026-05-01 published"), "\(content)")
  }

  @Test func nothingOfARunThatWaitsIsPruned() async throws {
    let fixture = try QueueFixture()
    let storage = MemoryStorage()
    let (_, messages) = try await Queue().all(of: fixture.process(storage, "get"), dueAt: due)
    _ = await fixture.process(storage, "enrich").ask(Array(messages.dropLast()))
    // The list, the job file and two answers.
    #expect(storage.list(.objects, group: nil, after: nil).count == 4)
    let plan = try await fixture.process(storage, "get").planPruning(grace: 0)
    #expect(plan.items.isEmpty)
    _ = await fixture.process(storage, "enrich").ask([messages[2]])
    #expect(try await QueuedRun.objectsInUse(in: storage).isEmpty)
  }

  @Test func messagesOfRunsThatNobodyBeganFail() async throws {
    let fixture = try QueueFixture()
    let message = try TaskMessage(#"{"run":"20260501T033000-00000000","item":"tt1","entry":{}}"#)
    let outcomes = await fixture.process(MemoryStorage(), "enrich").ask([message])
    guard case .failed(let failure) = outcomes.first else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(failure.kind == .noData)
    #expect(throws: Failure.self) { try TaskMessage("hello") }
  }
}
