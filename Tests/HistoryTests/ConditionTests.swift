import JSON
import RankingModel
import Testing

@testable import History

/// The syntax of conditions, and which rows they hold for.
@Suite struct ConditionTests {
  private static let row: [String: JSONValue] = [
    "rank": 2, "title": "The Godfather", "year": 1972, "rating": 9.2, "genre": ["Crime", "Drama"],
    "released": "1972-03-24", "country": "USA, Italy", "seen": true, "runtime": .null, "IMDb Rating": "9.2",
    "director": "Francis Ford Coppola", "tags": [],
  ]

  private func holds(_ text: String) throws -> Bool {
    try Condition(text).ofRows(with: Array(Self.row.keys))({ Self.row[$0] ?? .null })
  }

  @Test(arguments: [
    "year = 1972", "year == 1972.0", "year != 1973", "year <> 1973", "year < 1973", "year <= 1972",
    "year > 1971", "year >= 1972", "year<1973", "year in (1971, 1972)", "year not in (1971, 1973)",
    "year > -5", "year < 1e4",
    // A number in quotation marks is still a number, and a text that is a number counts as one.
    "rating = \"9.20\"", "\"IMDb Rating\" > 9", "'IMDb Rating' <= 10",
    "title = \"the godfather\"", "title = 'The Godfather'", "title = “THE GODFATHER”", "title != 5",
    "title contains god", "title contains \"the-GOD father\"", "title not contains star", "title > \"the a\"",
    "director contains COPPOLA", "year contains 97",
    "genre has drama", "genre = Drama", "genre contains dra", "genre not has Comedy", "country has italy",
    "country = \"USA, Italy\"", "genre in (Comedy, crime)",
    "released < 1972-04-01", "released >= 1972-03-24", "seen = true", "seen != false",
    "runtime is null", "runtime = null", "year is not null", "year != null", "not runtime is not null",
    "not year is null",
  ])
  func aTestHolds(text: String) throws { #expect(try holds(text)) }

  @Test(arguments: [
    "year = 1971", "year != 1972", "year < 1972", "year > 1972", "year in (1, 2)", "year not in (1, 1972)",
    "year = 1972x", "title = Godfather", "title contains star", "title not contains god", "genre has dra",
    "genre has \"Crime, Drama\"", "country has ita", "genre not has Drama", "year is null",
    "runtime is not null",
    "released > 1972-03-24", "tags has x",
  ])
  func aTestDoesNotHold(text: String) throws { #expect(try !holds(text)) }

  @Test(arguments: [
    "runtime < 100", "runtime != 100", "not runtime < 100", "not (runtime < 100)", "runtime not in (1)",
    "runtime contains 1", "not runtime has 1", "rank = 2 and runtime < 100", "rank = 3 or runtime < 100",
    "not (rank = 2 and runtime < 100)", "not (rank = 3 or runtime < 100)",
    // A text and a number have no order.
    "title < 5", "not title < 5", "year > drama", "not year > drama",
  ])
  func ofWhatIsNotThereNothingIsKnown(text: String) throws { #expect(try !holds(text)) }

  @Test(arguments: [
    "runtime < 100 or rank = 2", "rank = 2 or runtime < 100", "not (runtime < 100 and rank = 3)",
    "not (rank = 3 and runtime < 100)",
  ])
  func whatIsDecidedAnywayHolds(text: String) throws { #expect(try holds(text)) }

  @Test func andBindsTighterThanOrAndNotTighterThanBoth() throws {
    #expect(try holds("rank = 2 or rank = 3 and year = 1"))
    #expect(try !holds("(rank = 2 or rank = 3) and year = 1"))
    #expect(try holds("year = 1 and rank = 3 or rank = 2"))
    #expect(try holds("not rank = 3 and year = 1972"))
    #expect(try !holds("not (rank = 3 or year = 1972)"))
    #expect(try holds("NOT not rank = 2 AND ((year = 1972))"))
  }

  @Test func aQuotationMarkIsWrittenTwiceWithinATextAndAnApostropheNeedsNone() throws {
    let said = { (text: String, title: String) in
      try Condition(text).ofRows(with: ["title"])({ _ in .string(title) })
    }
    #expect(try said(#"title = "The ""Real"" One""#, #"The "Real" One"#))
    #expect(try said("title = 'Schindler''s List'", "Schindler's List"))
    #expect(try said("title contains Schindler's", "Schindler's List"))
    #expect(try said("title = Airplane!", "Airplane!"))
    #expect(try !said("title!=Airplane!", "Airplane!"))
    #expect(try said("title = \"and\"", "and"))
  }

  private func failure(_ text: String) throws -> Failure {
    try #require(throws: Failure.self) { try Condition(text) }
  }

  @Test(arguments: [
    ("", 1, "expected a field or an item, found the end"),
    ("< 5", 1, "expected a field or an item, found \"<\""),
    ("year", 5, "expected a comparison, such as =, <=, contains, has, in or is null, found the end"),
    ("year drama", 6, "expected a comparison, such as"),
    ("year <", 7, "expected a value, such as 1970"),
    ("year < null", 8, "expected a value (ask for nothing with \"is null\"), found \"null\""),
    ("year < 1970 genre", 13, "expected \"and\", \"or\" or the end"),
    ("year < 1970)", 12, "expected \"and\", \"or\" or the end"),
    ("genre = Science Fiction", 17, "a value of several words stands in quotation marks"),
    ("(year < 1970", 13, "expected \")\", found the end"),
    ("()", 2, "expected a field or an item, found \")\""),
    ("year in 1970", 9, "expected \"(\""),
    ("year in (1970", 14, "expected \",\" or \")\""),
    ("year in ()", 10, "expected a value"),
    ("year is 5", 9, "expected \"null\""),
    ("year not 5", 10, "expected \"contains\", \"has\" or \"in\""),
    ("title = \"open", 9, "the quotation mark \" has no partner"),
    ("A above", 8, "expected an item"),
    ("rating of", 10, "expected an item"),
    ("A on day", 6, "expected \"chart\", found \"day\""),
    ("rank = 1 and", 13, "expected a field or an item, found the end"),
    ("rank = 1 or or", 13, "expected a field or an item, found \"or\""),
  ])
  func aMistakeSaysWhereItIsAndWhatWasExpected(text: String, position: Int, words: String) throws {
    let failure = try failure(text)
    #expect(failure.kind == .usage)
    #expect(failure.facts == [JSONMember("position", JSONValue(position))], "\(text)")
    #expect(failure.message.hasPrefix("the condition cannot be read: "))
    #expect(failure.message.contains(words), "\(failure.message)")
  }

  @Test func aMistakeIsFollowedByWhatCanBeWritten() throws {
    let joined = "conditions are joined by the words \"and\" and \"or\", as in: rank < 3 and year > 1990"
    let forms =
      "a test is written as in: rank <= 3, year in (1994, 1995), title contains god, genre has Drama, director is null"
    let quotes = "several words stand in quotation marks, and for a shell the whole in single ones: "
    let hints: [(text: String, hint: String?)] = [
      ("rank<3 && year>1990", joined), ("rank<3&&year>1990", joined), ("rank < 3 || year > 1990", joined),
      ("runtime / 60 > 2", forms), ("tt0068646 between 1 and 3", forms), ("A on day", forms),
      ("title = The Godfather and rank < 3", quotes + "'title = \"The Godfather\" and rank < 3'"),
      ("title = 12 Angry Men", quotes + "'title = \"12 Angry Men\"'"),
      ("the lord of the rings <= 3", quotes + "'\"the lord of the rings\" <= 3'"),
      ("The Godfather above Heat", quotes + "'\"The Godfather\" above Heat'"), ("rank <", nil),
    ]
    for (text, hint) in hints {
      #expect(try failure(text).remedy == hint.map { .words($0) }, "\(text)")
    }
  }

  @Test func aMistakePointsAtItsPlace() throws {
    #expect(
      try failure("year < and").message == """
        the condition cannot be read: expected a value, such as 1970, Drama or "Film-Noir", found "and"
          year < and
                 ^
        """)
    // A message about a long condition shows only the text around the place.
    let lines = try failure(String(repeating: "x", count: 90) + " <").message.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1] == "  " + String(repeating: "x", count: 34) + " <")
    #expect(lines[2] == "  " + String(repeating: " ", count: 36) + "^")
  }

  @Test func anUnknownFieldIsRefusedWithThoseThereAre() throws {
    let failure = try #require(throws: Failure.self) {
      try Condition("rank = 1 and yaer < 1970").ofRows(with: ["rank", "year"])
    }
    #expect(failure.kind == .usage)
    #expect(failure.message.hasPrefix("the condition cannot be read: there is no field \"yaer\"\n"))
    #expect(failure.facts == [JSONMember("position", 14)])
    #expect(failure.remedy == .words("did you mean \"year\"? the fields are: rank, year"))
  }

