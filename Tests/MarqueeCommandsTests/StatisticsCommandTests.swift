import JSON
import MarqueeTestSupport
import RankingModel
import Testing

/// `records` and `summary`, for programs and for people.
@Suite struct StatisticsCommandTests {
  /// Beta takes number one on 2 May, 3 May is missing, and Gamma takes Alpha's place on 4 May.
  private func fixture() async throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try await fixture.record([
      ("2026-05-01", .published, ["Alpha", "Beta"]), ("2026-05-02", .published, ["Beta", "Alpha"]),
      ("2026-05-04", .published, ["Beta", "Gamma"]),
    ])
    return fixture
  }

  private func json(_ fixture: ProgramFixture, _ words: String...) async throws -> JSONValue {
    let result = try await fixture.run(words + ["--format", "json"])
    #expect(result.status == 0, "\(words): \(result.errors)")
    return try JSONReader.read(Array(result.output.utf8))
  }

  @Test func aRecordIsARow() async throws {
    let fixture = try await fixture()
    let rows = try await json(fixture, "records", "test").array ?? []
    #expect(rows.count == 14)
    #expect(
      rows.first == [
        "record": "most-days-at-number-one", "value": 2, "unit": "days",
        "holders": [["id": "tt-beta", "title": "Beta", "day": "2026-05-04"]],
        "value_at_least": 2, "value_at_most": 3, "chart": "test", "from": "2026-05-01", "to": "2026-05-04",
        "requested_from": nil, "requested_to": nil, "observed": 3, "due": 4, "epoch": nil,
        "epoch_end": nil,
      ])
    let reign = rows.first { $0["record"] == "longest-reign" }
    #expect(
      reign?["holders"] == [
        ["id": "tt-beta", "title": "Beta", "from": "2026-05-02", "to": "2026-05-04"]
      ])
    #expect(reign?["value_at_least"] == 1)
    let wildest = rows.first { $0["record"] == "wildest-day" }
    #expect(
      wildest?["holders"] == [
        ["id": nil, "title": nil, "day": "2026-05-02", "previous_day": "2026-05-01", "across_gap": false]
      ])
    #expect(
      try await fixture.run("records", "test", "--format", "jsonl").output.split(separator: "\n").count == 14)

    let sheet = try await fixture.run("records", "test", "--format", "csv")
    #expect(sheet.errors == "3 of 4 days observed; 1 day is missing\n")
    let lines = sheet.output.split(separator: "\r\n").map(String.init)
    #expect(
      lines.first
        == "record,value,unit,id,title,day,from,to,previous_day,across_gap,value_at_least,value_at_most,chart,"
        + "range_from,range_to,requested_from,requested_to,observed,due,epoch_from,epoch_reason,epoch_end_to,epoch_end_reason"
    )
    let range = "test,2026-05-01,2026-05-04,,,3,4,,,,"
    #expect(
      lines.contains("most-days-at-number-one,2,days,tt-beta,Beta,2026-05-04,,,,,2,3,\(range)"), "\(lines)")
    // Both stood on all their days in the top 10: Beta on three.
    #expect(
      lines.contains("most-days-in-top-10,3,days,tt-beta,Beta,2026-05-04,,,,,3,4,\(range)"), "\(lines)")
    #expect(
      lines.contains("wildest-day,2,ranks,,,2026-05-02,,,2026-05-01,false,,,\(range)"), "\(lines)")

    // Gamma may have entered on 3 May, which is missing.
    let debut = rows.first { $0["record"] == "highest-debut" }
    #expect(
      debut?["holders"] == [
        [
          "id": "tt-gamma", "title": "Gamma", "day": "2026-05-04", "previous_day": "2026-05-02",
          "across_gap": true,
        ]
      ])

    let page = try await fixture.run("records", "test").output
    #expect(page.contains("2026-05-04, across a gap since 2026-05-02"), "\(page)")
    #expect(page.contains("\n\n14 records\n"), "\(page)")
    #expect(page.hasPrefix("Records of test, 2026-05-01 to 2026-05-04\n"))
    #expect(page.contains("2 to 3 days"))
    #expect(page.hasSuffix("3 of 4 days observed; 1 day is missing\n"))
  }

  /// Seven items are on the only list, and a page shows five of those who hold one record.
  @Test func aPageSaysWhereAllHoldersAre() async throws {
    let fixture = try ProgramFixture()
    try await fixture.record([("2026-05-01", .published, ["A", "B", "C", "D", "E", "F", "G"])])
    let page = try await fixture.run("records", "test").output
    #expect(page.contains("and 2 more"), "\(page)")
    #expect(
      page.hasSuffix(
        "\nat most 5 holders of a record are shown; the format json has all\n1 of 1 day observed\n"),
      "\(page)")
    let sheet = try await fixture.run("records", "test", "--format", "csv").output
    let holders = sheet.split(separator: "\r\n").filter { $0.hasPrefix("most-days,") }
    #expect(holders.count == 7)
  }

  @Test func aDayTellsWhatItBroke() async throws {
    let fixture = try await fixture()
    let rows = try await json(fixture, "records", "test", "--on", "2026-05-02").array ?? []
    let changes = rows.map { "\($0["record"]?.string ?? "") \($0["change"]?.string ?? "")" }
    // Beta reaches Alpha's one day; both add a day, Beta rises, Alpha falls, and no earlier day had changes.
    #expect(
      changes == [
        "most-days-at-number-one tied", "longest-reign tied", "most-days-in-top-10 extended",
        "most-days extended", "longest-stay extended", "biggest-climb broken", "biggest-fall broken",
        "calmest-day broken", "wildest-day broken",
      ])
    #expect(rows.allSatisfy { $0["requested_day"] == "2026-05-02" })
    let nothing = try await fixture.run("records", "test", "--on", "2026-05-01").output
    #expect(nothing.contains("no record was broken or tied"))
    #expect(try await fixture.run("records", "test", "--on", "2026-05-03").status == 14)
    #expect(try await fixture.run("records", "test", "--on", "2026-05-02", "--to", "2026-05-02").status == 64)
    #expect(try await fixture.run("records", "test", "--top", "0").status == 64)
    #expect(try await fixture.run("records", "test", "--from", "2027-01-01").status == 14)
  }

  /// Alpha stands on ranks 1 and 2, Beta on 2, 1 and 1, Gamma on 2: that gives (6 - 3) / 3, (9 - 4) / 3, (3 - 2) / 3 points. Two
  /// enter on the first day; after it there are 2 changes over 2 × 2 × 2.
  @Test func aSummaryHasPointsAndGroups() async throws {
    let fixture = try await fixture()
    let summary = try await json(fixture, "summary", "test", "2026-05")
    #expect(summary["from"] == "2026-05-01" && summary["to"] == "2026-05-04")
    #expect(summary["requested_from"] == "2026-05-01" && summary["requested_to"] == "2026-05-31")
    #expect(summary["entered"] == 3 && summary["left"] == 1 && summary["turnover"] == 0.25)
    #expect(
      summary["number_ones"] == [
        ["id": "tt-beta", "title": "Beta", "days": 2, "days_at_most": 3],
        ["id": "tt-alpha", "title": "Alpha", "days": 1, "days_at_most": 2],
      ])
    #expect(summary["survival"]?["30"] == ["share": nil, "survivors": 0, "newcomers": 0])
    #expect(
      try await fixture.run("summary", "test", "2026-05", "--format", "jsonl").output == """
        {"chart":"test","from":"2026-05-01","to":"2026-05-04","id":"tt-beta","title":"Beta","points":1.666667,"days":3,"best":1,"days_at_most":4}
        {"chart":"test","from":"2026-05-01","to":"2026-05-04","id":"tt-alpha","title":"Alpha","points":1,"days":2,"best":1,"days_at_most":3}
        {"chart":"test","from":"2026-05-01","to":"2026-05-04","id":"tt-gamma","title":"Gamma","points":0.333333,"days":1,"best":2,"days_at_most":2}

        """)
    // The first of a list is rated 9.5, the second 8.5: three days at rank 1 with 2 points, and three at rank 2 with 1.
    #expect(
      try await fixture.run("summary", "test", "--by", "rating", "--format", "csv").output
        == "chart,from,to,field,value,items,days,points\r\n"
        + "test,2026-05-01,2026-05-04,rating,9.5,2,3,2\r\n"
        + "test,2026-05-01,2026-05-04,rating,8.5,3,3,1\r\n")
    let page = try await fixture.run("summary", "test").output
    #expect(page.hasPrefix("test, 2026-05-01 to 2026-05-04\n"))
    #expect(page.contains("Beta (2 days), Alpha (1 day)"))
    #expect(page.contains("25.0% of the list each day"))
    #expect(page.contains("Beta") && page.contains("1.67") && !page.contains("1.666"), "\(page)")
    #expect(page.contains("\n\n3 items\n3 of 4 days observed; 1 day is missing\n"), "\(page)")
    let first = try await fixture.run("summary", "test", "--limit", "1")
    #expect(first.output.contains("\n\n1 item, 2 more\n"), "\(first.output)")
    #expect(first.errors.isEmpty)
    let row = try await fixture.run("summary", "test", "--limit", "1", "--format", "jsonl")
    #expect(row.output.split(separator: "\n").count == 1)
    #expect(row.errors == "3 of 4 days observed; 1 day is missing\n2 more; --limit 0 gives all\n")
    #expect(
      try await fixture.run("summary", "test", "--limit", "1", "--format", "csv", "--quiet").errors.isEmpty)
    let limited = try await fixture.run("summary", "test", "--limit", "1", "--format", "json")
    #expect(try JSONReader.read(Array(limited.output.utf8))["more"] == 2)
    #expect(limited.errors.isEmpty)
    // The rows are the two ratings, which no limit cuts.
    let groups = try await fixture.run(
      "summary", "test", "--by", "rating", "--limit", "1", "--format", "csv")
    #expect(groups.output.split(separator: "\r\n").count == 3)
    #expect(groups.errors == "3 of 4 days observed; 1 day is missing\n")
    #expect(try await json(fixture, "summary", "test", "--limit", "0")["more"] == 0)
    #expect(try await fixture.run("summary", "test", "--limit=-1").status == 64)
    #expect(try await fixture.run("summary", "test", "May").status == 64)
    #expect(try await fixture.run("summary", "test", "--by", "director").status == 64)
    #expect(try await fixture.run("summary", "test", "2025").status == 14)
  }
}
