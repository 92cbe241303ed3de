import JSON
import Presentation
import RankingModel
import Testing

@Suite struct RendererTests {
  private let table = Table(
    columns: [
      Column("rank", title: "#", alignment: .right), Column("title", isFlexible: true), Column("rating"),
    ],
    rows: [
      [Cell(1), Cell("千と千尋の神隠し"), Cell(.double(8.6))],
      [Cell(10), Cell("=HYPERLINK(\"x\"), <b>|"), Cell(.null)],
    ])

  private func text(
    _ format: Format, width: Int? = nil, hasColor: Bool = false, isRaw: Bool = false, _ table: Table? = nil
  ) -> String {
    Renderer(format, width: width, hasColor: hasColor, isRaw: isRaw)
      .text(Document(table ?? self.table, empty: "nothing"))
  }

  @Test func aTableIsAlignedByWhatATerminalShows() {
    #expect(
      text(.table) == """
         #  title                  rating
         1  千と千尋の神隠し       8.6
        10  =HYPERLINK("x"), <b>|  –

        2 rows

        """)
  }

  @Test(arguments: [Format.table, .markdown])
  func namesFromSourcesAreSafeToShow(format: Format) {
    let evil = "a\u{1B}[2Jb"
    let table = Table(columns: [Column(evil)], rows: [[Cell("c")]])
    let page: [Document.Block] = [.facts([Document.Fact(evil, Cell("d"))]), .table(table)]
    let text = Renderer(format).text(Document(json: .null, records: table, page: page))
    #expect(!text.unicodeScalars.contains("\u{1B}"))
    #expect(text.contains("b"))
  }

  @Test func numbersOfAColumnHaveEquallyManyDecimals() {
    let values: [JSONValue] = [9, 9.25, 8.5, .null, -1, 1e30]
    let table = Table(
      columns: [Column("score", alignment: .right), Column("votes", alignment: .right), Column("note")],
      rows: values.map { [Cell($0), Cell(7), Cell($0)] })
    #expect(
      text(.table, table) == """
        score  votes  note
         9.00      7  9
         9.25      7  9.25
         8.50      7  8.5
            –      7  –
        -1.00      7  -1
        1e+30      7  1e+30

        6 rows

        """)
    #expect(text(.csv, table).hasPrefix("score,votes,note\r\n9,7,9\r\n9.25,7,9.25\r\n"))
    #expect(text(.markdown, table).contains("| 9.00 | 7 | 9 |\n"))
  }

  @Test func onATerminalATableFitsItsWidth() {
    #expect(
      text(.table, width: 24) == """
         #  title         rating
         1  千と千尋の…   8.6
        10  =HYPERLINK(…  –
        cut short: title

        2 rows

        """)
  }

  @Test func theWidestTextIsCutAndNumbersAreNot() {
    let table = Table(
      columns: [Column("count", alignment: .right), Column("file"), Column("why", isFlexible: true)],
      rows: [[Cell(1_234_567), Cell("a/rather/long/path"), Cell("no reason")]])
    // 7 + 2 + 18 + 2 + 9 = 38 columns. A word of at most 24 columns is whole or left out.
    #expect(
      text(.table, width: 37, table) == """
          count  file                why
        1234567  a/rather/long/path  no reas…
        cut short: why

        1 row

        """)
    #expect(
      text(.table, width: 30, table) == """
          count  why
        1234567  no reason
        left out: file

        1 row

        """)
    #expect(text(.table, table).contains("a/rather/long/path  no reason"))
    #expect(text(.csv, width: 30, table).contains("a/rather/long/path,no reason"))
  }

  @Test func aShortIDIsNeverCut() {
    let table = Table(
      columns: [
        Column("#", alignment: .right), Column("title", isFlexible: true),
        Column("rating", alignment: .right),
        Column("id"),
      ],
      rows: [[Cell(1), Cell("The Shawshank Redemption"), Cell(.double(9.3)), Cell("tt0111161")]])
    // At least 1 + 2 + 8 + 2 + 6 + 2 + 9 = 30 columns are needed; without the rating the title gets 24 - 14 = 10.
    #expect(
      text(.table, width: 24, table) == """
        #  title       id
        1  The Shaws…  tt0111161
        cut short: title
        left out: rating

        1 row

        """)
    #expect(
      text(.table, width: 30, table).contains("1  The Sha…     9.3  tt0111161\ncut short: title\n\n1 row\n"))
  }

  @Test func aLongIDIsShortenedBeforeOtherColumnsAreLeftOut() {
    let table = Table(
      columns: [
        Column("#", alignment: .right), Column("title", isFlexible: true),
        Column("weeks", alignment: .right), Column("id"),
      ],
      rows: [
        [Cell(1), Cell("Gonna Make You Sweat"), Cell(13), Cell("gonna-make-you-sweat/c-c-music-factory")]
      ])
    // 1 + 20 + 5 + 38 and three gaps are 70 columns. The id is narrowed to 28 columns, the width 60.
    #expect(
      text(.table, width: 60, table) == """
        #  title                 weeks  id
        1  Gonna Make You Sweat     13  gonna-make-you-sweat/c-c-mu…
        cut short: id

        1 row

        """)
    // The id keeps 24 columns, so the title gets 50 - 6 - 1 - 5 - 24 = 14.
    #expect(
      text(.table, width: 50, table) == """
        #  title           weeks  id
        1  Gonna Make Yo…     13  gonna-make-you-sweat/c-…
        cut short: title, id

        1 row

        """)
    // 1 + 8 + 5 + 24 and three gaps are 44 columns.
    #expect(text(.table, width: 43, table).contains("cut short: title, id\nleft out: weeks\n"))
  }

  @Test func instantsAreWholeOrLeftOut() {
    let instant = Cell(.string("2026-05-01T03:30:00.123456Z"), shown: "2026-05-01T03:30:00Z")
    let table = Table(
      columns: [
        Column("event"), Column("recorded_at", title: "recorded at"),
        Column("captured_at", title: "captured at", priority: .low), Column("state"),
      ], rows: [[Cell("snapshot"), instant, instant, Cell("published")]])
    // 8 + 20 + 20 + 9 and three gaps are 63 columns.
    #expect(
      text(.table, width: 62, table) == """
        event     recorded at           state
        snapshot  2026-05-01T03:30:00Z  published
        left out: captured at

        1 row

        """)
  }

  @Test func noColumnIsCutToLessThanIsUsefulOfIt() {
    let table = Table(
      columns: [
        Column("record"), Column("value", least: 15, priority: .high), Column("holder", isFlexible: true),
        Column("when"),
      ],
      rows: [
        [
          Cell("most-days-at-number-one"), Cell("286 days (91 to 624)"), Cell("The Shawshank Redemption"),
          Cell("2024-09-18 to 2026-06-03"),
        ]
      ])
    // 23 + 15 + 8 and two gaps are 50 columns; the eight of a sentence are no more.
    #expect(
      text(.table, width: 50, table) == """
        record                   value            holder
        most-days-at-number-one  286 days (91 t…  The Sha…
        cut short: value, holder
        left out: when

        1 row

        """)
    #expect(
      text(.table, width: 40, table) == """
        record                   value
        most-days-at-number-one  286 days (91 t…
        cut short: value
        left out: holder, when

        1 row

        """)
  }

  @Test func factsAndWhatIsLeftOutAreWrapped() {
    let page: [Document.Block] = [
      .facts([
        Document.Fact("number ones", Cell("Vision Of Love (4 weeks), Escapade (3 weeks)")),
        Document.Fact("left", Cell(476)),
      ])
    ]
    let document = Document(json: .null, records: table, page: page)
    // The values begin after 13 columns, and have 27.
    #expect(
      Renderer(.table, width: 40).text(document) == """
        number ones  Vision Of Love (4 weeks),
                     Escapade (3 weeks)
        left         476

        """)
    #expect(Renderer(.table).text(document).contains("(4 weeks), Escapade"))
    let wide = Table(
      columns: [Column("id")] + (1...4).map { Column("measure_\($0)", alignment: .right) },
      rows: [[Cell("tt1")] + (1...4).map { Cell($0) }])
    // 3 + 4 * 11 columns with the gaps: one measure fits 20, and 10 + 20 columns of names would not.
    #expect(
      text(.table, width: 20, wide) == """
        id   measure_1
        tt1          1
        left out: measure_2,
        measure_3, measure_4

        1 row

        """)
  }

  @Test func aTableSaysHowManyItHasOfWhat() {
    let films = table.counting(ItemNoun(one: "film"), more: 248)
    #expect(text(.table, films).hasSuffix("  –\n\n2 films, 248 more\n"))
    #expect(text(.csv, films) == text(.csv))
    #expect(text(.json, films) == text(.json))
    #expect(text(.table, table.counting("record", 1)).hasSuffix("  –\n\n1 record\n"))
    let none = Document(
      json: .null, records: films, page: [.table(Table(columns: table.columns, rows: []).counting("event"))])
    #expect(Renderer(.table).text(none) == "0 events\n")
  }

  @Test func colourIsOnlyWhereItIsOn() {
    let table = Table(columns: [Column("state")], rows: [[Cell("published", tone: .good)]])
    #expect(text(.table, table) == "state\npublished\n\n1 row\n")
    #expect(
      text(.table, hasColor: true, table)
        == "\u{1B}[1mstate\u{1B}[0m\n\u{1B}[32mpublished\u{1B}[0m\n\n1 row\n")
  }

  @Test func jsonKeepsNumbersNullsAndTheOrderOfColumns() {
    #expect(
      text(.json) == """
        [
          {
            "rank": 1,
            "title": "千と千尋の神隠し",
            "rating": 8.6
          },
          {
            "rank": 10,
            "title": "=HYPERLINK(\\"x\\"), <b>|",
            "rating": null
          }
        ]

        """)
    #expect(
      text(.jsonl) == """
        {"rank":1,"title":"千と千尋の神隠し","rating":8.6}
        {"rank":10,"title":"=HYPERLINK(\\"x\\"), <b>|","rating":null}

        """)
  }

  @Test func jsonEscapesWhatATerminalActsOn() throws {
    let table = Table(columns: [Column("title")], rows: [[Cell("\u{1B}[2J\u{9B}1m\u{202E}\u{E0041}")]])
    let line = text(.jsonl, table)
    #expect(line == "{\"title\":\"\\u001b[2J\\u009b1m\\u202e\\udb40\\udc41\"}\n")
    #expect(
      try JSONReader.read(Array(line.utf8))["title"]?.string == "\u{1B}[2J\u{9B}1m\u{202E}\u{E0041}")
  }

  @Test func csvQuotesAndDefusesFormulas() {
    #expect(
      text(.csv)
        == "rank,title,rating\r\n1,千と千尋の神隠し,8.6\r\n10,\"'=HYPERLINK(\"\"x\"\"), <b>|\",\r\n")
    #expect(text(.csv, isRaw: true).contains("\"=HYPERLINK(\"\"x\"\"), <b>|\""))
    for start in ["+", "-", "@", "\t", "\r", "＝"] {
      let table = Table(columns: [Column("t")], rows: [[Cell("\(start)1")]])
      #expect(text(.csv, table).contains("'\(start)1"))
    }
    let numbers = Table(columns: [Column("change")], rows: [[Cell(-3)]])
    #expect(text(.csv, numbers) == "change\r\n-3\r\n")
    let active = Table(columns: [Column("a")], rows: [[Cell("\u{1B}[2J\u{202E}x")]])
    #expect(text(.csv, active) == "a\r\n␛[2J\\u{202e}x\r\n")
    #expect(text(.csv, isRaw: true, active) == "a\r\n\u{1B}[2J\u{202E}x\r\n")
  }

  @Test func markdownEscapesItsOwnSignsAndHTML() {
    #expect(
      text(.markdown) == """
        | \\# | title | rating |
        | --: | --- | --- |
        | 1 | 千と千尋の神隠し | 8.6 |
        | 10 | =HYPERLINK("x"), &lt;b&gt;\\| | – |

        2 rows

        """)
  }

  @Test func aDrawingStaysAsItIs() {
    let document = Document(
      json: .null, records: Table(columns: [], rows: []),
      page: [.heading("h"), .preformatted([Cell("a  b |"), Cell("c", tone: .bad)])])
    #expect(Renderer(.table).text(document) == "h\n\na  b |\nc\n")
    #expect(Renderer(.table, hasColor: true).text(document).hasSuffix("a  b |\n\u{1B}[31mc\u{1B}[0m\n"))
    #expect(Renderer(.markdown).text(document) == "## h\n\n```\na  b |\nc\n```\n")
  }

  @Test func noRowsAreSaidInWords() {
    let empty = Table(columns: [Column("a")], rows: [])
    #expect(text(.table, empty) == "nothing\n")
    #expect(text(.json, empty) == "[]\n")
    #expect(text(.jsonl, empty) == "")
    #expect(text(.csv, empty) == "a\r\n")
  }

  @Test func sourceTextCannotSteerATerminal() {
    let table = Table(columns: [Column("title")], rows: [[Cell("x\u{1B}[31m\r\ny")]])
    #expect(text(.table, table) == "title\nx␛[31m␍␊y\n\n1 row\n")
  }
}
