import JSON
import ListSources
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

struct TransformerTests {
  @Test func entriesComeByRankWhateverTheOrderOfTheList() throws {
    let result = try transformed(
      """
      [{"rank": "3", "id": "c", "title": "C"}, {"rank": 1, "id": "a", "title": "A"},
       {"rank": "2", "id": "b", "title": "B"}, {"rank": "2", "id": "b2", "title": "B2"}]
      """, transformation())
    #expect(result.entries.map(\.id.description) == ["a", "b", "b2", "c"])
    #expect(result.entries.map(\.rank) == [1, 2, 2, 3])
    #expect(result.rows == 4)
    #expect(result.unreadable == [])
  }

  @Test func theTopIsTakenByRankNotByPlace() throws {
    let rows = (1...30).reversed().map { #"{"rank":"\#($0)","id":"i\#($0)","title":"T"}"# }
    let result = try transformed("[\(rows.joined(separator: ","))]", transformation(top: 10))
    #expect(result.entries.map(\.rank) == Array(1...10))
    #expect(result.rows == 30)
  }

  @Test func positionIsTheRankWhereTheJobSaysSo() throws {
    var positional = Transformation(fields: [field("id", "/0"), field("title", "/1")])
    positional.ranksByPosition = true
    let result = try transformed(#"[["a","A"],["b",""],["c","C"]]"#, positional)
    #expect(result.entries.map(\.rank) == [1, 3])
    #expect(result.unreadable.map(\.description) == ["row 2: title is missing"])
  }

  @Test func theFirstAlternativeThatIsThereCounts() throws {
    var both = Transformation(fields: [
      field("id", "/link", "/Movie Link", match: "tt[0-9]+"),
      field("title", "/name", "/Movie Name", html: true),
      field("rank", "/Rank", type: .integer), field("rating", "/IMDb Rating", type: .decimal),
    ])
    both.limit = 10
    let result = try transformed(
      """
      [{"Rank":"1","Movie Name":"Schindler&apos;s List","IMDb Rating":"9",
        "Movie Link":"https://www.imdb.com/title/tt0108052/?ref_=chttvtp_t_1"},
       {"Rank":2,"name":"WALL&#183;E","IMDb Rating":8.4,"link":"https://www.imdb.com/title/tt0910970/"},
       {"Rank":3,"name":"N/A","Movie Name":"Up","link":"","Movie Link":"/tt1049413","IMDb Rating":null}]
      """, both)
    #expect(
      result.entries == [
        Entry(rank: 1, id: ItemID("tt0108052"), title: "Schindler's List", fields: [JSONMember("rating", 9)]),
        Entry(rank: 2, id: ItemID("tt0910970"), title: "WALL·E", fields: [JSONMember("rating", 8.4)]),
        Entry(rank: 3, id: ItemID("tt1049413"), title: "Up"),
      ])
  }

  @Test func aRowThatCannotBeReadIsNamedAndTheOthersGoOn() throws {
    let result = try transformed(
      """
      [{"rank":"1","id":"a","title":"A"}, {"rank":"0","id":"z","title":"Z"}, {"rank":"-3","id":"y","title":"Y"},
       {"id":"x","title":"X"}, {"rank":"two","id":"w","title":"W"}, {"rank":9007199254740993,"id":"v","title":"V"},
       {"rank":"5","id":null,"title":"U"}, {"rank":"6","id":"t","title":{"en":"T"}}, 7, "eight",
       {"rank":"2","id":"b","title":"B"}]
      """, transformation())
    #expect(result.entries.map(\.id.description) == ["a", "b"])
    #expect(result.rows == 11)
    #expect(
      result.unreadable.map(\.description) == [
        "row 2: rank \"0\" is not a valid rank: ranks start at 1",
        "row 3: rank \"-3\" is not a valid rank: ranks start at 1",
        "row 4: rank is missing", "row 5: rank \"two\" is not a whole number",
        "row 6: rank \"9007199254740993\" is past 2^53, where numbers lose digits", "row 7: id is missing",
        "row 8: title \"an object\" is an object, not text",
        "row 9 \"7\" is a number, not an object",
        "row 10 \"eight\" is a string, not an object",
      ])
  }

