import Testing

struct JobDiagnosticTests {
  @Test func anUnknownKeyIsNamedWithItsPlaceAndTheKeyMeant() {
    #expect(
      diagnostics(replacing: "turnover: {", with: "turn-over: {")
        == ["x:38:3: unknown key \"turn-over\" in check; did you mean \"turnover\"?"])
    #expect(
      diagnostics(replacing: "maximum-size", with: "max-size")
        == [
          "x:7:3: unknown key \"max-size\" in extract; allowed here: url, command, format, delimiter, items, key-as, "
            + "date, method, headers, body, key, pages, environment, maximum-size, connect-timeout, total-timeout, "
            + "redirects, attempts, hosts"
        ])
  }

  @Test func everyMistakeIsFoundInOneGo() {
    let text = wholeJob.replacing("chart: imdb-top10", with: "chart: IMDb Top 10")
      .replacing("32MiB", with: "lots").replacing("/Rank, type: integer", with: "/Rank, type: int")
      .replacing("on-failure: fail }\n  unique", with: "on-failure: stop }\n  unique")
      .replacing("archives:", with: "archive:").replacing("limit: 10\n", with: "limit: 0\n")
    #expect(
      diagnostics(text) == [
        "x:1:8: chart must be a slug of lowercase letters, digits, \"-\", \"_\" and \".\", found "
          + "\"IMDb Top 10\"; write imdb-top-10",
        "x:7:17: extract.maximum-size must be a size from 1KiB to 16GiB, such as 64MiB, found \"lots\"",
        "x:17:34: transform.fields.rank.type must be one of string, integer, decimal, duration, money, list, date, "
          + "instant, year, boolean, found \"int\"",
        "x:19:10: transform.limit must be a whole number from 1 to 10000000, found \"0\"",
        "x:32:53: check.entries.on-failure must be one of warn, quarantine, fail, found \"stop\"",
        "x:41:1: unknown key \"archive\"; did you mean \"archives\"?",
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
      "the preset has no field \"run-time\"; did you mean \"runtime\"?"
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
    ("{ from: /a, value: x }", "transform.fields.x has both from and value; keep one of them"),
    ("{ value: x, match: y }", "match does not go with value"),
    ("{ value: x, type: integer }", "transform.fields.x.value must be a whole number"),
    ("{ value: \"\" }", "transform.fields.x.value must be a text"),
    ("{ from: /a, type: decimal, default: none }", "transform.fields.x.default must be a number"),
    ("{ from: /a, type: date, default: \"2026-02-30\" }", "default must be a day such as 2026-05-01"),
    ("{ from: /a, type: instant, default: now }", "default must be an instant such as 2026-05-01T00:00:00Z"),
    ("{ from: /a, each: /b }", "each goes with a field of type list, not string"),
    ("{ from: /a, type: list, each: b }", "transform.fields.x.each must be a JSON Pointer"),
    ("{ from: /a, unit: milliseconds }", "unit goes with a field of type instant, date, not string"),
    ("{ from: /a, type: instant, unit: days }", "must be one of seconds, milliseconds"),
    (
      "{ from: /a, decimal-separator: \",\" }",
      "decimal-separator goes with a field of type integer, decimal, money, not string"
    ),
    ("{ from: /a, type: decimal, decimal-separator: \";\" }", "must be \",\" or \".\", found \";\""),
    ("{ from: /a, absent: \"-\" }", "transform.fields.x.absent must be a list of values such as [0, \"-\"]"),
  ])
  func aFieldThatDoesNotFitIsExplained(field: String, message: String) {
    let spoiled = diagnostics(
      replacing: "\n  limit: 10\n", with: "\n    x: \(field)\n  limit: 10\n")
    #expect(spoiled.count == 1, "\(spoiled)")
    #expect(spoiled.first?.contains(message) == true, "\(spoiled)")
  }

  @Test(arguments: [
    ("{ of: [] }", "transform.fields.id.of names nothing"),
    ("{ of: /song }", "transform.fields.id.of must be a list of JSON Pointers"),
    ("{ of: [/song, artist] }", "must be a JSON Pointer, found \"artist\""),
    ("{ of: [/song], match: x }", "match does not go with of"),
    ("{ of: [/song], from: /id }", "transform.fields.id has both from and of"),
    ("{ match: x }", "the key \"from\" is missing in transform.fields.id"),
  ])
  func aComposedIdThatDoesNotFitIsExplained(field: String, message: String) {
    let lines = diagnostics(
      replacing: "{ from: [\"/link\", \"/Movie Link\"], match: \"tt[0-9]+\" }", with: field)
    #expect(lines.count == 1, "\(lines)")
    #expect(lines.first?.contains(message) == true, "\(lines)")
  }

  @Test(arguments: [
    ("same-as: { tt1: tt0111161 }", "same-as: [tt1]", "same-as must be a mapping of ids"),
    ("{ tt1: tt0111161 }", "{ tt1: [tt2] }", "same-as.tt1 must be an id, found a list"),
    ("{ tt1: tt0111161 }", "{ a: b, b: c, c: a }", "same-as leads from \"a\" back to it"),
    ("{ tt1: tt0111161 }", "{ a: a }", "same-as leads from \"a\" back to it"),
    ("{ tt1: tt0111161 }", "{ x: a, a: b, b: a }", "same-as leads from \"a\" back to it"),
    ("licence:", "license:", "unknown key \"license\" in dataset; did you mean \"licence\"?"),
    ("https://example.org/top", "ftp://example.org/top", "dataset.homepage must be an http or https URL"),
    ("https://example.org/top", "https://me:x@example.org/", "dataset.homepage must be an http or https URL"),
    ("licence: CC0-1.0", "licence: [CC0-1.0]", "dataset.licence must be a text, found a list"),
    ("fields: { on-failure: warn }", "fields: warn", "check.fields must be a mapping with on-failure"),
    ("fields: { on-failure: warn }", "fields: {}", "the key \"on-failure\" is missing in check.fields"),
  ])
  func whatIsSaidOfTheChartIsExplained(piece: String, spoiled: String, message: String) {
    let lines = diagnostics(replacing: piece, with: spoiled)
    #expect(lines.count == 1, "\(lines)")
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
      "enrich.key is given as plain text; a job file holds no secret"
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
    ("apikey={key}", "apikey=s3cretvalue", "holds a secret in its parameter \"apikey\""),
    (
      "apikey={key}", "a=1&API_KEY=s3cretvalue",
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
