import JSON
import MarqueeTestSupport
import RankingModel
import Testing

/// `chart` with conditions, orders and another day to compare with, and `when`.
@Suite(.timeLimit(.minutes(30))) struct ConditionCommandTests {
  private func fixture() async throws -> ProgramFixture { try await .daysWithGaps() }

  @Test func theDaysOfAConditionAreToldAsRangesWithBounds() async throws {
    let fixture = try await fixture()
    #expect(
      try await fixture.run("when", "test", "alpha on chart").output == """
        test: alpha on chart

        from        to          days
        2026-05-01  2026-05-01     1
        2026-05-05  2026-05-05     1

        2 ranges
        it held on 2 to 4 days
        3 of 5 days observed; 2 days are missing

        """)
    #expect(
      try await fixture.run("when", "test", "beta <= 2 and rating >= 8.5", "--format", "csv").output
        == "chart,condition,from,to,days\r\ntest,beta <= 2 and rating >= 8.5,2026-05-01,2026-05-02,2\r\n"
        + "test,beta <= 2 and rating >= 8.5,2026-05-05,2026-05-05,1\r\n")
    #expect(
      try await fixture.run("when", "test", "gamma = 1").output == """
        test: gamma = 1

        it held on no published day (0 to 2 days)
        3 of 5 days observed; 2 days are missing

        """)
    let json = try await fixture.run(
      "when", "test", "alpha above beta", "--as-of", "2026-05-02", "--format", "json")
    let expected: JSONValue = [
      "chart": "test", "condition": "alpha above beta",
      "items": [["id": "tt-alpha", "title": "Alpha"], ["id": "tt-beta", "title": "Beta"]],
      "from": "2026-05-01", "to": "2026-05-02", "observed": 2, "due": 2, "epoch": nil,
      "epoch_end": nil, "days": 1,
      "days_at_most": .null,
      "ranges": [["from": "2026-05-01", "to": "2026-05-01", "days": 1]],
    ]
    #expect(try JSONReader.read(Array(json.output.utf8)) == expected)
  }

  @Test func aMistakeInAConditionIsPointedAt() async throws {
    let fixture = try await fixture()
    let mistake = """
      marquee: the condition cannot be read: expected a value, such as 1970, Drama or "Film-Noir", found the end
        rank <
              ^

      """
    for words in [["when", "test", "rank <"], ["chart", "test", "--where", "rank <"]] {
      let result = try await fixture.run(words)
      #expect(result.status == 64)
      #expect(result.errors == mistake)
      #expect(result.output.isEmpty)
    }
    let unquoted = try await fixture.run("chart", "test", "--where", "title = The Godfather and rank < 3")
    #expect(unquoted.status == 64)
    #expect(
      unquoted.errors.hasSuffix(
        "  several words stand in quotation marks, and for a shell the whole in single ones: "
          + "'title = \"The Godfather\" and rank < 3'\n"), "\(unquoted.errors)")
    let unknown = try await fixture.run("chart", "test", "--where", "ratting > 9")
    #expect(unknown.status == 64)
    #expect(
      unknown.errors.contains("there is no field \"ratting\"\n  ratting > 9\n  ^\n"), "\(unknown.errors)")
    #expect(unknown.errors.contains("did you mean \"rating\"? the fields are: "), "\(unknown.errors)")
  }

  @Test func rowsAreChosenAndSorted() async throws {
    let fixture = try await fixture()
    let columns = ["--columns", "rank,title,days_on_chart,peak_so_far,peak_day,debut", "--format", "csv"]
    let header = "rank,title,days_on_chart,peak_so_far,peak_day,debut\r\n"
    let alpha = "1,Alpha,2,1,2026-05-01,2026-05-01\r\n"
    let beta = "2,Beta,3,1,2026-05-02,2026-05-01\r\n"
    for (words, rows) in [
      (["--where", "title = ALPHA"], alpha), (["--where", "rating < 9"], beta),
      (["--sort", "-rank"], beta + alpha),
      (["--sort=-days_on_chart"], beta + alpha), (["--sort", "peak_so_far, title"], alpha + beta),
    ] {
      #expect(try await fixture.run(["chart", "test"] + words + columns).output == header + rows, "\(words)")
    }
    #expect(
      try await fixture.run("chart", "test", "--where", "days_on_chart > 2").output == """
        test on 2026-05-05 (degraded)

        #      title  rating  days  peak so far  id
        2  ▼1  Beta      8.5     3            1  tt-beta

        1 item
        1 of 2 items match; movement since 2026-05-02
        3 of 5 days observed; 2 days are missing

        """)
    #expect(try await fixture.run("chart", "test", "--sort", "rnk").status == 64)
  }

  @Test func aChartIsComparedWithAnyEarlierPublishedDay() async throws {
    let fixture = try await fixture()
    let answer = try await fixture.run("chart", "test", "--compare", "2026-05-01", "--format", "json")
    let json = try JSONReader.read(Array(answer.output.utf8))
    #expect(json["previous_day"] == "2026-05-01")
    #expect(json["entries"]?.array?.map { $0["status"] } == ["same", "same"])
    let held = try await fixture.run("chart", "test", "--compare", "2026-05-04")
    #expect(held.status == 14)
    #expect(held.errors.hasPrefix("marquee: test on 2026-05-04 is quarantined"), "\(held.errors)")
    #expect(try await fixture.run("chart", "test", "--compare", "2026-05-05").status == 64)
  }
}
