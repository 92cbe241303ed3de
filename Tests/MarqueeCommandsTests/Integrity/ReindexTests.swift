import Foundation
import MarqueeTestSupport
import Testing

/// `marquee lake reindex`: every question is answered as before, byte for byte.
@Suite(.timeLimit(.minutes(30))) struct ReindexTests {
  /// A lake with days in every state, corrections, decisions, dead letters, a tag and a partly used budget.
  private static func fixture() async throws -> (fixture: LoopbackFixture, job: String) {
    let fixture = try LoopbackFixture()
    let items = Array(LoopbackFixture.items.prefix(4))
    let twice = items.dropLast() + [items[0]]
    fixture.serve { request in
      switch (request.path, request.query["i"]) {
      case ("/list/2026-05-03", _), ("/list/2026-05-04", _), ("/list/2026-05-05", _):
        .respond(text: LoopbackFixture.list(Array(twice)))
      case ("/list/2026-05-06", _): .respond(text: "no list at all")
      case ("/list/2026-05-07", _): .respond(status: 404)
      case ("/list/2026-05-10", _): .respond(status: 503)
      // The list has one more item, which cannot be enriched.
      case ("/list/2026-05-02", _): .respond(text: LoopbackFixture.list(items + ["tt9000001"]))
      case ("/list/2026-05-08", _): .respond(text: LoopbackFixture.list(items + ["tt9000002"]))
      case (let path, nil) where path.hasPrefix("/list/"): .respond(text: LoopbackFixture.list(items))
      case (_, "tt9000001"), (_, "tt9000002"): .respond(status: 500)
      default: nil
      }
    }
    let url = "\(fixture.server.baseURL)/list/{day}"
    let job = try fixture.job(
      url: url, enriched: true, omdb: ["calls-per-day: 50", "max-age: 1d"],
      maxFailedItems: 1, more: ["archives: [{ url: \"\(url)\" }]"])
    for (words, now) in [
      (["backfill", job, "--from", "2026-05-01", "--to", "2026-05-10"], "2026-05-12T06:00:00Z"),
      (["quarantine", "accept", "test", "2026-05-04"], "2026-05-12T07:00:00Z"),
      (["quarantine", "reject", "test", "2026-05-05", "--reason", "an item twice"], "2026-05-12T08:00:00Z"),
      (["tag", "add", "first", "test", "2026-05-01"], "2026-05-12T09:00:00Z"),
      (["run", job, "--day", "2026-05-09"], "2026-05-12T10:00:00Z"),
    ] { _ = try await fixture.start(words, now: now).ending() }
    // 1 May is corrected. For the list of 14 May, answers that are stale by then are asked for again.
    fixture.serve { request in
      switch (request.path, request.query["i"]) {
      case ("/list/2026-05-01", _): .respond(text: LoopbackFixture.list(items.reversed()))
      case ("/list/2026-05-14", _): .respond(text: LoopbackFixture.list(items))
      default: nil
      }
    }
    for (day, hour) in [("01", "06"), ("14", "07")] {
      _ = try await fixture.start(
        ["run", job, "--day", "2026-05-\(day)"], now: "2026-05-14T\(hour):00:00Z"
      ).ending()
    }
    let tasks = try await fixture.start(["queue", "list", "--format", "json"], now: now).ending()
    let dead = try JSONSerialization.jsonObject(with: Data(tasks.output.utf8)) as? [[String: Any]] ?? []
    let letter = try #require(dead.first { $0["item"] as? String == "tt9000002" }?["task"] as? Int)
    let discarded = try await fixture.start(["queue", "discard", "\(letter)"], now: now).ending()
    #expect(discarded.status == 0, "\(discarded.errors)")
    return (fixture, job)
  }

  private static let now = "2026-05-14T12:00:00Z"

  /// Questions of every kind about the lake, as words of commands.
  private func questions(_ fixture: LoopbackFixture, _ job: String) async throws -> [[String]] {
    let formats = ["table", "json", "jsonl", "csv", "markdown"]
    let inEveryFormat = [
      ["chart", "test"], ["history", "test", "tt0000001"], ["snapshot", "list", "test"], ["runs"],
      ["queue", "list"], ["status"], ["quarantine", "list"], ["quarantine", "show", "test", "2026-05-03"],
      ["tag", "list"], ["queue", "show", "1"], ["compare", "test", "tt0000001", "tt0000002"],
      ["versions", "test", "2026-05-01"], ["search", "named"], ["chart", "test", "--trend"],
      ["history", "test", "tt0000001", "--plot"],
    ]
    var questions = inEveryFormat.flatMap { words in formats.map { words + ["--format", $0] } }
    for day in 1...10 {
      let day = "2026-05-\(day < 10 ? "0" : "")\(day)"
      questions.append(["chart", "test", "--day", day, "--format", "json"])
      questions.append(["snapshot", "cat", "test", "--day", day])
    }
    questions += [
      ["chart", "test", "--day", "2026-05-01", "--as-of", "2026-05-13", "--format", "json"],
      ["chart", "test", "--tag", "first", "--format", "json"], ["snapshot", "cat", "test", "--id", "first"],
      ["history", "test", "tt9000001", "--format", "json"], ["history", "test", "Named"],
      ["snapshot", "list", "test", "--as-of", "2026-05-12T06:30:00Z", "--format", "json"],
      ["backfill", job, "--from", "2026-05-01", "--to", "2026-05-13", "--dry-run", "--format", "json"],
    ]
    let runs = try await fixture.start(["runs", "--format", "json"], now: Self.now).ending()
    let names = try JSONSerialization.jsonObject(with: Data(runs.output.utf8)) as? [[String: Any]] ?? []
    #expect(names.count >= 13)
    for name in names.compactMap({ $0["run"] as? String }) {
      questions.append(["runs", "show", name, "--format", "json"])
    }
    return questions
  }

  /// The answers, given within the test's own process because there are hundreds.
  private func answers(_ fixture: LoopbackFixture, _ questions: [[String]]) async throws -> [String] {
    let program = try ProgramFixture()
    let environment = ["MARQUEE_LAKE": fixture.lake, "MARQUEE_JOBS": fixture.folder.path]
    var answers: [String] = []
    for words in questions {
      let result = try await program.run(words, now: Self.now, environment: environment)
      answers.append("\(result.status)\n\(result.output)\(result.errors)")
    }
    return answers
  }

  @Test func everyQuestionIsAnsweredAsBefore() async throws {
    let (fixture, job) = try await Self.fixture()
    let questions = try await questions(fixture, job)
    let before = try await answers(fixture, questions)
    let states = try await fixture.start(["snapshot", "list", "test", "--format", "jsonl"], now: Self.now)
      .ending()
    for state in ["published", "degraded", "quarantined", "failed", "missing", "unavailable"] {
      #expect(states.output.contains("\"state\":\"\(state)\""), "\(states.output)")
    }
    #expect(states.output.contains("\"superseded\":true"))
    let status = try await fixture.start(
      ["status", "--format", "jsonl", "--jobs-dir", fixture.folder.path], now: Self.now
    ).ending()
    #expect(status.output.contains("\"dead_letters\":1"), "\(status.output)")
    // The list of 14 May took four calls, because the answers of 12 May are too old for it. For the list of 1 May those are the
    // nearest.
    #expect(status.output.contains("\"budget_left\":46"), "\(status.output)")
    for files in [[], ["catalogue.sqlite"], ["work.sqlite"], ["catalogue.sqlite", "work.sqlite"]] {
      for file in files {
        for end in ["", "-wal", "-shm"] {
          try? FileManager.default.removeItem(atPath: "\(fixture.lake)/\(file)\(end)")
        }
      }
      let rebuilt = try await fixture.start(["lake", "reindex"], now: Self.now).ending()
      #expect(rebuilt.status == 0, "\(rebuilt.errors)")
      for (index, answer) in try await answers(fixture, questions).enumerated() where answer != before[index]
      {
        Issue.record("\(files), \(questions[index]): \(before[index])\nnow: \(answer)")
      }
    }
    let verified = try await fixture.start(["lake", "check", "--read-data"], now: Self.now).ending()
    #expect(verified.status == 0, "\(verified.output)")
  }
}
