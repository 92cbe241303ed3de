import JSON
import MarqueeTestSupport
import RankingModel
import Testing

@Suite struct EventsCommandTests {
  private func fixture() async throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try await fixture.record([
      ("2026-05-01", .published, ["Alpha", "Beta"]), ("2026-05-02", .published, ["Beta", "Gamma"]),
      ("2026-05-04", .quarantined, ["Alpha"]), ("2026-05-05", .degraded, ["Alpha", "Beta"]),
    ])
    return fixture
  }

  /// The ids are the first digits of the `sha256sum` of the arrays of all other values.
  @Test func eventsHaveTheDocumentedKeysInOrder() async throws {
    let fixture = try await fixture()
    let day = ["--from", "2026-05-02", "--to", "2026-05-02"]
    let common = #""chart":"test","day":"2026-05-02","previous_day":"2026-05-01""#
    let rows = try await fixture.run(["events", "test", "--format", "jsonl"] + day)
    #expect(rows.status == 0, "\(rows.errors)")
    #expect(
      rows.output == """
        {"id":"2230c535819c6be5",\(common),"kind":"enter","item":"tt-gamma","title":"Gamma",\
        "rank":2,"previous_rank":null,"previous_title":null,"record":null,"value":null,"previous_value":null}
        {"id":"e0e6b5a51ce0e612",\(common),"kind":"leave","item":"tt-alpha","title":"Alpha",\
        "rank":null,"previous_rank":1,"previous_title":null,"record":null,"value":null,"previous_value":null}
        {"id":"e15f174c36998192",\(common),"kind":"move","item":"tt-beta","title":"Beta",\
        "rank":1,"previous_rank":2,"previous_title":null,"record":null,"value":null,"previous_value":null}
        {"id":"e2776c359706cd7c",\(common),"kind":"number-one","item":"tt-beta","title":"Beta",\
        "rank":1,"previous_rank":2,"previous_title":null,"record":null,"value":null,"previous_value":null}

        """)
    #expect(try await fixture.run("lake", "reindex").status == 0)
    #expect(try await fixture.run(["events", "test", "--format", "jsonl"] + day).output == rows.output)
    let json = try JSONReader.read(
      Array(try await fixture.run("events", "test", "--json").output.utf8))
    #expect(
      json.members?.map(\.key) == [
        "chart", "requested_from", "requested_to", "from", "to", "observed", "due", "events", "more",
      ])
    #expect([json["observed"], json["due"]] == [3, 5])
    // 2 events on 1 May, 4 on 2 May and 4 on 5 May: A is back, B fell, C left and A leads.
    #expect(json["events"]?.array?.count == 10)
  }

  @Test func pagesTellEventsByDay() async throws {
    let fixture = try await fixture()
    let page = try await fixture.run("events", "test", "--kind", "enter,number-one")
    #expect(
      page.output == """
        events on test, 2026-05-01 to 2026-05-05

        day         kind        #  was  title  id
        2026-05-01  enter       1    –  Alpha  tt-alpha
                    enter       2    –  Beta   tt-beta
        2026-05-02  enter       2    –  Gamma  tt-gamma
                    number-one  1    2  Beta   tt-beta
        2026-05-05  number-one  1    –  Alpha  tt-alpha

        5 events
        3 of 5 days observed; 2 days are missing

        """)
    let markdown = try await fixture.run("events", "test", "--item", "gamma", "--format", "markdown")
    #expect(markdown.output.contains("| 2026-05-02 | enter | 2 | – | Gamma | tt-gamma |\n"))
    #expect(markdown.output.contains("| 2026-05-05 | leave | – | 2 | Gamma | tt-gamma |\n"))
  }

  @Test func recordsAreToldWhereTheyAreAskedFor() async throws {
    let fixture = try await fixture()
    let result = try await fixture.run(
      "events", "test", "--kind", "record", "--format", "jsonl", "--limit", "1")
    #expect(result.status == 0, "\(result.errors)")
    // Beta rises from 2 to 1 on 2 May, which is the first climb.
    let row = try JSONReader.read(Array(result.output.utf8))
    #expect(row["kind"] == "record" && row["item"] == "tt-beta" && row["day"] == "2026-05-02")
    #expect(row["record"] == "biggest-climb" && row["value"] == 1 && row["previous_value"] == JSONValue.null)
    #expect(result.errors.hasSuffix(" more; --limit 0 gives all\n"), "\(result.errors)")
    let page = try await fixture.run("events", "test", "--kind", "record", "--limit", "1")
    #expect(page.output.contains("Beta, biggest-climb: 1"), "\(page.output)")
    #expect(page.output.contains("\n\n1 event, "), "\(page.output)")
    #expect(page.errors.isEmpty)
    let unknown = try await fixture.run("events", "test", "--kind", "enter,recrod")
    #expect(
      unknown.errors.contains("enter,recrod") && unknown.errors.contains("- record"), "\(unknown.errors)")
  }

  @Test func aProgramCanFollowTheFeed() async throws {
    let fixture = try await fixture()
    let feed = ["events", "test", "--feed", "--format", "jsonl"]
    let lines = try await fixture.run(feed).output.split(separator: "\n")
    #expect(lines.count == 10)
    let rows = try lines.map { try JSONReader.read(Array($0.utf8)) }
    #expect(
      rows[0].members?.map(\.key) == [
        "id", "known_at", "withdraws", "event", "chart", "day", "previous_day", "kind", "item", "title",
        "rank", "previous_rank", "previous_title", "record", "value", "previous_value",
      ])
    let third = try #require(rows[3]["id"]?.string)
    let rest = try await fixture.run(feed + ["--after", third])
    #expect(rest.output == lines[4...].map { "\($0)\n" }.joined())
    let last = try #require(rows.last?["id"]?.string)
    #expect(try await fixture.run(feed + ["--after", last]).output.isEmpty)
    // The quarantined list is published, so the events that compare 5 May with an earlier day no longer hold.
    #expect(try await fixture.run("quarantine", "accept", "test", "2026-05-04").status == 0)
    let new = try await fixture.run(feed + ["--after", last]).output.split(separator: "\n")
      .map { try JSONReader.read(Array($0.utf8)) }
    let words = new.map { row in
      let texts = [row["day"], row["kind"], row["item"]].map { $0?.string ?? "" }
      return (row["withdraws"] == true ? "-" : "+") + texts.joined(separator: " ")
    }
    // 4 May has only Alpha.
    #expect(
      words == [
        "-2026-05-05 leave tt-gamma", "-2026-05-05 return tt-alpha", "-2026-05-05 move tt-beta",
        "-2026-05-05 number-one tt-alpha",
        "+2026-05-04 leave tt-beta", "+2026-05-04 leave tt-gamma", "+2026-05-04 return tt-alpha",
        "+2026-05-04 number-one tt-alpha", "+2026-05-05 return tt-beta",
      ])
    let unknown = try await fixture.run(feed + ["--after", "0123456789abcdef"])
    #expect(unknown.status == 14)
    #expect(unknown.errors.contains("the feed of test has no row 0123456789abcdef"))
  }

  @Test func aDifferenceHasTheDocumentedKeysInOrder() async throws {
    let fixture = try await fixture()
    let result = try await fixture.run("diff", "test", "2026-05-01", "2026-05-02", "--json")
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output == """
        {
          "chart": "test",
          "requested_from": "2026-05-01",
          "requested_to": "2026-05-02",
          "from": "2026-05-01",
          "to": "2026-05-02",
          "observed": 2,
          "due": 2,
          "epochs": [],
          "entered": [
            {
              "id": "tt-gamma",
              "title": "Gamma",
              "rank": 2
            }
          ],
          "left": [
            {
              "id": "tt-alpha",
              "title": "Alpha",
              "previous_rank": 1
            }
          ],
          "moved": [
            {
              "id": "tt-beta",
              "title": "Beta",
              "rank": 1,
              "previous_rank": 2,
              "change": 1
            }
          ],
          "unchanged": 0
        }

        """)
    let page = try await fixture.run("diff", "test", "2026-05-05", "2026-05-02")
    #expect(
      page.output == """
        test from 2026-05-05 to 2026-05-02

        entered

        #  title  id
        2  Gamma  tt-gamma

        1 item

        left

        was  title  id
          1  Alpha  tt-alpha

        1 item

        moved

        #  was      title  id
        1    2  ▲1  Beta   tt-beta

        1 item
        1 entered, 1 left, 1 moved, 0 unchanged; told backwards, from the later day to the earlier one
        2 of 4 days observed; 2 days are missing

        """)
    let missing = try await fixture.run("diff", "test", "2026-05-01", "2026-05-03")
    #expect(missing.status == 14)
    #expect(missing.errors.contains("ask for 2026-05-02, or add --or-before"))
    #expect(
      try await fixture.run("diff", "test", "2026-05-01", "2026-05-03", "--or-before").status == 0)
  }

  @Test func moversAreClimbersAndThenFallers() async throws {
    let fixture = try await fixture()
    let rows = try await fixture.run("movers", "test", "--to", "2026-05-02", "--format", "jsonl")
    #expect(
      rows.output == """
        {"chart":"test","from":"2026-05-01","to":"2026-05-02","id":"tt-beta","title":"Beta","rank":1,\
        "previous_rank":2,"change":1,"best":1,"worst":2}

        """)
    let page = try await fixture.run("movers", "test", "--days", "4")
    #expect(
      page.output == """
        movers on test, 2026-05-02 to 2026-05-05

        fallers

        #  was      best  worst  title  id
        2    1  ▼1     1      2  Beta   tt-beta

        1 item
        0 climbed, 1 fell, 0 unchanged, 1 entered, 1 left
        2 of 4 days observed; 2 days are missing

        """)
  }

  /// From 1 to 2 May three items climb, and the one that led falls.
  @Test func moversSayHowManyALimitLeftOut() async throws {
    let fixture = try ProgramFixture()
    try await fixture.record([
      ("2026-05-01", .published, ["A", "B", "C", "D"]), ("2026-05-02", .published, ["B", "C", "D", "A"]),
    ])
    for (limit, rows, more) in [("1", 2, 2), ("2", 3, 1), ("0", 4, 0)] {
      let words = ["movers", "test", "--limit", limit, "--format"]
      let lines = try await fixture.run(words + ["jsonl"])
      #expect(lines.output.split(separator: "\n").count == rows)
      #expect(lines.errors == (more == 0 ? "" : "\(more) more; --limit 0 gives all\n"))
      let json = try await fixture.run(words + ["json"])
      #expect(try JSONReader.read(Array(json.output.utf8))["more"] == .integer(Int64(more)))
      #expect(json.errors.isEmpty)
    }
  }

  @Test(arguments: [
    ["events", "test", "--kind", "enter,recrod"], ["events", "test", "--after", "0123456789abcdef"],
    ["events", "test", "--from", "2026-05-02", "--to", "2026-05-01"], ["diff", "test", "2026-05-02"],
    ["movers", "test", "--days", "3", "--from", "2026-05-01"], ["movers", "test", "--days", "0"],
    ["movers", "test", "--limit=-1"],
  ])
  func wordsThatDoNotFitEndWith64(_ words: [String]) async throws {
    #expect(try await fixture().run(words).status == 64)
  }
}
