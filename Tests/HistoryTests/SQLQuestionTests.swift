import JSON
import RankingModel
import Testing

@testable import History

@Suite(.timeLimit(.minutes(30))) struct SQLQuestionTests {
  private static let endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"

  private func answer(
    _ sql: String, _ fixture: ChartFixture, parameters: [String: JSONValue] = [:], limit: Int = 100,
    seconds: Double = 30
  ) throws -> SQLAnswer {
    try SQLQuestion(sql, parameters: parameters, limit: limit, seconds: seconds).answer(from: fixture.reader)
  }

  private func failure(_ sql: String, _ fixture: ChartFixture, seconds: Double = 30) throws -> Failure {
    try #require(throws: Failure.self, "\(sql.prefix(60))") { try answer(sql, fixture, seconds: seconds) }
  }

  @Test func theViewsAnswer() async throws {
    let fixture = try await ChartFixture.sixDays()
    let answer = try answer(
      "SELECT day, rank FROM entries WHERE chart = :chart AND id = $id ORDER BY day; -- all of them", fixture,
      parameters: ["chart": "test", "id": "ttA"])
    #expect(answer.columns == ["day", "rank"])
    #expect(answer.rows == [["2026-05-01", 1], ["2026-05-02", 2], ["2026-05-04", 3], ["2026-05-06", 3]])
    #expect(answer.count == 4)
    #expect(answer.cut == nil)
    let views = try SQLQuestion.views.answer(from: fixture.reader)
    #expect(views.columns == ["view", "column"])
    #expect(views.rows.first == ["entries", "chart"])
    #expect(views.rows.last == ["measures", "value"])
    #expect(try self.answer("SELECT * FROM events WHERE 0", fixture).rows.isEmpty)
    #expect(try self.answer("SELECT value FROM json_each('[1,2]')", fixture).rows == [[1], [2]])
    #expect(try self.answer("PRAGMA table_info(items)", fixture).rows.count == 8)
  }

  /// The list of 6 May was B A D until 10 May, and is B D A since then. By 4 May the lists of 1 and 2 May are recorded, and the
  /// view of days has a third row: 3 May is missing.
  @Test func theViewsTellWhatCounts() async throws {
    let fixture = try await ChartFixture.sixDays()
    let ask = { (sql: String, asOf: String?, capturedBy: String?) in
      var question = SQLQuestion(sql)
      question.cutoff = Cutoff(
        asOf: asOf.flatMap { Instant($0) }, capturedBy: capturedBy.flatMap { Instant($0) })
      return try question.answer(from: fixture.reader).rows
    }
    let last = "SELECT id FROM entries WHERE chart = 'test' AND day = '2026-05-06' ORDER BY rank"
    #expect(try ask(last, nil, nil) == [["ttB"], ["ttD"], ["ttA"]])
    #expect(try ask(last, "2026-05-09T00:00:00Z", nil) == [["ttB"], ["ttA"], ["ttD"]])
    #expect(try ask(last, nil, "2026-05-09T00:00:00Z") == [["ttB"], ["ttA"], ["ttD"]])
    let counts = """
      SELECT (SELECT count(*) FROM days), (SELECT count(*) FROM snapshots), (SELECT count(*) FROM items),
        (SELECT count(*) FROM events WHERE day = '2026-05-02'), (SELECT count(*) FROM measures)
      """
    // The events of 2 May: C leaves, D enters, A and B move, and B leads. In all there are 4 items, and 7 snapshots of 6 days.
    #expect(try ask(counts, "2026-05-04T12:00:00Z", nil) == [[3, 3, 4, 5, 0]])
    #expect(try ask(counts, "2026-05-04T12:00:00Z", "2026-05-02T12:00:00Z") == [[1, 1, 3, 0, 0]])
    #expect(try ask(counts, nil, nil) == [[6, 7, 4, 5, 0]])
    #expect(try ask("SELECT count(*) FROM (SELECT 1 FROM items)", "2026-05-02T12:00:00Z", nil) == [[3]])
    for sql in [
      "SELECT date('now')", "SELECT RANDOM()", "SELECT CURRENT_DATE", "SELECT strftime('%Y', day) FROM days",
      "SELECT rank FROM main.entries", "SELECT count(*) FROM main.items",
    ] {
      #expect(!(try ask(sql, nil, nil).isEmpty), "\(sql)")
      let failure = try #require(throws: Failure.self, "\(sql)") { try ask(sql, "2026-05-09", nil) }
      #expect(failure.kind == .usage, "\(failure)")
    }
  }

  @Test func valuesKeepTheirTypesAndColumnsAreToldApart() async throws {
    let fixture = try await ChartFixture.sixDays()
    let answer = try answer(
      "SELECT 1 AS day, 2.5 AS day, 'ü' AS day, 7 AS day_2, NULL AS n, x'00ff' AS b, 9e999 AS large", fixture)
    #expect(answer.columns == ["day", "day_3", "day_4", "day_2", "n", "b", "large"])
    #expect(answer.rows == [[.integer(1), .double(2.5), "ü", .integer(7), .null, "AP8=", "Infinity"]])
    let typed = try self.answer(
      "SELECT typeof(:i), typeof(:r), typeof(:t), :t", fixture,
      parameters: ["i": .integer(7), "r": .double(0.5), "t": "1917"])
    #expect(typed.rows == [["integer", "real", "text", "1917"]])
  }

  @Test func anAnswerThatIsCutSaysSo() async throws {
    let fixture = try await ChartFixture.sixDays()
    let cut = try answer("\(Self.endless) SELECT n FROM c", fixture, limit: 3)
    #expect(cut.rows == [[1], [2], [3]])
    #expect(cut.cut == SQLAnswer.Cut(rows: 3))
    // An answer with exactly as many rows as the limit is not cut.
    #expect(try answer("\(Self.endless) SELECT n FROM c LIMIT 3", fixture, limit: 3).cut == nil)
    // An answer in one piece has a limit in bytes too.
    let large = try answer("\(Self.endless) SELECT printf('%.*c', 4000000, 'x') FROM c", fixture, limit: .max)
    #expect((large.cut?.bytes ?? 0) > 64 << 20)
    #expect((16...18).contains(large.count))
  }

  @Test func aLongAnswerComesInParts() async throws {
    let fixture = try await ChartFixture.sixDays()
    let question = SQLQuestion("\(Self.endless) SELECT n FROM c LIMIT 2500", limit: .max)
    var parts: [SQLAnswer] = []
    let last = try question.answer(from: fixture.reader) { part throws(Failure) in parts.append(part) }
    #expect(parts.map(\.rows.count) == [1000, 1000, 500])
    #expect(parts.map(\.isContinued) == [false, true, true])
    #expect(parts.flatMap(\.rows) == (1...2500).map { [JSONValue.integer($0)] })
    #expect(last.count == 2500)
  }

  @Test func onlyTheViewsCanBeRead() async throws {
    let fixture = try await ChartFixture.sixDays()
    for (sql, words) in [
      ("ATTACH DATABASE '/tmp/other.sqlite' AS other", "another file"),
      ("PRAGMA writable_schema = 1", "PRAGMA writable_schema"),
      ("PRAGMA table_info(record)", "PRAGMA table_info"),
      ("SELECT load_extension('x')", "load_extension"), ("SELECT readfile('/etc/passwd')", "readfile"),
      ("SELECT * FROM sqlite_master", "the table sqlite_master"),
      ("SELECT key FROM record", "the table record"),
      ("SELECT * FROM entries JOIN record", "the table record"),
      ("SELECT (SELECT count(rank) FROM observation)", "the table observation"),
      ("SELECT * FROM standing_snapshot", "the table standing_snapshot"),
      ("CREATE TEMP TABLE t (a)", "a change"), ("CREATE TABLE t (a)", "a change"),
      ("DELETE FROM observation", "a change"), ("UPDATE snapshot SET day = '2026-01-01'", "a change"),
      ("UPDATE entries SET rank = 1", ""), ("INSERT INTO items (id) VALUES ('a')", ""),
      ("CREATE TRIGGER t INSTEAD OF INSERT ON entries BEGIN SELECT 1; END", ""), ("DROP VIEW entries", ""),
      ("VACUUM", "a change"), ("VACUUM INTO '/tmp/other.sqlite'", "a change"), ("ANALYZE", ""),
      ("BEGIN", "a transaction"),
    ] {
      let failure = try failure(sql, fixture)
      #expect(failure.kind == .usage, "\(sql): \(failure)")
      #expect(failure.message.contains(words), "\(sql): \(failure)")
    }
    #expect(try answer("SELECT count(*) FROM entries", fixture).rows == [[12]])
  }

  @Test func aStatementIsOneAndOfText() async throws {
    let fixture = try await ChartFixture.sixDays()
    for (sql, words) in [
      ("SELECT 1; SELECT 2", "there is more than one statement"),
      ("SELECT 1; DROP TABLE record", "there is more than one statement"),
      ("SELECT 1; nonsense", "there is more than one statement"), ("", "there is no statement"),
      (" ; -- nothing\n/* at all */", "there is no statement"),
      ("SELECT 1\0", "the statement has a NUL byte"),
      ("SELECT :day", "the parameter :day has no value"), ("SELECT ?", "the parameter ? has no value"),
    ] {
      let failure = try failure(sql, fixture)
      #expect(failure.kind == .usage)
      #expect(failure.message == words)
    }
    let unused = try #require(throws: Failure.self) {
      try answer("SELECT 1", fixture, parameters: ["day": "x"])
    }
    #expect(unused.message == "the statement has no parameter :day")
    #expect(try answer("/* one */ SELECT 1 ; ; -- more\n", fixture).rows == [[1]])
  }

  @Test func aMistakeIsMarkedAndGuessed() async throws {
    let fixture = try await ChartFixture.sixDays()
    let syntax = try failure("SELECT *\nFORM entries", fixture)
    #expect(syntax.kind == .usage)
    #expect(
      syntax.message == "the statement is wrong: near \"FORM\": syntax error\n  FORM entries\n  ^")
    #expect(syntax.facts == [JSONMember("offset", 9)])
    #expect(try failure("SELECT * FROM entrys", fixture).remedy == .words("did you mean \"entries\"?"))
    #expect(try failure("SELECT rnk FROM entries", fixture).remedy == .words("did you mean \"rank\"?"))
    #expect(
      try failure("SELECT * FROM nonsense", fixture).remedy
        == .words("the views are: entries, items, days, snapshots, events, measures"))
  }

  @Test func aStatementCannotTakeWhatItLikes() async throws {
    let fixture = try await ChartFixture.sixDays()
    let many = (1...12).map { "days AS day\($0)" }.joined(separator: ", ")
    for sql in ["\(Self.endless) SELECT max(n) FROM c", "SELECT count(*) FROM \(many)"] {
      let failure = try failure(sql, fixture, seconds: 0.25)
      #expect(failure.kind == .usage)
      #expect(failure.message == "the statement took longer than 0.25 s")
    }
    for sql in [
      "SELECT zeroblob(1000000000)", "SELECT randomblob(1000000000)",

      "SELECT hex(zeroblob(4000000))", "SELECT \(String(repeating: "(", count: 3000))1",
      "SELECT \(String(repeating: "-(", count: 600))1\(String(repeating: ")", count: 600))",
      "SELECT 1\(String(repeating: " UNION SELECT 1", count: 300))",
      "SELECT \(String(repeating: "1, ", count: 200))1",
      "SELECT '\(String(repeating: "x", count: 1_100_000))'",
    ] {
      #expect(try failure(sql, fixture).kind == .usage, "\(sql.prefix(60))")
    }
  }
}
