import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// 120 real weekly song charts, in two ranges of 60. They have no ids and are dated on Mondays until 1961-12-25, later on
/// Saturdays. On 13 of them one song stands twice. Their publisher states for each song its rank of the week before.
@Suite(.timeLimit(.minutes(30))) struct RealWeeklyChartsTests {
  private static let history = ProcessInfo.processInfo.environment["MARQUEE_HISTORY"]
  private static let song = "unchained-melody/the-righteous-brothers"

  /// The chart of a week, and the rank that the publisher states for each entry for the week before.
  private struct Week {
    var day: String
    var previousDay: String?
    var entries: [(rank: Int64, id: String, title: String, previousRank: Int64?)]
    var lastWeek: [Int64?]
  }

  private func answer(_ fixture: ProgramFixture, _ words: String...) async throws -> JSONValue {
    let result = try await fixture.run(words + ["--format", "json", "--quiet"])
    #expect(result.status == 0, "\(words): \(result.errors)")
    return try JSONReader.read(Array(result.output.utf8))
  }

  /// Both ranges, backfilled.
  private func filled(from lists: String) async throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try fixture.folder.write(
      """
      chart: hot100
      item: song
      cadence: { weekly: saturday }
      schedule: none
      extract: { url: "https://charts.example.org/hot100.json", items: /data, date: /date }
      transform:
        fields:
          id:     { of: [/song, /artist] }
          title:  { from: /song }
          artist: { from: /artist }
          rank:   { from: /this_week, type: integer }
      check:
        entries: { equals: 100, on-failure: quarantine }
        ranks:   { rule: contiguous, on-failure: quarantine }
        unique:  { field: id, on-failure: warn }
      archives: [{ url: "file:\(lists)/{day}.json.gz" }]

      """, to: "jobs/hot100.yaml")
    // Over both ranges together, the 1,427 weeks between them are missing.
    let plan = try await answer(fixture, "backfill", "hot100", "--dry-run")["days"]?.array ?? []
    #expect(plan.count { $0["action"] == "run" } == 120)
    #expect(plan.count { $0["action"] == "missing" } == 1427)
    for (from, to) in [("1961-07-03", "1962-08-25"), ("1990-01-06", "1991-02-23")] {
      let result = try await answer(fixture, "backfill", "hot100", "--from", from, "--to", to)
      #expect(result["published"] == 60)
      #expect(result["missing"] == 0)
      #expect(result["skipped"] == 0)
    }
    return fixture
  }

  private func weeks(_ fixture: ProgramFixture, _ lists: String) async throws -> [Week] {
    var weeks: [Week] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: lists).sorted() {
      let day = String(name.prefix(10))
      let list = try JSONReader.read(Array(try shell("gunzip -c '\(lists)/\(name)'").utf8))
      let rows = (list["data"]?.array ?? []).sorted {
        ($0["this_week"]?.integer ?? 0) < ($1["this_week"]?.integer ?? 0)
      }
      let chart = try await answer(fixture, "chart", "hot100", "--day", day)
      let entries = chart["entries"]?.array ?? []
      // Every row is shown, also both rows of a song that stands twice.
      #expect(entries.map { $0["rank"]?.integer } == rows.map { $0["this_week"]?.integer }, "\(day)")
      #expect(entries.map { $0["title"] } == rows.map { $0["song"] }, "\(day)")
      #expect(entries.map { $0["artist"] } == rows.map { $0["artist"] }, "\(day)")
      weeks.append(
        Week(
          day: day, previousDay: chart["previous_day"]?.string,
          entries: entries.map {
            (
              $0["rank"]?.integer ?? 0, $0["id"]?.string ?? "", $0["title"]?.string ?? "",
              $0["previous_rank"]?.integer
            )
          },
          lastWeek: rows.map { $0["last_week"]?.integer }))
    }
    return weeks
  }

  /// How often the program and the publisher agree, with the reasons where they do not, in the form that `weeks.py` prints.
  private func comparison(_ weeks: [Week]) -> String {
    var numbers = ["agree": 0, "start": 0, "twice": 0, "publisher": 0, "other": 0]
    var doubled = 0
    for (index, week) in weeks.enumerated() {
      let before = index > 0 ? weeks[index - 1].entries : []
      let times = Dictionary(grouping: week.entries) { $0.id }.mapValues(\.count)
      if times.values.contains(where: { $0 > 1 }) { doubled += 1 }
      for (entry, last) in zip(week.entries, week.lastWeek) {
        let reason: String
        if entry.previousRank == last {
          reason = "agree"
        } else if week.day == "1961-07-03" || week.day == "1990-01-06" {
          reason = "start"
        } else if times[entry.id, default: 0] > 1,
          before.contains(where: { $0.id == entry.id && $0.rank == last })
        {
          reason = "twice"
        } else if before.contains(where: { $0.rank == last && $0.id != entry.id }) {
          reason = "publisher"
        } else {
          reason = "other"
        }
        numbers[reason, default: 0] += 1
      }
    }
    let words = ["agree", "start", "twice", "publisher", "other"].map { "\($0) \(numbers[$0] ?? 0)" }
    return "\(weeks.count) weeks, \(doubled) with a song twice, \(numbers.values.reduce(0, +)) rows: "
      + words.joined(separator: ", ")
  }

  @Test(.enabled(if: history != nil, "MARQUEE_HISTORY names no folder with the real history"))
  func movementIsWhatThePublisherSays() async throws {
    let lists = try #require(Self.history) + "/hot100"
    let fixture = try await filled(from: lists)
    let weeks = try await weeks(fixture, lists)

    // The previous day is that of the week before, also from Monday to Saturday.
    let days = weeks.map(\.day)
    #expect(weeks.dropFirst().map(\.previousDay) == days.dropLast().map(Optional.some))
    #expect(weeks.first?.previousDay == nil)
    #expect(weeks.first { $0.day == "1962-01-06" }?.previousDay == "1961-12-25")

    let comparison = comparison(weeks)
    #expect(
      comparison == "120 weeks, 13 with a song twice, 12000 rows: "
        + "agree 11805, start 177, twice 2, publisher 16, other 0")
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("independent/weeks.py").path
    let independent = try execute("/usr/bin/env", ["python3", script, lists])
    #expect(independent.output == comparison + "\n", "\(independent.errors)")

    let records = URL(fileURLWithPath: script).deletingLastPathComponent()
      .appendingPathComponent("records.py").path
    let compared = try execute(
      "/usr/bin/env", ["python3", records, MarqueeBinary.path, fixture.lake, "hot100", lists, "songs"])
    #expect(compared.status == 0, "\(compared.output)\(compared.errors)")
    #expect(compared.output.hasPrefix("120 published weeks, ") && compared.output.contains(": 0 differences"))

    // A song that stands twice counts with its better rank.
    let answer = try await answer(fixture, "history", "hot100", Self.song)
    let best = weeks.compactMap { week in
      week.entries.filter { $0.id == Self.song }.map(\.rank).min().map { "\(week.day) \($0)" }
    }
    #expect(best.count == 27)
    let observations = answer["observations"]?.array ?? []
    #expect(
      observations.map { "\($0["day"]?.string ?? "") \($0["rank"]?.integer ?? 0)" } == best)
    let streak = try #require(answer["longest_streak"])
    #expect(streak["from"] == "1990-08-25" && streak["to"] == "1991-02-23")
    #expect(streak["days"] == 27 && streak["days_at_least"] == 27)

    let status = try await self.answer(fixture, "status", "hot100").array?.first
    #expect(status?["published_days"] == 120)
    let missing = status?["missing"]?.array ?? []
    #expect(missing.count == 1427)
    #expect(missing.first == "1962-09-01" && missing.last == "1989-12-30")
    let again = try await self.answer(
      fixture, "backfill", "hot100", "--from", "1961-07-03", "--to", "1962-08-25")
    #expect(again["skipped"] == 60)
    #expect(try await fixture.run("lake", "check", "--read-data").status == 0)
  }
}
