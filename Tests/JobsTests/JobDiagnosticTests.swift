import Testing

struct JobDiagnosticTests {
  @Test func anUnknownKeyIsNamedWithItsPlaceAndTheKeyMeant() {
    #expect(
      diagnostics(replacing: "turnover: {", with: "turn-over: {")
        == ["x:38:3: unknown key \"turn-over\" in check; did you mean \"turnover\"?"])
    #expect(
      diagnostics(replacing: "maximum-size", with: "max-size")
        == [
          "x:7:3: unknown key \"max-size\" in extract; allowed here: url, items, maximum-size, connect-timeout, "
            + "total-timeout, redirects, attempts, hosts"
        ])
  }

  @Test func everyMistakeIsFoundInOneGo() {
    let text = wholeJob.replacing("chart: imdb-top10", with: "chart: IMDb Top 10")
      .replacing("32MiB", with: "lots").replacing("/Rank, type: integer", with: "/Rank, type: int")
      .replacing("on-failure: fail }\n  unique", with: "on-failure: stop }\n  unique")
      .replacing("archives:", with: "archive:").replacing("limit: 10\n", with: "limit: 0\n")
    #expect(
      diagnostics(text) == [
        "x:1:8: chart must be a slug of lower-case letters, digits, \"-\", \"_\" and \".\", found "
          + "\"IMDb Top 10\"; write imdb-top-10",
        "x:7:17: extract.maximum-size must be a size from 1KiB to 16GiB, such as 64MiB, found \"lots\"",
        "x:17:34: transform.fields.rank.type must be one of string, integer, decimal, duration, money, list, date, "
          + "boolean, found \"int\"",
        "x:19:10: transform.limit must be a whole number from 1 to 10000000, found \"0\"",
        "x:32:53: check.entries.on-failure must be one of warn, quarantine, fail, found \"stop\"",
        "x:40:1: unknown key \"archive\"; did you mean \"archives\"?",
      ])
  }

  @Test(arguments: ["chart: imdb-top10\n", "chart:\n"])
  func aChartIsNeeded(text: String) {
    let spoiled = diagnostics(replacing: "chart: imdb-top10\n", with: text == "chart:\n" ? text : "")
    #expect(spoiled.count == 1)
    #expect(spoiled[0].contains("chart"))
  }

  @Test func missingSectionsAndFieldsAreNamed() {
    #expect(
      diagnostics("chart: x\n") == [
        "x:1:1: the key \"extract\" is missing", "x:1:1: the key \"transform\" is missing",
      ])
    let lines = diagnostics(
      """
      chart: x
      extract: { items: "" }
      transform: { fields: { name: { from: /name } } }
      """)
    #expect(lines.count == 4)
    #expect(lines[0] == "x:2:10: the key \"url\" is missing in extract")
    #expect(
      lines[1].hasPrefix("x:3:22: the field \"rank\" is missing in transform.fields; every entry has one"))
    #expect(lines[1].contains("{ position: true }"))
    #expect(lines[2].contains("the field \"id\" is missing"))
    #expect(lines[3].contains("the field \"title\" is missing"))
  }

  @Test(arguments: [
    (
      "from: \"/name\"", "from: name",
      "x:16:21: transform.fields.title.from must be a JSON Pointer, found "
        + "\"name\"; start it with a slash: \"/name\""
    ),
    ("from: \"/name\"", "from: /a~b", "must be a JSON Pointer"),
    ("from: \"/name\"", "from: []", "found a list"),
    ("from: \"/name\", ", "", "the key \"from\" is missing in transform.fields.title"),
    ("\"tt[0-9]+\"", "\"tt[0-9\"", "transform.fields.id.match is not a valid regular expression: "),
    ("decode: html", "decode: xml", "must be one of html"),
    ("type: decimal, required: true", "type: decimal, decode: html", "only a string or a list is decoded"),
    ("type: integer", "type: string", "rank must be of type integer, found string"),
    ("from: /Rank, type: integer", "from: /Rank, required: false", "rank cannot be optional"),
    ("{ from: /Rank, type: integer }", "{ position: false }", "neither a place in the row nor a position"),
    ("{ from: /Rank, type: integer }", "{ position: true, type: integer }", "unknown key \"type\""),
    ("    rating: { from", "    a b: { from: /a }\n    rating: { from", "a name of letters, digits"),
    ("\"/items\"", "items", "extract.items must be a JSON Pointer"),
    ("\"03:30\"", "\"25:00\"", "schedule.at must be a time such as \"03:30\""),
    ("Europe/Berlin", "Europe/Bärlin", "schedule.time-zone must be a time zone"),
    ("Europe/Berlin", "../../etc/passwd", "schedule.time-zone must be a time zone"),
    ("catch-up: none", "catch-up: some", "must be one of all, latest, none"),
    ("catch-up: none", "catch-up: none, catch-up-limit: 7", "catch-up-limit goes with catch-up: all"),
    ("title: IMDb top 10", "cadence: hourly", "cadence must be one of daily, weekly, monthly, irregular"),
    ("title: IMDb top 10", "cadence: { weekly: saturdy }", "did you mean \"saturday\"?"),
    ("title: IMDb top 10", "cadence: [weekly]", "found a list"),
    (
      "- url: file:history/{day}.json.gz",
      "- url: file:history/{day}.json.gz\n    dates: \"https://lists.example.org/{day}\"",
      "must be one document for all days"
    ),
    ("connect-timeout: 5s", "connect-timeout: 5", "a duration from 1ms to 1h, such as 30s"),
    ("max-age: 36h", "max-age: a week", "a duration up to 3650d, such as 7d, found \"a week\""),
    ("redirects: 3", "redirects: -1", "a whole number from 0 to 20"),
    ("limit: 10", "limit: \"ten\"", "whole number"),
    ("limit: 10", "limit: [10]", "found a list"), ("limit: 10", "limit:", "found nothing"),
    ("at-most: 40%", "at-most: 0.4", "a percentage such as 40%"),
    ("at-most: 40%", "at-most: 140%", "percentage"),
    ("at-least: 9, at-most: 11", "equals: 10, at-most: 11", "has both equals and a bound"),
    ("at-least: 9, at-most: 11", "at-least: 12, at-most: 11", "allows nothing"),
    ("at-least: 9, at-most: 11, ", "", "allows everything"),
    ("rule: contiguous", "rule: contigous", "did you mean \"contiguous\"?"),
    ("range:    { rating:", "range:    { ratng:", "no field is named \"ratng\"; did you mean \"rating\"?"),
    ("fields: [id, year]", "fields: [id, plot]", "no field is named \"plot\""),
    (
      "fields: [year, runtime]", "fields: [year, run-time]",
      "OMDb has no field \"run-time\"; did you mean \"runtime\"?"
    ),
    ("drop: [image]", "drop: [title]", "title cannot be dropped"),
    ("precedence: source", "precedence: omdb", "must be one of enrichment, source"),
    ("failed-items: 2", "failed-items: two", "check.max-failed-items must be a whole number"),
    ("- url: file:history/{day}.json.gz", "- url: file:history/list.json", "names no day; put {day} in it"),
    (
      "- url: file:history/{day}.json.gz", "- url: \"https://past.example.org/{day}.json\"",
      "not among the hosts allowed; add past.example.org to hosts"
    ),
    (
      "[lists.example.org]", "[\"*.example.net\"]",
      "not among the hosts allowed; add lists.example.org to hosts"
    ),
    ("[lists.example.org]", "[]", "not among the hosts allowed; add lists.example.org to hosts"),
    ("[lists.example.org]", "[lists.example.org, \"*\"]", "such as www.example.org or *.example.org"),
    ("[lists.example.org]", "[lists.example.org, \"*.\"]", "such as www.example.org or *.example.org"),
    (
      "[lists.example.org]", "[lists.example.org, \"https://a.org\"]",
      "such as www.example.org or *.example.org"
    ),
    (
      "calls-per-day: 500", "hosts: [example.org]",
      "not among the hosts allowed; add www.omdbapi.com to hosts"
    ),
    ("- url: file:history/{day}.json.gz", "  url: file:history/{day}.json.gz", "archives must be a list"),
  ])
  func aValueThatDoesNotFitIsExplained(piece: String, spoiled: String, message: String) {
    let lines = diagnostics(replacing: piece, with: spoiled)
    #expect(lines.count == 1)
    #expect(lines.first?.contains(message) == true, "\(lines)")
  }

  @Test(arguments: [
    ("ftp://lists.example.org/", "has the scheme \"ftp\"; http, https and file are read"),
    ("lists.example.org/x", "must be a URL; start it with https:"), ("https:///x", "has no host"),
    ("https://{day}.example.org/", "a variable cannot stand in the host"),
    ("https://lists.example.org/{dai}", "unknown variable {dai}; did you mean {day}?"),
    ("https://lists.example.org/{id}", "a list is about no single item"),
    ("https://lists.example.org/{day", "a brace without its pair"),
    ("https://other.example.org/", "not among the hosts allowed; add other.example.org to hosts"),
  ])
  func aURLThatCannotBeReadIsExplained(url: String, message: String) {
    let lines = diagnostics(replacing: "https://lists.example.org/{yyyy}/{mm}/{dd}.json", with: "\"\(url)\"")
    #expect(lines.count == 1)
    #expect(lines.first?.contains(message) == true, "\(lines)")
  }

  @Test(arguments: [
    (
      "key: { environment: OMDB_API_KEY }", "key: s3cretvalue",
      "omdb.key is given as plain text; a job file holds no secret"
    ),
    (
      "key: { environment: OMDB_API_KEY }", "key: { environment: \"s3cret value\" }",
      "use key: { environment: NAME }"
    ),
    (
      "key: { environment: OMDB_API_KEY }", "key: { environment: a1b2c3d4 }", "use key: { environment: NAME }"
    ),
    ("key: { environment: OMDB_API_KEY }", "key: { file: s3cretvalue }", "must be the path of a file"),
    ("key: { environment: OMDB_API_KEY }", "key: { value: s3cretvalue }", "unknown key \"value\""),
    ("key: { environment: OMDB_API_KEY }", "key: [s3cretvalue]", "found a list"),
    ("key: { environment: OMDB_API_KEY }", "api-key: s3cretvalue", "a job file holds no secret"),
    ("www.omdbapi.com/", "www.omdbapi.com/?apikey=s3cretvalue", "holds a secret in its parameter \"apikey\""),
    (
      "www.omdbapi.com/", "www.omdbapi.com/?a=1&API_KEY=s3cretvalue",
      "holds a secret in its parameter \"API_KEY\""
    ),
    ("www.omdbapi.com/", "me:s3cretvalue@www.omdbapi.com/", "holds a user name or password"),
  ])
  func aSecretIsRefusedAndNeverShown(piece: String, spoiled: String, message: String) {
    let lines = diagnostics(replacing: piece, with: spoiled)
    #expect(!lines.isEmpty)
    #expect(lines.contains { $0.contains(message) }, "\(lines)")
    #expect(!lines.contains { $0.contains("s3cret") || $0.contains("a1b2c3d4") })
  }
}
