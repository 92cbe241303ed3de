import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// The bundled jobs other than the films: songs, repositories and books, backfilled from their samples.
@Suite(.timeLimit(.minutes(30))) struct SampleJobTests {
  /// The root of the checkout.
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private let fixture: ProgramFixture

  init() throws { fixture = try ProgramFixture() }

  private func marquee(_ words: String...) async throws -> ProgramResult {
    try await fixture.run(words, environment: ["MARQUEE_JOBS": "\(Self.root)/jobs"])
  }

  /// A streak or a stay in an answer of `history`.
  private func series(
    _ from: String, _ to: String, days: Int, atLeast: Int? = nil, atMost: Int? = nil
  ) -> JSONValue {
    [
      "from": .string(from), "to": .string(to), "days": JSONValue(days), "days_at_least": JSONValue(atLeast),
      "days_at_most": JSONValue(atMost),
    ]
  }

  private func answer(_ words: String...) async throws -> JSONValue {
    let result = try await fixture.run(
      words + ["--format", "json"], environment: ["MARQUEE_JOBS": "\(Self.root)/jobs"])
    #expect(result.status == 0, "\(words): \(result.errors)")
    return try JSONReader.read(Array(result.output.utf8))
  }

  // MARK: Songs

  @Test func songsHaveAListAWeekButForOne() async throws {
    let filled = try await marquee("backfill", "songs", "--quiet")
    #expect(filled.status == 0, "\(filled.errors)")
    #expect(
      filled.output == """
        songs, 2026-02-07 to 2026-04-25

        weeks      12
        published  11
        missing    1 week: 2026-03-14
        skipped    0

        """)
    let status = try await answer("status", "songs").array?.first
    #expect(status?["published_days"] == 11)
    #expect(status?["missing"] == ["2026-03-14"])
    let page = try await marquee("status", "songs").output
    #expect(page.contains("published weeks  11\nmissing          1 week: 2026-03-14\n"), "\(page)")
    let gap = try await marquee("chart", "songs", "--day", "2026-03-14")
    #expect(gap.status == 14)
    #expect(gap.errors.contains("the nearest published days are 2026-03-07 and 2026-03-21"), "\(gap.errors)")
    let again = try await marquee(
      "backfill", "songs", "--from", "2026-04-11", "--reprocess", "all", "--quiet"
    ).output
    #expect(
      again == """
        songs, 2026-04-11 to 2026-04-25

        weeks      3
        published  3, 3 of them unchanged
        skipped    0

        """)
  }

  /// A song is one item in all its spellings: its previous rank is the one that the list states for the week before.
  @Test func songsStandWhereTheListBeforeHadThem() async throws {
    #expect(try await marquee("backfill", "songs", "--quiet").status == 0)
    let folder = "\(Self.root)/data/sample/songs"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.count == 11)
    for name in names {
      let list = try JSONReader.read(Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))))
      let rows = list["data"]?.array ?? []
      let entries =
        try await answer("chart", "songs", "--day", String(name.prefix(10)))["entries"]?.array ?? []
      #expect(entries.count == 10)
      #expect(entries.map { $0["title"] } == rows.map { $0["song"] }, "\(name)")
      #expect(entries.map { $0["artist"] } == rows.map { $0["artist"] }, "\(name)")
      #expect(entries.map { $0["rank"] } == rows.map { $0["this_week"] }, "\(name)")
      #expect(entries.map { $0["previous_rank"] } == rows.map { $0["last_week"] }, "\(name)")
    }
    let last = try await marquee(
      "chart", "songs", "--columns", "rank,id,previous_rank,status", "--format", "csv")
    #expect(
      last.output.replacing("\r\n", with: "\n") == """
        rank,id,previous_rank,status
        1,barbara-allen/marlo-finch,1,same
        2,frere-jacques/marlo-finch,3,up
        3,loch-lomond/north-pier,2,down
        4,she-moved-through-the-fair/quartet-no-5,5,up
        5,the-water-is-wide/the-harbour-choir,4,down
        6,black-is-the-colour/marlo-finch,7,up
        7,greensleeves/quartet-no-5,6,down
        8,down-by-the-salley-gardens/isold-vale,9,up
        9,danny-boy/ana-and-the-tides,8,down
        10,shenandoah/ana-and-the-tides,,return

        """)
  }

  @Test func aMissingWeekEndsAStreakAndAnAbsenceAStay() async throws {
    #expect(try await marquee("backfill", "songs", "--quiet").status == 0)
    // "Ana & the Tides" became "Ana and the Tides" on 28 March.
    let danny = try await answer("history", "songs", "danny boy")
    #expect(danny["id"] == "danny-boy/ana-and-the-tides")
    #expect(danny["debut"] == ["day": "2026-02-07", "rank": 2])
    #expect(danny["peak_ever"] == ["rank": 1, "day": "2026-02-14", "days": 2])
    #expect(danny["days"] == 11)
    #expect(danny["returns"] == 0)
    #expect(danny["longest_streak"] == series("2026-03-21", "2026-04-25", days: 6, atLeast: 6, atMost: 12))
    #expect(danny["longest_stay"] == series("2026-02-07", "2026-04-25", days: 11, atLeast: 6, atMost: 12))
    let shenandoah = try await answer("history", "songs", "shenandoah")
    #expect(shenandoah["days"] == 6)
    #expect(shenandoah["returns"] == 1)
    #expect(shenandoah["last"] == ["day": "2026-04-25", "rank": 10])
    #expect(shenandoah["longest_stay"] == series("2026-02-07", "2026-03-07", days: 5, atLeast: 5, atMost: 6))
    // "Ísold Vale" was written without its accent on 21 February.
    let thyme = try await answer("history", "songs", "wild mountain thyme")
    #expect(thyme["id"] == "wild-mountain-thyme/isold-vale")
    #expect(thyme["days"] == 6)
    let several = try await marquee("history", "songs", "the")
    #expect(several.status == 14)
    #expect(
      several.errors.hasPrefix(
        """
        marquee: 5 songs on songs fit "the":
          black-is-the-colour/marlo-finch  Black Is the Colour
          down-by-the-salley-gardens/isold-vale  Down by the Salley Gardens

        """), "\(several.errors)")
    #expect(
      try await marquee("history", "songs", "shenandoah").output == """
        Shenandoah (shenandoah/ana-and-the-tides) on songs

        debut           2026-02-07 at #7
        last            2026-04-25 at #10
        peak ever       #7, first on 2026-02-07, 1 week
        weeks           6 to 7 weeks, 0 to 1 of them at #1
        returns         1 to 2
        longest streak  5 weeks (5 to 6), 2026-02-07 to 2026-03-07
        longest stay    5 weeks (5 to 6), 2026-02-07 to 2026-03-07

        from        to          rank  weeks
        2026-02-07  2026-02-07     7      1
        2026-02-14  2026-02-21     8      2
        2026-02-28  2026-02-28     9      1
        2026-03-07  2026-03-07    10      1
        2026-04-25  2026-04-25    10      1

        5 stretches
        11 of 12 weeks observed; 1 week is missing

        """)
  }

  // MARK: Books

  @Test func booksAreReadFromATableWithDecimalCommas() async throws {
    let filled = try await answer("backfill", "books", "--quiet")
    #expect(filled["published"] == 6)
    #expect(filled["missing"] == 0)
    let first = try await marquee("chart", "books", "--day", "2025-10-01", "--format", "csv").output
    #expect(
      first.hasPrefix(
        "chart,day,rank,id,title,downloads,score,previous_rank,change,status,days_on_chart,peak_so_far,debut\r\n"
          + "books,2025-10-01,1,2701,\"Moby Dick; Or, The Whale\",96000,3.9,,,new,1,1,2025-10-01\r\n"
          + "books,2025-10-01,2,84,Frankenstein,87400,4.2,,,new,1,2,2025-10-01\r\n"), "\(first)")
    let third = try await marquee("chart", "books", "--day", "2025-12-01", "--format", "csv").output
    #expect(
      third.hasSuffix(
        "\r\nbooks,2025-12-01,8,1260,Jane Eyre,40000,4.6,9,1,up,3,8,2025-10-01\r\n"
          + "books,2025-12-01,9,174,The Picture of Dorian Gray,32300,3.6,8,-1,down,3,8,2025-10-01\r\n"
          + "books,2025-12-01,10,98,A Tale of Two Cities,20200,4.2,,,return,2,10,2025-10-01\r\n"), "\(third)")
    let page = try await marquee("status", "books").output
    #expect(page.contains("published months  6\nmissing           none\n"), "\(page)")
  }

  @Test func aBookWithoutAScoreHasNone() async throws {
    #expect(try await marquee("backfill", "books", "--quiet").status == 0)
    let book = try await answer("history", "books", "2542")
    #expect(book["title"] == "A Doll's House")
    #expect(book["returns"] == 1)
    #expect(book["longest_streak"] == series("2026-01-01", "2026-03-01", days: 3))
    let expected: JSONValue = [
      ["day": "2025-11-01", "rank": 10, "downloads": 21_200, "score": .null],
      ["day": "2026-01-01", "rank": 10, "downloads": 21_800, "score": 4],
      ["day": "2026-02-01", "rank": 10, "downloads": 19_400, "score": 4.1],
      ["day": "2026-03-01", "rank": 10, "downloads": 22_500, "score": 4.2],
    ]
    #expect(book["observations"] == expected)
    let frankenstein = try await marquee("history", "books", "frankenstein").output
    #expect(frankenstein.contains("longest streak  6 months, 2025-10-01 to 2026-03-01\n"), "\(frankenstein)")
  }

  // MARK: Repositories

  @Test func repositoriesOfPastDaysAreReadFromSeveralPagesWithoutAKey() async throws {
    let filled = try await answer("backfill", "repositories", "--quiet")
    #expect(filled["published"] == 9)
    #expect(filled["missing"] == 1)
    let status = try await answer("status", "repositories").array?.first
    #expect(status?["missing"] == ["2026-05-06"])
    let chart = try await marquee("chart", "repositories", "--format", "csv")
    #expect(chart.errors == "9 of 10 days observed; 1 day is missing\n")
    let rows = chart.output.split(separator: "\r\n").map(String.init)
    #expect(rows.count == 11)
    let columns = "chart,day,rank,id,title,stars,forks,previous_rank,change,status"
    #expect(rows.first == "\(columns),days_on_chart,peak_so_far,debut")
    let debut = ",2026-05-01"
    #expect(
      rows[1] == "repositories,2026-05-10,1,swiftlang/swift,swiftlang/swift,69833,10609,1,0,same,9,1\(debut)")
    #expect(
      rows[6] == "repositories,2026-05-10,6,groue/GRDB.swift,groue/GRDB.swift,8508,798,7,1,up,9,6\(debut)")
    #expect(
      rows[7] == "repositories,2026-05-10,7,apple/swift-nio,apple/swift-nio,8446,710,6,-1,down,9,6\(debut)")
    // The repository was called apple/swift-testing until 4 May.
    let renamed = try await answer("history", "repositories", "apple/swift-testing")
    #expect(renamed["id"] == "swiftlang/swift-testing")
    #expect(renamed["aliases"] == ["apple/swift-testing"])
    #expect(renamed["days"] == 9)
    #expect(renamed["longest_streak"] == series("2026-05-01", "2026-05-05", days: 5, atLeast: 5, atMost: 10))
    #expect(renamed["longest_stay"] == series("2026-05-01", "2026-05-10", days: 9, atLeast: 5, atMost: 10))
    let observations = renamed["observations"]?.array ?? []
    #expect(observations.map { $0["rank"] } == Array(repeating: 9, count: 9))
    #expect(observations.map { $0["stars"] } == [2063, 2065, 2068, 2069, 2114, 2199, 2241, 2281, 2323])
    #expect(observations.map { $0["forks"] } == [140, 142, 144, 145, 147, 148, 148, 148, 149])
    // Today's list needs the token.
    let run = try await marquee("run", "repositories")
    #expect(run.status == 20)
    #expect(run.errors.contains("the environment variable GITHUB_TOKEN is not set"), "\(run.errors)")
  }

  @Test func aTokenGoesToTheSearchAndNowhereElse() async throws {
    let token = "ghp-s3cr3t-t0k3n"
    let list = try Data(
      contentsOf: URL(fileURLWithPath: "\(Self.root)/data/sample/repositories/2026-05-10.json"))
    let pages = try #require(JSONReader.read(Array(list)).array).map { CanonicalJSON.text($0) }
    #expect(pages.count == 2)
    let server = try LoopbackServer { request in
      guard request.path == "/search/repositories", request.header("Authorization") == "Bearer \(token)"
      else {
        return .respond(status: 401, text: #"{"message":"Requires authentication"}"#)
      }
      let page = Int(request.query["page"] ?? "") ?? 0
      return .respond(text: (1...2).contains(page) ? pages[page - 1] : #"{"total_count":12,"items":[]}"#)
    }
    let job = try String(contentsOfFile: "\(Self.root)/jobs/repositories.yaml", encoding: .utf8)
      .replacing("https://api.github.com/", with: "\(server.baseURL)/")
      .replacing("[api.github.com]", with: #"["127.0.0.1"]"#)
      .replacing("file:../data/", with: "file:\(Self.root)/data/")
    try fixture.folder.write(job, to: "jobs/repositories.yaml")
    let environment = [
      "MARQUEE_LAKE": fixture.lake, "MARQUEE_JOBS": fixture.folder.path(of: "jobs"),
      "MARQUEE_NOW": "2026-05-11T12:00:00Z", "GITHUB_TOKEN": token,
    ]
    var told = ""
    for words in [
      ["backfill", "repositories", "--from", "2026-05-09", "--to", "2026-05-10"],
      ["run", "repositories", "--verbose"], ["runs", "--format", "json"],
      ["snapshot", "show", "repositories", "--day", "2026-05-11"],
      ["chart", "repositories", "--columns", "rank,id,stars,previous_rank", "--format", "csv"],
    ] {
      let ending = try await MarqueeBinary.run(words, environment: environment)
      #expect(ending.status == 0, "\(words): \(ending.errors)")
      told += ending.output + ending.errors
    }
    // Past days come from the archive; today's list is fetched page by page, until a page is empty.
    #expect(server.requests.map { $0.query["page"] } == ["1", "2", "3"])
    #expect(server.requests.allSatisfy { $0.header("Accept") == "application/vnd.github+json" })
    #expect(server.requests.allSatisfy { $0.query["sort"] == "stars" && $0.query["per_page"] == "100" })
    #expect(told.contains("rank,id,stars,previous_rank\r\n1,swiftlang/swift,69833,1\r\n"), "\(told)")
    #expect(told.contains("\r\n10,hummingbird-project/hummingbird,1742,10\r\n"), "\(told)")

    #expect(!told.contains("s3cr3t"))
    let found = try shell(
      """
      grep -rlF s3cr3t '\(fixture.folder.path)'
      find '\(fixture.lake)' -name '*.gz' | while read -r file; do
        gunzip -c "$file" | grep -qF s3cr3t && echo "$file"
      done
      """)
    #expect(found.isEmpty, "\(found)")
    let lake = try shell("find '\(fixture.lake)' -name '*.gz' | wc -l")
    #expect((Int(lake.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 3)
  }
}