  @Test(arguments: ["rank on chart", "rank above year", "rank of year = 1"])
  func ofRowsNothingIsAskedAboutItems(text: String) throws {
    let failure = try #require(throws: Failure.self) {
      try Condition(text).ofRows(with: ["rank", "year"])
    }
    #expect(failure.kind == .usage)
  }

  @Test func hostileTextEndsWithAFailure() throws {
    let nested = { (depth: Int) in
      String(repeating: "(", count: depth) + "rank = 2" + String(repeating: ")", count: depth)
    }
    #expect(try holds(nested(50)))
    for text in [
      nested(51), String(repeating: "(", count: 4000), String(repeating: "not ", count: 1000) + "rank = 2",
      String(repeating: "not (", count: 26) + "rank = 2" + String(repeating: ")", count: 26),
    ] {
      #expect(try failure(text).message.contains("more than 50 deep"))
    }
    // Many tests in a row do not count as depth.
    let many = Array(repeating: "rank = 1", count: 340).joined(separator: " or ")
    #expect(try !holds(many))
    for text in [
      String(repeating: "a", count: 4097), "a" + String(repeating: "\u{301}", count: 3000),
      many + " or " + many,
    ] {
      #expect(try failure(text).message == "a condition has at most 4096 bytes")
    }
  }

  @Test func anyTextIsReadOrRefused() {
    let pieces = [
      "rank", "\"", "'", "(", ")", "=", "<", "!", "not", "and", "or", "in", "is", "null", "of", "above", "on",
      "chart", "1970", ",", " ", "\n", "\u{0}", "é", "contains", "“",
    ]
    var state: UInt64 = 14
    for _ in 0..<3000 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(state >> 33) % pieces.count] + (state & (1 << 40) == 0 ? " " : "")
      }
      do throws(Failure) { _ = try Condition(text) } catch { #expect(error.kind == .usage, "\(text)") }
    }
  }
}