  @Test func aRowWhoseColumnsAreShiftedIsNamed() throws {
    let shifted = Transformation(fields: [
      field("id", "/Movie Link", match: "tt[0-9]+"), field("title", "/Movie Name"),
      field("rank", "/Rank", type: .integer),
    ])
    let result = try transformed(
      #"[{"Rank":"1","Movie Name":"A","Movie Link":"9.3","field4":"/title/tt0111161/"}]"#, shifted)
    #expect(result.entries.isEmpty)
    #expect(result.unreadable.map(\.description) == ["row 1: id \"9.3\" has nothing that matches tt[0-9]+"])
    #expect(result.unreadable.first?.rank == 1)
  }

  @Test func anOptionalFieldThatCannotBeReadIsNotedAndLeftOut() throws {
    let result = try transformed(
      #"[{"rank":1,"id":"a","title":"A","votes":"many","year":"1994"}]"#,
      transformation(field("votes", "/votes", type: .integer), field("year", "/year", type: .integer)))
    #expect(
      result.entries == [Entry(rank: 1, id: ItemID("a"), title: "A", fields: [JSONMember("year", 1994)])])
    #expect(result.unreadable == [])
    #expect(result.notes.map(\.description) == ["row 1: votes \"many\" is not a whole number"])
  }

  @Test func aRequiredFieldOfOnesOwnMakesItsRowUnreadable() throws {
    let needy = transformation(field("votes", "/votes", type: .integer, required: true))
    let result = try transformed(
      #"[{"rank":1,"id":"a","title":"A"},{"rank":2,"id":"b","title":"B","votes":3}]"#, needy)
    #expect(result.entries.map(\.rank) == [2])
    #expect(result.unreadable.map(\.description) == ["row 1: votes is missing"])
  }

  @Test func faultsBeyondTheTopAreNotesAtMost() throws {
    let result = try transformed(
      """
      [{"rank":1,"id":"a","title":"A","votes":"x"},{"rank":2,"id":"b","title":"B"},{"rank":3,"title":"C"},
       {"id":"d","title":"D"},{"rank":5,"id":"e","title":"E","votes":"x"}]
      """, transformation(field("votes", "/votes", type: .integer), top: 2))
    #expect(result.entries.map(\.rank) == [1, 2])
    #expect(result.unreadable.map(\.description) == ["row 4: rank is missing"])
    #expect(
      result.notes.map(\.description) == ["row 1: votes \"x\" is not a whole number", "row 3: id is missing"])
  }

