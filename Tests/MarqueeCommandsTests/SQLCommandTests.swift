import JSON
import MarqueeTestSupport
import RankingModel
import Testing

/// What `sql` prints, and what it refuses.
@Suite(.timeLimit(.minutes(30))) struct SQLCommandTests {
  private func fixture() async throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try await fixture.record(
      [
        ("2026-05-01", .published, ["A", "B"]), ("2026-05-02", .missing, []),
        ("2026-05-03", .published, ["B", "A"]),
      ], measures: ["rating"])
    return fixture
  }

  private static let entries = "SELECT day, rank, id FROM entries WHERE chart = 'test' ORDER BY day, rank"

  @Test func rowsAreWrittenInEveryForm() async throws {
    let fixture = try await fixture()
    let sql =
      "SELECT rank, title, measures FROM entries WHERE chart = 'test' AND day = '2026-05-03' ORDER BY rank"
    let forms = [
      "table":
        "rank  title  measures\n   1  B      {\"rating\":9.5}\n   2  A      {\"rating\":8.5}\n\n2 rows\n",
      "jsonl": #"{"rank":1,"title":"B","measures":"{\"rating\":9.5}"}"# + "\n"
        + #"{"rank":2,"title":"A","measures":"{\"rating\":8.5}"}"# + "\n",
      "csv": "rank,title,measures\r\n1,B,\"{\"\"rating\"\":9.5}\"\r\n2,A,\"{\"\"rating\"\":8.5}\"\r\n",
      "markdown": """
      | rank | title | measures |
      | --: | --- | --- |
      | 1 | B | {"rating":9.5} |
      | 2 | A | {"rating":8.5} |

      2 rows

      """,
    ]
    for (format, text) in forms {
      let result = try await fixture.run("sql", sql, "--format", format)
      #expect(result.status == 0, "\(result)")
      #expect(result.output == text, "\(format)")
      #expect(result.errors.isEmpty)
    }
    let json = try await fixture.run("sql", Self.entries, "--json")
    let expected: JSONValue = [
      ["day": "2026-05-01", "rank": 1, "id": "tt-a"], ["day": "2026-05-01", "rank": 2, "id": "tt-b"],
      ["day": "2026-05-03", "rank": 1, "id": "tt-b"], ["day": "2026-05-03", "rank": 2, "id": "tt-a"],
    ]
    #expect(try JSONReader.read(Array(json.output.utf8)) == expected)
  }

  @Test func noRowIsAnAnswer() async throws {
    let fixture = try await fixture()
    let sql = "SELECT day, rank FROM entries WHERE chart = 'other'"
    for (format, text) in [("table", "no row\n"), ("csv", "day,rank\r\n"), ("jsonl", ""), ("json", "[]\n")] {
      let result = try await fixture.run("sql", sql, "--format", format)
      #expect(result.status == 0)
      #expect(result.output == text, "\(format)")
    }
  }

  @Test func aCutAnswerSaysSo() async throws {
    let fixture = try await fixture()
    let table = try await fixture.run("sql", Self.entries, "--limit", "1")
    #expect(table.status == 0)
    #expect(
      table.output
        == "day         rank  id\n2026-05-01     1  tt-a\n\n1 row\ncut after 1 row: there are more\n")
    #expect(table.errors == "warning: cut after 1 row: there are more; --limit 0 gives all\n")
    let csv = try await fixture.run("sql", Self.entries, "--limit", "3", "--format", "csv", "--quiet")
    #expect(csv.output.split(separator: "\r\n").count == 4)
    #expect(csv.errors == "warning: cut after 3 rows: there are more; --limit 0 gives all\n")
    #expect(try await fixture.run("sql", Self.entries, "--limit", "4").errors.isEmpty)
    #expect(try await fixture.run("sql", Self.entries, "--limit", "0").errors.isEmpty)
  }

  @Test func aLongAnswerHasOneHeader() async throws {
    let fixture = try await fixture()
    let sql = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 2500) SELECT n FROM c"
    let csv = try await fixture.run("sql", sql, "--format", "csv")
    #expect(csv.output == "n\r\n" + (1...2500).map { "\($0)\r\n" }.joined())
    let lines = try await fixture.run("sql", sql, "--format", "jsonl")
    #expect(lines.output == (1...2500).map { "{\"n\":\($0)}\n" }.joined())
  }

  @Test func theStatementComesFromAFileAndItsValuesFromOptions() async throws {
    let fixture = try await fixture()
    let file = try fixture.folder.write(
      "SELECT day FROM entries\n-- of one item\nWHERE id = :id AND rank = :rank;\n", to: "question.sql")
    let result = try await fixture.run(
      "sql", "--file", file, "--param", "id=tt-a", "--param", "rank=2", "--format", "csv")
    #expect(result.output == "day\r\n2026-05-03\r\n", "\(result)")
    for words in [
      ["sql"], ["sql", "SELECT 1", "--file", file], ["sql", "--tables", "SELECT 1"],
      ["sql", "SELECT 1", "--limit", "-1"], ["sql", "SELECT 1", "--param", "a"],
      ["sql", "SELECT :a", "--param", "a=1", "--param", "a=2"], ["sql", "--file", "\(file).none"],
      ["sql", "--file", file],
    ] {
      #expect(try await fixture.run(words).status == 64, "\(words)")
    }
  }

  @Test func wholeNumbersAreNeverRounded() async throws {
    let fixture = try await fixture()
    let sql = "SELECT 9007199254740993 AS a, -9007199254740993 AS b, 9007199254740991 AS c"
    let forms = [
      "table": """
                     a                  b                 c
      9007199254740993  -9007199254740993  9007199254740991

      1 row

      """,
      "csv": "a,b,c\r\n9007199254740993,-9007199254740993,9007199254740991\r\n",
      "jsonl": #"{"a":"9007199254740993","b":"-9007199254740993","c":9007199254740991}"# + "\n",
      "json": """
      [
        {
          "a": "9007199254740993",
          "b": "-9007199254740993",
          "c": 9007199254740991
        }
      ]

      """,
      "markdown": """
      | a | b | c |
      | --: | --: | --: |
      | 9007199254740993 | -9007199254740993 | 9007199254740991 |

      1 row

      """,
    ]
    for (format, text) in forms {
      #expect(try await fixture.run("sql", sql, "--format", format).output == text, "\(format)")
    }
  }

  @Test(arguments: [
    ("9007199254740993", "integer,9007199254740993"),
    ("-9223372036854775808", "integer,-9223372036854775808"),
    ("1e3", "real,1000"), ("-2.5E-1", "real,-0.25"), ("2.5", "real,2.5"), ("007", "text,007"),
    ("1e999", "text,1e999"), ("1e", "text,1e"), ("9223372036854775808", "text,9223372036854775808"),
  ])
  func aParameterIsANumberWhereItIsWrittenAsOne(value: String, bound: String) async throws {
    let fixture = try await fixture()
    let result = try await fixture.run(
      "sql", "SELECT typeof(:a) AS type, :a AS value", "--param", "a=\(value)", "--format", "csv")
    #expect(result.output == "type,value\r\n\(bound)\r\n", "\(result)")
  }

  @Test func theViewsAreListed() async throws {
    let fixture = try await fixture()
    let result = try await fixture.run("sql", "--tables", "--format", "csv")
    #expect(result.status == 0, "\(result)")
    #expect(result.output.hasPrefix("view,column\r\nentries,chart\r\nentries,day\r\nentries,rank\r\n"))
    #expect(result.output.contains("\r\nevents,previous_rank\r\n"))
  }

  @Test func whatIsWrongEndsWith64() async throws {
    let fixture = try await fixture()
    let syntax = try await fixture.run("sql", "SELECT * FORM entries")
    #expect(syntax.status == 64)
    #expect(
      syntax.errors
        == "marquee: the statement is wrong: near \"FORM\": syntax error\n  SELECT * FORM entries\n           ^\n"
    )
    #expect(syntax.output.isEmpty)
    let view = try await fixture.run("sql", "SELECT * FROM entrys")
    #expect(view.status == 64)
    #expect(
      view.errors
        == "marquee: the statement is wrong: no such table: entrys\n  did you mean \"entries\"?\n")
    let slow = try await fixture.run(
      "sql", "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c",
      "--time-limit", "250ms", "--format", "csv")
    #expect(slow.status == 64)
    #expect(
      slow.errors == """
        marquee: the statement took longer than 0.25 s
          narrow it to one chart and to one item or day, or allow it more time

        """)
    #expect(try await fixture.run("sql", "SELECT 1", "--lake", fixture.folder.path(of: "none")).status == 14)
  }

  /// The real program changes nothing in the lake, and neither reads nor creates other files.
  @Test func theProgramOnlyReads() async throws {
    let fixture = try await fixture()
    let other = fixture.folder.path(of: "other.sqlite")
    let catalogue = "\(fixture.lake)/catalogue.sqlite"
    let before = try shell("sha256sum '\(catalogue)'")
    for sql in [
      "ATTACH '\(other)' AS other", "VACUUM INTO '\(other)'", "PRAGMA journal_mode = DELETE",
      "PRAGMA writable_schema = ON", "DELETE FROM record", "CREATE TEMP TABLE t AS SELECT 1",
      "SELECT load_extension('\(other)')", "SELECT writefile('\(other)', 'x')", "SELECT * FROM sqlite_schema",
    ] {
      let ending = try await MarqueeBinary.run(["sql", sql, "--lake", fixture.lake])
      #expect(ending.status == 64, "\(sql): \(ending)")
      #expect(ending.output.isEmpty)
    }
    let sound = try await MarqueeBinary.run(["sql", "-", "--lake", fixture.lake])
    // Standard input is empty.
    #expect(sound.status == 64)
    #expect(sound.errors == "marquee: there is no statement\n")
    let ending = try await MarqueeBinary.run(["sql", Self.entries, "--lake", fixture.lake, "--format", "csv"])
    #expect(ending.status == 0)
    #expect(ending.output.hasPrefix("day,rank,id\r\n2026-05-01,1,tt-a\r\n"))
    #expect(try shell("sha256sum '\(catalogue)'") == before)
    #expect(try shell("ls '\(fixture.folder.path)'").contains("other") == false)
  }
}
