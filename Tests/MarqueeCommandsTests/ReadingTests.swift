import JSON
import MarqueeTestSupport
import RankingModel
import Testing

@Suite struct ReadingTests {
  private func fixture() async throws -> ProgramFixture { try await .daysWithGaps() }

  @Test func aChartInJSONHasTheDocumentedKeysInOrder() async throws {
    let result = try await fixture().run("chart", "test", "--day", "2026-05-02", "--format", "json")
    #expect(result.status == 0)
    #expect(
      result.output == """
        {
          "chart": "test",
          "requested_day": "2026-05-02",
          "day": "2026-05-02",
          "state": "published",
          "version": "\(ObjectID(of: Array("""
            [
            {"id":"tt-beta","rank":1,"rating":9.5,"title":"Beta"},
            {"id":"tt-gamma","rank":2,"rating":8.5,"title":"Gamma"}
            ]

            """.utf8)))",
          "captured_at": "2026-05-02T03:30:00.000000Z",
          "recorded_at": "2026-05-02T03:30:00.000000Z",
          "evidence": null,
          "previous_day": "2026-05-01",
          "observed": 2,
          "due": 2,
          "epoch": null,
          "entries": [
            {
              "rank": 1,
              "id": "tt-beta",
              "title": "Beta",
              "rating": 9.5,
              "previous_rank": 2,
              "change": 1,
              "status": "up",
              "days_on_chart": 2,
              "days_on_chart_at_most": null,
              "peak_so_far": 1,
              "peak_day": "2026-05-02",
              "debut": "2026-05-01"
            },
            {
              "rank": 2,
              "id": "tt-gamma",
              "title": "Gamma",
              "rating": 8.5,
              "previous_rank": null,
              "change": null,
              "status": "new",
              "days_on_chart": 1,
              "days_on_chart_at_most": null,
              "peak_so_far": 2,
              "peak_day": "2026-05-02",
              "debut": "2026-05-02"
            }
          ],
          "more": 0
        }

        """)
  }

  @Test func aChartForPeopleShowsMovement() async throws {
    let result = try await fixture().run("chart", "test", "--day", "2026-05-05")
    #expect(
      result.output == """
        test on 2026-05-05 (degraded)

        #      title  rating  days  peak so far  id
        1  RE  Alpha     9.5     2            1  tt-alpha
        2  ▼1  Beta      8.5     3            1  tt-beta

        2 items
        movement since 2026-05-02
        3 of 5 days observed; 2 days are missing

        """)
  }

  @Test func aItemInJSONHasTheDocumentedKeysInOrder() async throws {
    let result = try await fixture().run("history", "test", "alpha", "--format", "json")
    #expect(result.status == 0)
    #expect(
      result.output == """
        {
          "chart": "test",
          "id": "tt-alpha",
          "title": "Alpha",
          "aliases": [],
          "epoch": null,
          "epoch_end": null,
          "debut": {
            "day": "2026-05-01",
            "rank": 1
          },
          "last": {
            "day": "2026-05-05",
            "rank": 1
          },
          "peak_ever": {
            "rank": 1,
            "day": "2026-05-01",
            "days": 2
          },
          "observed": 3,
          "due": 5,
          "days": 2,
          "days_at_most": 4,
          "days_at_number_one": 2,
          "days_at_number_one_at_most": 4,
          "returns": 1,
          "returns_at_most": 3,
          "longest_streak": {
            "from": "2026-05-01",
            "to": "2026-05-01",
            "days": 1,
            "days_at_least": 1,
            "days_at_most": 3
          },
          "longest_stay": {
            "from": "2026-05-01",
            "to": "2026-05-01",
            "days": 1,
            "days_at_least": 1,
            "days_at_most": 3
          },
          "observations": [
            {
              "day": "2026-05-01",
              "rank": 1,
              "rating": 9.5
            },
            {
              "day": "2026-05-05",
              "rank": 1,
              "rating": 9.5
            }
          ]
        }

        """)
  }

  @Test func aVersionIsWrittenAsTheLakeHoldsIt() async throws {
    let result = try await fixture().run("snapshot", "cat", "test", "--day", "2026-05-01")
    #expect(
      result.output == """
        [
        {"id":"tt-alpha","rank":1,"rating":9.5,"title":"Alpha"},
        {"id":"tt-beta","rank":2,"rating":8.5,"title":"Beta"}
        ]

        """)
  }

  @Test func aSnapshotIsShownWithWhatItWasMadeFrom() async throws {
    let fixture = try await fixture()
    let held = try await fixture.run("snapshot", "show", "test", "--day", "2026-05-04", "--json")
    let json = try JSONReader.read(Array(held.output.utf8))
    #expect(json["day"] == "2026-05-04")
    #expect(json["state"] == "quarantined")
    #expect(json["captured_at"] == "2026-05-04T03:30:00.000000Z")
    #expect(json["recorded_at"] == "2026-05-04T03:30:00.000000Z")
    #expect(json["entries"] == 1)
    #expect(json["run"] == "run-2026-05-04")
    #expect(json["raw"]?.array?.isEmpty == true)
    let version = try #require(json["version"]?.string)
    let named = try await fixture.run(
      "snapshot", "show", "test", "--id", String(version.prefix(12)), "--json")
    #expect(named.output == held.output)
    let last = try await fixture.run("snapshot", "show", "test")
    #expect(last.output.hasPrefix("test on 2026-05-05\n\nstate"))
    let rows = try await fixture.run("snapshot", "show", "test", "--format", "csv")
    #expect(rows.output == "role,item,object,size,fetched_at,status,url\r\n")
    #expect(try await fixture.run("snapshot", "show", "test", "--day", "2026-05-03").status == 14)
    // A tag can stand for the id of its snapshot.
    #expect(try await fixture.run("tag", "add", "held", "test", "2026-05-04").status == 0)
    #expect(try await fixture.run("snapshot", "show", "test", "--id", "held", "--json").output == held.output)
  }

  @Test func noDataEndsWithItsOwnCodeAndNamesTheNearestDays() async throws {
    let fixture = try await fixture()
    let held = try await fixture.run("chart", "test", "--day", "2026-05-04")
    #expect(held.status == 14)
    #expect(held.output == "")
    #expect(
      held.errors == """
        marquee: test on 2026-05-04 is quarantined, 1 entry is held back; the nearest published days are \
        2026-05-02 and 2026-05-05
          marquee quarantine show test 2026-05-04 --lake \(fixture.lake)

        """)
    #expect(try await fixture.run("chart", "other").status == 14)
    #expect(try await fixture.run("history", "test", "delta").status == 14)
    #expect(try await fixture.run("chart", "test", "--lake", fixture.folder.path(of: "none")).status == 14)
  }

  @Test func statusTellsWhatIsMissingHeldBackAndLate() async throws {
    let fixture = try await fixture()
    let plain = try await fixture.run("status", "--format", "jsonl")
    #expect(
      plain.output == """
        {"chart":"test","first_day":"2026-05-01","last_published":"2026-05-05","published_days":3,\
        "degraded":["2026-05-05"],"missing":["2026-05-03"],"quarantined":["2026-05-04"],"failed":[],"closed":[],\
        "agreed":null,"in_conflict":null,"alone":null,"dead_letters":0,"budget_left":null,"pending_days":0,\
        "late":null}

        """)
    try fixture.folder.write(
      """
      chart: test
      schedule: { at: "03:30", time-zone: UTC, catch-up: all }
      extract: { url: "file:list.json", items: "" }
      transform: { fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { position: true } } }
      """, to: "jobs/test.yaml")
    let due = try await fixture.run("status", "--format", "json", now: "2026-05-07T03:30:00Z")
    let json = try JSONReader.read(Array(due.output.utf8)).array?.first
    #expect(json?["late"] == true)
    #expect(json?["missing"] == ["2026-05-03", "2026-05-06", "2026-05-07"])
    let early = try await fixture.run("status", "--format", "json", now: "2026-05-06T03:29:59Z")
    #expect(try JSONReader.read(Array(early.output.utf8)).array?.first?["late"] == false)
  }

  @Test func aDeletedCatalogueIsMadeAnewAndAnswersTheSame() async throws {
    let fixture = try await fixture()
    let before = try await fixture.run("history", "test", "tt-beta", "--format", "json")
    #expect(try shell("rm '\(fixture.lake)'/catalogue.sqlite*").isEmpty)
    let after = try await fixture.run("history", "test", "tt-beta", "--format", "json")
    #expect(after.status == 0)
    #expect(after.output == before.output)
  }

  @Test func snapshotsAndRunsAreListed() async throws {
    let fixture = try await fixture()
    let versions = try await fixture.run("snapshot", "list", "test", "--format", "jsonl")
    #expect(versions.output.split(separator: "\n").count == 4)
    let runs = try await fixture.run("runs", "--limit", "1", "--format", "json")
    #expect(try JSONReader.read(Array(runs.output.utf8)).array?.first?["run"] == "run-2026-05-05")
    let run = try await fixture.run("runs", "show", "run-2026-05-04", "--format", "json")
    #expect(try JSONReader.read(Array(run.output.utf8))["outcome"] == "quarantined")
    #expect(try await fixture.run("runs", "show", "nothing").status == 14)
  }

  @Test func coloursFollowTheTerminalAndTheOption() async throws {
    let fixture = try await fixture()
    let escape = "\u{1B}["
    #expect(try await !fixture.run("chart", "test").output.contains(escape))
    #expect(try await fixture.run("chart", "test", width: 80).output.contains(escape))
    #expect(try await fixture.run("chart", "test", "--color", "always").output.contains(escape))
    #expect(try await !fixture.run("chart", "test", "--color", "never", width: 80).output.contains(escape))
    let plain = try await fixture.run("chart", "test", width: 80, environment: ["NO_COLOR": "1"])
    #expect(!plain.output.contains(escape))
  }
}