  @Test func anUnreadableRowWithinTheTopIsNoNote() throws {
    let rows = (1...12).map { #"{"rank":\#($0),"id":\#($0 == 5 ? "null" : "\"i\($0)\""),"title":"T"}"# }
    let result = try transformed("[\(rows.joined(separator: ","))]", transformation(top: 10))
    #expect(result.entries.map(\.rank) == [1, 2, 3, 4, 6, 7, 8, 9, 10, 11])
    #expect(result.unreadable.map(\.position) == [5])
  }

  @Test func aLongValueIsCutInItsFault() throws {
    let text = String(repeating: "x", count: 500)
    let result = try transformed(#"[{"rank":"\#(text)","id":"a","title":"A"}]"#, transformation())
    #expect(result.unreadable.first?.value == String(repeating: "x", count: 80) + "…")
  }

  @Test func anEmptyListHasNoEntriesAndNoFault() throws {
    #expect(try transformed("[]", transformation()) == TransformResult(entries: [], rows: 0))
  }

  @Test func theSameBytesGiveTheSameDocument() throws {
    let json = #"[{"rank":1,"id":"a","title":"A","x":"1","y":"2"}]"#
    let job = transformation(field("y", "/y"), field("x", "/x"))
    let first = try VersionDocument.bytes(transformed(json, job).entries)
    #expect(first == Array("[\n{\"id\":\"a\",\"rank\":1,\"title\":\"A\",\"x\":\"1\",\"y\":\"2\"}\n]\n".utf8))
  }

  @Test func anIdIsReadInOneSpellingAndATitleStaysAsItCame() throws {
    let result = try transformed(
      #"[{"rank":1,"id":"Beyonce\u0301","title":"Beyonce\u0301"}]"#, transformation())
    #expect(result.entries.map { Array($0.id.description.utf8) } == [Array("Beyonc\u{E9}".utf8)])
    #expect(result.entries.map { Array($0.title.utf8) } == [Array("Beyonce\u{301}".utf8)])
  }

  @Test func aTextThatTheCatalogueCannotKeepIsRefused() throws {
    let long = String(repeating: "x", count: 65_537)
    let result = try transformed(
      #"[{"rank":1,"id":"a\u0000b","title":"A"},{"rank":2,"id":"b","title":"\u0000"},{"rank":3,"id":"\#(long)","title":"C"}]"#,
      transformation())
    #expect(result.entries == [])
    #expect(
      result.unreadable.map(\.description) == [
        #"row 1: id "a␀b" has a NUL character in it"#, #"row 2: title "␀" has a NUL character in it"#,
        "row 3: id \"\(String(repeating: "x", count: 80))…\" is longer than 65536 bytes",
      ])
  }

  @Test func aListFieldOfTooManyTextsIsLeftOut() throws {
    let job = transformation(field("genre", "/genre", type: .list))
    func notes(_ genre: String) throws -> [String] {
      try transformed(#"[{"rank":1,"id":"a","title":"A","genre":\#(genre)}]"#, job).notes.map(\.problem)
    }
    let most = Array(repeating: "x", count: 1000)
    #expect(try notes("\"\(most.joined(separator: ","))\"") == [])
    #expect(try notes("\"\(most.joined(separator: ",")),x\"") == ["is a list of more than 1000"])
    #expect(try notes("[\"\(most.joined(separator: "\",\""))\",\"x\"]") == ["is a list of more than 1000"])
  }

  @Test func ofManyFaultsTheFirstAreNamedAndAllAreCounted() throws {
    // Of 3,000 rows in falling order, every third has no id, and every seventh has votes that cannot be read.
    let rows = (1...3000).reversed().map { rank in
      #"{"rank":\#(rank)\#(rank % 3 == 0 ? "" : #","id":"i\#(rank)""#),"title":"T","votes":"\#(rank % 7 == 0 ? "x" : "1")"}"#
    }
    let job = transformation(field("votes", "/votes", type: .integer))
    let all = try transformed("[\(rows.joined(separator: ","))]", job)
    #expect(all.entries.count == 2000)
    #expect(all.unreadableCount == 1000)
    #expect(all.unreadable.count == 20)
    // Rank 3000 comes first, then 2997.
    #expect(all.unreadable.map(\.position) == (0..<20).map { 1 + 3 * $0 })
    // 428 of 3,000 ranks are multiples of 7, and 142 of them are multiples of 3 as well.
    #expect(all.noteCount == 286)
    #expect(all.notes.count == 20)
  }

  @Test func ofALongListOnlyTheTopIsKept() throws {
    let rows = (1...3000).reversed().map { rank in
      #"{"rank":\#(rank)\#(rank % 3 == 0 ? "" : #","id":"i\#(rank)""#),"title":"T","votes":"\#(rank % 7 == 0 ? "x" : "1")"}"#
    }
    let top = try transformed(
      "[\(rows.joined(separator: ","))]", transformation(field("votes", "/votes", type: .integer), top: 10))
    #expect(top.rows == 3000)
    #expect(top.entries.map(\.rank) == [1, 2, 4, 5, 7, 8, 10, 11, 13, 14])
    // The rows with the ranks 3, 6, 9 and 12 may have been among the top; those with 15, 18 and so on to 3000 were not.
    #expect(top.unreadable.map(\.rank) == [12, 9, 6, 3])
    #expect(top.unreadableCount == 4)
    // Those 996 rows, and the votes of 14 and 7.
    #expect(top.noteCount == 998)
    #expect(top.notes.first?.rank == 3000)
  }

  @Test func aFieldMayHaveOneValueOrAnotherWhereThereIsNone() throws {
    var source = field("source")
    source.fallback = "billboard"
    var plays = field("plays", "/plays", type: .integer)
    plays.fallback = 0
    let result = try transformed(
      #"[{"rank":1,"id":"a","title":"A","plays":"1.2k"},{"rank":2,"id":"b","title":"B","plays":null},"#
        + #"{"rank":3,"id":"c","title":"C","plays":"many"}]"#, transformation(source, plays))
    #expect(
      result.entries.map(\.fields) == [
        [JSONMember("plays", 1200), JSONMember("source", "billboard")],
        [JSONMember("plays", 0), JSONMember("source", "billboard")], [JSONMember("source", "billboard")],
      ])
    // A value that cannot be read does not count as absent.
    #expect(result.notes.map(\.description) == ["row 3: plays \"many\" is not a whole number"])
    #expect(result.missingFields == [])
  }

  @Test func whatMeansNoneIsNoValueHoweverItIsWritten() throws {
    var votes = field("votes", "/votes", "/count", type: .decimal)
    votes.notation.absent = ["0", "-"]
    let rows = [#""0""#, "0", #""0.0""#, #"" - ""#, "0.0", #""7""#].enumerated().map {
      #"{"rank":\#($0 + 1),"id":"i\#($0)","title":"T","votes":\#($1)}"#
    }
    let result = try transformed("[\(rows.joined(separator: ","))]", transformation(votes))
    #expect(result.entries.map { $0["votes"] } == [nil, nil, nil, nil, nil, 7])
    #expect(result.noteCount == 0)
  }

  @Test func aListIsMadeOfTheElementsOfAnArray() throws {
    var genres = field("genres", "/genres", type: .list, html: true)
    genres.each = TextTemplate("{/name}")
    let result = try transformed(
      #"[{"rank":1,"id":"a","title":"A","genres":[{"name":"Drama"},{"id":2},{"name":"N/A"},{"name":" R&amp;B "}]},"#
        + #"{"rank":2,"id":"b","title":"B","genres":[]},{"rank":3,"id":"c","title":"C","genres":[{"id":1}]}]"#,
      transformation(genres))
    #expect(result.entries.map { $0["genres"] } == [["Drama", "R&B"], nil, nil])
    #expect(result.noteCount == 0)
  }

  @Test func anIdIsComposedOfItsParts() throws {
    var job = Transformation(fields: [field("id"), field("title", "/song")])
    job.ranksByPosition = true
    job.fields[0].parts = [
      [try #require(JSONPointer("/song"))],
      [try #require(JSONPointer("/artist")), try #require(JSONPointer("/by"))],
    ]
    job.fields[0].decodesHTML = true
    let result = try transformed(
      #"[{"song":"Hello &amp; Goodbye","artist":"Beyonc\u00e9"},{"song":"Hello","by":"Adele"},{"song":"Hello"},"#
        + #"{"song":7,"artist":"N/A","by":"?"}]"#, job)
    #expect(
      result.entries.map(\.id.description) == ["hello-and-goodbye/beyonce", "hello/adele", "7/~3f"])
    #expect(result.entries.map(\.title) == ["Hello &amp; Goodbye", "Hello", "7"])
    #expect(
      result.unreadable.map(\.description) == ["row 3: id is missing: there is nothing at /artist"])
  }

  private func missing(_ json: String, _ others: Transformation.Field...) throws -> [String] {
    var job = transformation()
    job.fields += others
    return try transformed(json, job).missingFields.map(\.description)
  }

  @Test func aFieldThatNoRowHasIsNamedWithTheKeysThatThereAre() throws {
    let rows = #"[{"rank":1,"id":"a","title":"A"},{"rank":2,"id":"b","title":"B","stats":{"plays":1}}]"#
    #expect(try missing(rows, field("plays", "/stats/plays")) == [])
    #expect(
      try missing(rows, field("plays", "/stats/play")) == [
        "no row has the field plays (from \"/stats/play\"); did you mean \"/stats/plays\"? "
          + "The rows have in \"/stats\": plays"
      ])
    #expect(
      try missing(rows, field("plays", "/stat/plays", "/zzzzzzzz")) == [
        "no row has the field plays (from \"/stat/plays\" or \"/zzzzzzzz\"); did you mean \"/stats/plays\"? "
          + "The rows have: id, rank, stats, title"
      ])
    #expect(
      try missing(rows, field("genre", "/a~1b")) == [
        "no row has the field genre (from \"/a~1b\"); the rows have: id, rank, stats, title"
      ])
  }

  @Test func aFieldIsMissingOnlyWhereNoEntryHasIt() throws {
    // A null counts as present; one of two places is enough; and a value that cannot be read counts as present.
    #expect(try missing(#"[{"rank":1,"id":"a","title":"A","x":null}]"#, field("x", "/x")) == [])
    #expect(try missing(#"[{"rank":1,"id":"a","title":"A","y":1}]"#, field("x", "/x", "/y")) == [])
    #expect(
      try missing(#"[{"rank":1,"id":"a","title":"A","x":"?"}]"#, field("x", "/x", type: .integer)) == [])
    // No row is an entry, which is the more severe message.
    #expect(try missing(#"[{"rank":0,"id":"a","title":"A"}]"#, field("x", "/x")) == [])
    // A row that is an array has no keys.
    var positional = Transformation(fields: [field("id", "/0"), field("title", "/1"), field("x", "/2")])
    positional.ranksByPosition = true
    #expect(try transformed(#"[["a","A"]]"#, positional).missingFields == [])
  }

  @Test func atMostTwentyKeysAreNamed() throws {
    let keys = (10..<40).map { #""k\#($0)":1"# }.joined(separator: ",")
    let message = try missing(#"[{"rank":1,"id":"a","title":"A",\#(keys)}]"#, field("rating", "/Sterne"))
      .first
    #expect(
      message?.hasSuffix(
        "id, k10, k11, k12, k13, k14, k15, k16, k17, k18, k19, k20, k21, k22, k23, k24, k25, k26, k27, k28 and 13 more"
      ) == true)
  }

  @Test func ofRepeatedNamesTheLastListCounts() throws {
    let text =
      #"{"items":[{"rank":1,"id":"a","title":"A"},{"rank":2}],"items":[{"rank":3,"id":"c","title":"C"}]}"#
    let result = try transformed(text, transformation(), items: "/items")
    #expect(result.entries.map(\.rank) == [3])
    #expect(result.rows == 1)
    #expect(result.unreadableCount == 0)
  }
}
