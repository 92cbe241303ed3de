import JSON
import MarqueeTestSupport
import RankingModel
import Testing

/// `compare`, `search`, `versions`, the plot of `history` and the trend of `chart`.
@Suite struct ItemCommandTests {
  /// Published lists of 1, 2 and 5 May; the list of 4 May is quarantined, and 3 May is missing.
  private func fixture() async throws -> ProgramFixture { try await .daysWithGaps() }

  @Test func itemsAreComparedForPeople() async throws {
    let result = try await fixture().run("compare", "test", "alpha", "beta")
    #expect(result.status == 0)
    #expect(
      result.output == """
        Alpha and Beta on test

        title  days  best  id
        Alpha     2     1  tt-alpha
        Beta      3     1  tt-beta

        2 items

        together     2 to 4 days
        Alpha above  2 to 4 days
        Beta above   0 to 2 days

        They did not cross on the 2 days together.
        3 of 5 days observed; 2 days are missing

        """)
  }

  @Test func itemsAreComparedForPrograms() async throws {
    let fixture = try await fixture()
    let result = try await fixture.run("compare", "test", "beta", "gamma", "--json")
    #expect(
      try JSONReader.read(Array(result.output.utf8)) == [
        "chart": "test", "from": "2026-05-01", "to": "2026-05-05", "observed": 3, "due": 5,
        "epoch": nil, "epoch_end": nil,
        "items": [
          [
            "id": "tt-beta", "title": "Beta", "days": 3, "days_at_most": 5, "best": 1, "days_above": 1,
            "days_above_at_most": 3,
          ],
          [
            "id": "tt-gamma", "title": "Gamma", "days": 1, "days_at_most": 3, "best": 2, "days_above": 0,
            "days_above_at_most": 2,
          ],
        ],
        "together": 1, "together_at_most": 3, "crossings": [],
      ])
    let rows = try await fixture.run("compare", "test", "beta", "gamma", "--format", "csv")
    #expect(
      rows.output
        == "chart,id,title,days,days_at_most,best,days_above,days_above_at_most,compared_with,together,"
        + "together_at_most\r\ntest,tt-beta,Beta,3,5,1,1,3,tt-gamma,1,3\r\n"
        + "test,tt-gamma,Gamma,1,3,2,0,2,tt-beta,1,3\r\n")
    #expect(try await fixture.run("compare", "test", "beta", "delta").status == 14)
    #expect(try await fixture.run("compare", "test", "beta", "tt-beta").status == 64)
  }

  @Test func aCrossingNamesWhoWasPassedWhereThereAreMoreThanTwo() async throws {
    let fixture = try ProgramFixture()
    try await fixture.record([
      ("2026-05-01", .published, ["A", "B", "C"]), ("2026-05-02", .published, ["B", "A", "C"]),
    ])
    let crossings = { (words: [String]) in
      let result = try await fixture.run(["compare", "test", "--json"] + words)
      return try JSONReader.read(Array(result.output.utf8))["crossings"]
    }
    #expect(
      try await crossings(["tt-a", "tt-b"])
        == [["day": "2026-05-02", "previous_day": "2026-05-01", "above": "tt-b"]])
    #expect(
      try await crossings(["tt-a", "tt-b", "tt-c"])
        == [["day": "2026-05-02", "previous_day": "2026-05-01", "above": "tt-b", "below": "tt-a"]])
    let page = try await fixture.run("compare", "test", "tt-a", "tt-b")
    #expect(
      page.output.hasSuffix(
        "\n\nday         above  below\n2026-05-02  B      A\n\n1 crossing\n2 of 2 days observed\n"),
      "\(page.output)")
    let rows = try await fixture.run("compare", "test", "tt-a", "tt-b", "tt-c", "--format", "jsonl")
    #expect(
      rows.output.hasPrefix(
        #"{"chart":"test","id":"tt-a","title":"A","days":2,"days_at_most":null,"best":1,"days_above":1,"#
          + #""days_above_at_most":null,"compared_with":["tt-b","tt-c"],"together":2,"together_at_most":null}"#
          + "\n"), "\(rows.output)")
  }

  @Test func aCrossingOverAGapNamesTheLastDayTogether() async throws {
    let fixture = try ProgramFixture()
    try await fixture.record([
      ("2026-05-01", .published, ["A", "B"]), ("2026-05-04", .published, ["B", "A"]),
    ])
    let page = try await fixture.run("compare", "test", "tt-a", "tt-b")
    #expect(page.output.contains("2026-05-04, last together on 2026-05-01  B      A\n"), "\(page.output)")
    let json = try await fixture.run("compare", "test", "tt-a", "tt-b", "--json")
    #expect(
      try JSONReader.read(Array(json.output.utf8))["crossings"] == [
        ["day": "2026-05-04", "previous_day": "2026-05-01", "above": "tt-b"]
      ])
  }

  @Test func aSearchTellsWhereAnItemStood() async throws {
    let fixture = try await fixture()
    let result = try await fixture.run("search", "alp", "--json")
    #expect(result.status == 0)
    #expect(
      try JSONReader.read(Array(result.output.utf8)) == [
        "text": "alp", "chart": nil,
        "items": [
          [
            "chart": "test", "id": "tt-alpha", "title": "Alpha",
            "match": ["field": "title", "value": "Alpha"],
            "first_day": "2026-05-01", "last_day": "2026-05-05", "days": 2, "best_rank": 1,
          ]
        ],
        "more": 0, "coverage": [["chart": "test", "observed": 3, "due": 5]],
      ])
    let several = try await fixture.run("search", "tt-", "--limit", "1", "--chart", "test")
    #expect(
      several.output == """
        title  found in      first day   last day    days  best  chart  id
        Alpha  id: tt-alpha  2026-05-01  2026-05-05     2     1  test   tt-alpha

        1 item, 2 more
        test: 3 of 5 days observed; 2 days are missing

        """)
    #expect(several.errors.isEmpty)
  }

  @Test func rowsOfASearchSayWhatALimitLeftOut() async throws {
    let fixture = try await fixture()
    let words = ["search", "tt-", "--format", "csv", "--limit"]
    let one = try await fixture.run(words + ["1"])
    #expect(
      one.output
        == "chart,id,title,match_field,match_value,first_day,last_day,days,best_rank\r\n"
        + "test,tt-alpha,Alpha,id,tt-alpha,2026-05-01,2026-05-05,2,1\r\n")
    #expect(
      one.errors == "test: 3 of 5 days observed; 2 days are missing\n2 more; --limit 0 gives all\n")
    let all = try await fixture.run(words + ["0"])
    #expect(all.output.split(separator: "\r\n").count == 4)
    #expect(all.errors == "test: 3 of 5 days observed; 2 days are missing\n")
  }

  @Test func rowsSayThatAnotherDayAnswers() async throws {
    let fixture = try await fixture()
    let chart = ["chart", "test", "--day", "2026-05-03", "--or-before"]
    // Of 1 to 2 May both lists are published.
    #expect(
      try await fixture.run(chart + ["--format", "jsonl"]).errors
        == "answered for 2026-05-02, the last day published by 2026-05-03\n")
    #expect(try await fixture.run(chart + ["--format", "json"]).errors.isEmpty)
    #expect(try await fixture.run(chart).errors.isEmpty)
    let diff = ["diff", "test", "2026-05-01", "2026-05-03", "--or-before", "--format", "csv"]
    #expect(
      try await fixture.run(diff).errors
        == "answered for 2026-05-02, the last day published by 2026-05-03\n")
  }

  @Test func aSearchInVainSuggestsWhatIsNear() async throws {
    let fixture = try await fixture()
    let result = try await fixture.run("search", "aplha")
    #expect(result.status == 14)
    #expect(result.output.isEmpty)
    #expect(
      result.errors == "marquee: nothing in the lake has \"aplha\" in its texts\n  did you mean \"Alpha\"?\n")
    let json = try await fixture.run("search", "aplha", "--json")
    #expect(json.errors.contains(#""suggestions":["Alpha"]"#), "\(json.errors)")
    #expect(try await fixture.run("search", "delta").errors.contains("try a part of a title"))
  }

  @Test func versionsShowWhatADecisionPublished() async throws {
    let fixture = try await fixture()
    let accepted = try await fixture.run(
      "quarantine", "accept", "test", "2026-05-04", "--reason", "looked at")
    #expect(accepted.status == 0, "\(accepted.errors)")
    let result = try await fixture.run("versions", "test", "2026-05-04", "--json")
    let rows = try #require(try JSONReader.read(Array(result.output.utf8))["versions"]?.array)
    #expect(rows.map { $0["event"] } == ["snapshot", "accept"])
    #expect(rows.map { $0["state"] } == ["quarantined", "published"])
    #expect(rows.map { $0["stands"] } == [false, true])
    #expect(rows.last?["reason"] == "looked at")
    #expect(rows.last?["entered"] == .null)
    #expect(
      rows.last?.members?.map(\.key) == [
        "event", "recorded_at", "captured_at", "state", "stands", "version", "entries", "run",
        "previous_version", "reason", "entered", "left", "moved", "retitled", "changed", "unchanged",
      ])
    #expect(try await fixture.run("versions", "test", "2026-05-03").status == 14)
  }

  @Test func versionsShowWhatACorrectionChanged() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    #expect(try await fixture.run("run", "test", "--day", "2026-05-01").status == 0)
    try fixture.folder.write(
      #"[{"id":"b","title":"B","rank":1},{"id":"a","title":"AA","rank":2},{"id":"d","title":"D","rank":3}]"#,
      to: "lists/2026-05-01.json")
    let second = try await fixture.run("run", "test", "--day", "2026-05-01", now: "2026-05-11T12:00:00Z")
    #expect(second.status == 0, "\(second.errors)")
    let words = ["versions", "test", "2026-05-01"]
    let json = try await fixture.run(words + ["--json"])
    let row = try #require(try JSONReader.read(Array(json.output.utf8))["versions"]?.array?.last)
    #expect(row["entered"] == [["id": "d", "title": "D", "rank": 3]])
    #expect(row["left"] == [["id": "c", "title": "C", "previous_rank": 3]])
    #expect(
      row["moved"] == [
        ["id": "b", "title": "B", "rank": 1, "previous_rank": 2, "change": 1],
        ["id": "a", "title": "AA", "rank": 2, "previous_rank": 1, "change": -1],
      ])
    #expect(row["retitled"] == [["id": "a", "title": "AA", "previous_title": "A"]])
    #expect(row["changed"] == [] && row["unchanged"] == 0)
    let page = try await fixture.run(words)
    #expect(
      page.output.hasSuffix(
        """
                  title  before  after  id
        entered   D      –       3      d
        left      C      3       –      c
        moved     B      2       1      b
        moved     AA     1       2      a
        retitled  AA     A       AA     a

        5 changes

        """), "\(page.output)")
  }

  @Test(
    arguments: [
      (["--ascii"], [:]), ([], ["LANG": "C"]), ([], ["LC_ALL": "de_DE.ISO-8859-1", "LANG": "C.UTF-8"]),
    ] as [([String], [String: String])])
  func ranksAreDrawnInASCII(_ words: [String], _ environment: [String: String]) async throws {
    let result = try await fixture().run(
      ["history", "test", "alpha", "--plot"] + words, environment: environment)
    let blanks = { (count: Int) in String(repeating: " ", count: count) }
    // On 77 columns the days from 1 to 5 May are 19 columns apart; 3 and 4 May have no list.
    let drawing =
      ["   v peak #1 on 2026-05-01", "1 |*\(blanks(75))*"] + Array(repeating: "  |", count: 11) + [
        "  +\(String(repeating: "-", count: 77))", "   \(blanks(38))x\(blanks(18))x",
        "   2026-05-01\(blanks(57))2026-05-05", "x no list: 2 days",
      ]
    #expect(
      result.output.hasPrefix("Alpha (tt-alpha) on test\n\n\(drawing.joined(separator: "\n"))\n\ndebut"),
      "\(result.output)")
    #expect(
      result.output.hasSuffix("\n\n2 stretches\n3 of 5 days observed; 2 days are missing\n"),
      "\(result.output)")
  }

  @Test func aDrawingFitsTheTerminalAndIsLeftOutForPrograms() async throws {
    let fixture = try await fixture()
    let drawn = try await fixture.run("history", "test", "beta", "--plot", "--color", "never", width: 60)
    #expect(drawn.output.contains("  └\(String(repeating: "─", count: 57))\n"), "\(drawn.output)")
    let plain = try await fixture.run("history", "test", "beta", "--json")
    #expect(try await fixture.run("history", "test", "beta", "--json", "--plot").output == plain.output)
    let markdown = try await fixture.run("history", "test", "beta", "--plot", "--format", "markdown")
    #expect(markdown.output.contains("\n```\n"), "\(markdown.output)")
  }

  @Test func theTrendHasTheRanksOfPublishedDays() async throws {
    let fixture = try await fixture()
    let json = try await fixture.run("chart", "test", "--trend", "--json")
    let entries = try #require(try JSONReader.read(Array(json.output.utf8))["entries"]?.array)
    #expect(entries.map { $0["trend"] } == [[1, nil, 1], [2, 1, 2]])
    let usual = try await fixture.run("chart", "test", "--json", width: 120)
    #expect(!usual.output.contains("trend"))
    #expect(
      try await fixture.run("chart", "test", "--columns", "title,trend").output == """
        test on 2026-05-05 (degraded)

        title  trend
        Alpha  █ ╎█ 1
        Beta   ▇█╎▇ 1–2

        2 items
        movement since 2026-05-02
        3 of 5 days observed; 2 days are missing

        """)
    let plain = try await fixture.run("chart", "test", "--trend", environment: ["LC_ALL": "C"])
    for drawing in ["# |# 1", "%#|% 1-2"] {
      #expect(plain.output.contains("  \(drawing)\n"), "\(plain.output)")
    }
    let rows = try await fixture.run("chart", "test", "--columns", "id,trend", "--format", "csv")
    #expect(rows.output == "id,trend\r\ntt-alpha,1; null; 1\r\ntt-beta,2; 1; 2\r\n")
  }

  @Test func aWideTerminalShowsTheTrend() async throws {
    let fixture = try await fixture()
    for (width, isShown) in [(119, false), (120, true)] {
      let result = try await fixture.run(["chart", "test", "--color", "never"], width: width)
      #expect(result.output.contains("▇█╎▇ 1–2") == isShown, "\(result.output)")
    }
  }
}
