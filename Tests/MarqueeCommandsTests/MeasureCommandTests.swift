import JSON
import MarqueeTestSupport
import Testing

/// Measures and other fields in the answers of `chart` and `history`.
@Suite(.timeLimit(.minutes(30))) struct MeasureCommandTests {
  private static let fields = [
    "score: { from: /score, type: decimal }", "votes: { from: /votes, type: integer }",
    "artist: { from: /artist }",
  ]

  private func writeJob(_ fixture: ProgramFixture, _ lines: String = "", fields: [String] = fields) throws {
    try fixture.folder.write(
      """
      chart: test
      \(lines)
      extract: { url: "file:../lists/{day}.json", items: "" }
      transform:
        fields:
          id: { from: /id }
          title: { from: /title }
          rank: { position: true }
          \(fields.joined(separator: "\n    "))
      """, to: "jobs/test.yaml")
  }

  /// Two days of a job without measures, and then one of a job that names measures.
  private func fixture() async throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    let lists = [
      #"[{"id":"a","title":"A","score":"9.2","votes":"2500000"},{"id":"b","title":"B","score":"9.0"}]"#,
      #"[{"id":"b","title":"B","score":"9.3"},{"id":"a","title":"A","score":"9.1"}]"#,
      """
      [{"id":"a","title":"A","score":"9.0","votes":"2600000","artist":"X"},
      {"id":"b","title":"B","score":"8.75"}]
      """,
    ]
    for (index, list) in lists.enumerated() {
      try writeJob(fixture, index == 2 ? "measures: [score, votes]" : "")
      try fixture.folder.write(list, to: "lists/2026-05-0\(index + 1).json")
      let result = try await fixture.run("run", "test", "--day", "2026-05-0\(index + 1)")
      #expect(result.status == 0, "\(result)")
    }
    return fixture
  }

  @Test func aFieldNamedLikeTheDayStandsInTheRowsOfJSON() async throws {
    let fixture = try ProgramFixture()
    try writeJob(fixture, fields: ["day: { from: /day }"])
    try fixture.folder.write(#"[{"id":"a","title":"A","day":"Friday"}]"#, to: "lists/2026-05-01.json")
    let run = try await fixture.run("run", "test", "--day", "2026-05-01")
    #expect(run.status == 0, "\(run)")
    let chart = try await fixture.run("chart", "test", "--format", "json")
    let answer = try JSONReader.read(Array(chart.output.utf8))
    #expect(answer["day"] == "2026-05-01")
    #expect(answer["entries"]?.array?.first?["day"] == "Friday")
  }

  @Test func aMeasureNamedLaterIsInTheHistoryOfAllDays() async throws {
    let fixture = try await fixture()
    let before = try await fixture.run("history", "test", "a", "--format", "json")
    let expected: JSONValue = [
      ["day": "2026-05-01", "rank": 1, "score": 9.2, "votes": 2_500_000],
      ["day": "2026-05-02", "rank": 2, "score": 9.1, "votes": .null],
      ["day": "2026-05-03", "rank": 1, "score": 9, "votes": 2_600_000],
    ]
    #expect(try JSONReader.read(Array(before.output.utf8))["observations"] == expected)
    #expect(try await fixture.run("lake", "check", "--read-data").status == 0)
    #expect(try shell("rm '\(fixture.lake)'/catalogue.sqlite*").isEmpty)
    let reindexed = try await fixture.run("lake", "reindex")
    #expect(reindexed.status == 0, "\(reindexed)")
    #expect(try await fixture.run("history", "test", "a", "--format", "json").output == before.output)
    #expect(try await fixture.run("lake", "check", "--read-data").status == 0)
  }

  @Test func rowsNameTheirChartDayAndItem() async throws {
    let fixture = try await fixture()
    #expect(
      try await fixture.run("history", "test", "a", "--format", "csv").output
        == "chart,id,day,rank,score,votes\r\ntest,a,2026-05-01,1,9.2,2500000\r\n"
        + "test,a,2026-05-02,2,9.1,\r\ntest,a,2026-05-03,1,9,2600000\r\n")
    #expect(
      try await fixture.run("chart", "test", "--format", "csv").output
        == "chart,day,rank,id,title,score,votes,previous_rank,change,status,days_on_chart,peak_so_far,debut\r\n"
        + "test,2026-05-03,1,a,A,9,2600000,2,1,up,3,1,2026-05-01\r\n"
        + "test,2026-05-03,2,b,B,8.75,,1,-1,down,3,1,2026-05-01\r\n")
  }

  @Test func tablesShowTheFirstMeasure() async throws {
    let fixture = try await fixture()
    #expect(
      try await fixture.run("chart", "test").output == """
        test on 2026-05-03

        #      title  score  days  peak so far  id
        1  ▲1  A       9.00     3            1  a
        2  ▼1  B       8.75     3            1  b

        2 items
        movement since 2026-05-02
        3 of 3 days observed

        """)
    let history = try await fixture.run("history", "test", "b")
    #expect(history.output.contains("rank  days  score\n"), "\(history.output)")
    #expect(
      history.output.hasSuffix("2     1   8.75\n\n3 stretches\n3 of 3 days observed\n"),
      "\(history.output)")
  }

  @Test func columnsAreChosenFromAllFieldsOfTheDay() async throws {
    let fixture = try await fixture()
    #expect(
      try await fixture.run("chart", "test", "--columns", "rank,artist,votes", "--format", "jsonl").output
        == #"{"rank":1,"artist":"X","votes":2600000}"# + "\n"
        + #"{"rank":2,"artist":null,"votes":null}"# + "\n")
    #expect(
      try await fixture.run("chart", "test", "--columns", "title, score, artist").output == """
        test on 2026-05-03

        title  score  artist
        A       9.00  X
        B       8.75  –

        2 items
        movement since 2026-05-02
        3 of 3 days observed

        """)
    let json = try await fixture.run("chart", "test", "--columns", "rank", "--format", "json")
    let entries = try JSONReader.read(Array(json.output.utf8))["entries"]
    let expected: JSONValue = [
      [
        "rank": 1, "id": "a", "title": "A", "score": 9, "votes": 2_600_000, "previous_rank": 2, "change": 1,
        "status": "up", "days_on_chart": 3, "days_on_chart_at_most": .null, "peak_so_far": 1,
        "peak_day": "2026-05-01", "debut": "2026-05-01",
        "artist": "X",
      ],
      [
        "rank": 2, "id": "b", "title": "B", "score": 8.75, "votes": .null, "previous_rank": 1, "change": -1,
        "status": "down", "days_on_chart": 3, "days_on_chart_at_most": .null, "peak_so_far": 1,
        "peak_day": "2026-05-02",
        "debut": "2026-05-01",
      ],
    ]
    #expect(entries == expected)
  }

  @Test func anUnknownColumnIsRefusedWithThoseThereAre() async throws {
    let fixture = try await fixture()
    let result = try await fixture.run("chart", "test", "--columns", "rank,artst")
    #expect(result.status == 64)
    #expect(
      result.errors == """
        marquee: there is no column "artst"
          did you mean "artist"? the columns are: chart, day, rank, id, title, score, votes, previous_rank, \
        change, status, days_on_chart, days_on_chart_at_most, peak_so_far, peak_day, debut, trend, artist

        """)
    #expect(result.output.isEmpty)
    let twice = try await fixture.run("chart", "test", "--columns", "rank,id,rank")
    #expect(twice.status == 64)
    #expect(twice.errors == "marquee: the column \"rank\" is named twice\n")
    #expect(try await fixture.run("chart", "test", "--columns", "").status == 64)
  }

  @Test func twoRowsOfOneIdAreBothInTheChart() async throws {
    let fixture = try ProgramFixture()
    try writeJob(fixture, "check: { unique: { field: id, on-failure: warn } }")
    for (day, ids) in [("2026-05-01", ["a", "b"]), ("2026-05-02", ["b", "a", "b"])] {
      let rows = ids.map { #"{"id":"\#($0)","title":"Song"}"# }.joined(separator: ",")
      try fixture.folder.write("[\(rows)]", to: "lists/\(day).json")
      #expect(try await fixture.run("run", "test", "--day", day).status == 0)
    }
    let columns = ["--columns", "rank,id,previous_rank,status", "--format", "jsonl"]
    #expect(
      try await fixture.run(["chart", "test"] + columns).output
        == #"{"rank":1,"id":"b","previous_rank":2,"status":"up"}"# + "\n"
        + #"{"rank":2,"id":"a","previous_rank":1,"status":"down"}"# + "\n"
        + #"{"rank":3,"id":"b","previous_rank":null,"status":"new"}"# + "\n")
    let history = try await fixture.run("history", "test", "b", "--format", "jsonl")
    #expect(
      history.output
        == #"{"chart":"test","id":"b","day":"2026-05-01","rank":2}"# + "\n"
        + #"{"chart":"test","id":"b","day":"2026-05-02","rank":1}"# + "\n")
    #expect(try await fixture.run("lake", "check", "--read-data").status == 0)
  }
}
