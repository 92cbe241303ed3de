import HTTPFetch
import JSON
import RankingModel
import Testing

@testable import Jobs

/// The `extract` section for sources other than a URL of a JSON list.
struct ListSourceTests {
  private func parse(
    _ extract: String, check: String = ""
  ) -> (definition: JobDefinition?, lines: [String]) {
    let text = """
      chart: x
      extract:
      \(extract.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
      transform: { fields: { rank: { position: true }, id: { from: /id }, title: { from: /name } } }
      \(check)
      """
    let (definition, diagnostics) = JobFile.parse(bytes: Array(text.utf8), path: "x")
    return (definition, diagnostics.map { $0.text(path: "x") })
  }

  @Test func theFormatIsThatOfTheNamesEnding() throws {
    func format(_ url: String, _ address: String = "") -> ListFormat? {
      parse("url: \(url)").definition?.extract.format(at: address)
    }
    #expect(format("https://a.org/list") == .json)
    #expect(format("https://a.org/list.csv.gz?x=1") == .csv)
    #expect(format("file:lists/{day}.TSV") == .tsv)
    #expect(format("file:a.ndjson") == .jsonLines)
    // A list from another address takes the format from the ending of that address.
    #expect(format("https://a.org/list", "file:history/2026-05-01.csv.gz") == .csv)
    #expect(format("https://a.org/list.csv", "file:history/2026-05-01.json") == .json)
    #expect(format("https://a.org/list.csv", "https://b.org/download?id=1") == .csv)
    #expect(format("https://a.org/list.json", "input:today.TSV") == .tsv)
    #expect(format("https://a.org/list", "git:lists.git#0123abcd:data/list.csv") == .csv)
    #expect(format("file:a.csv\nformat: json", "file:b.csv") == .json)
    let command = try #require(parse("command: [./list.py, raw.csv]").definition)
    #expect(command.extract.format(at: "command:./list.py raw.csv") == .json)
  }

  @Test func aRequestHasHeadersABodyAndAKey() throws {
    let request = try #require(
      parse(
        """
        url: https://a.org/list?api_key={key}
        key: { environment: LIST_KEY }
        headers: { Accept: application/json, Authorization: "Bearer {key}" }
        body: { query: "top {day}", n: 5, s: "5", deep: [1, true, null] }
        """
      ).definition?.extract.request)
    #expect(request.method == .post)
    #expect(request.key == .environment("LIST_KEY"))
    #expect(
      request.headers == [
        HeaderField("Accept", "application/json"), HeaderField("Authorization", "Bearer {key}"),
      ])
    #expect(
      request.body == .json(["query": "top {day}", "n": 5, "s": "5", "deep": [1, true, .null]]))
  }

  @Test func pagesSayWhatLeadsOn() throws {
    func pages(_ text: String) -> ListPages? {
      parse("url: https://a.org/list\npages: \(text)").definition?.extract.pages
    }
    #expect(
      pages("{ parameter: offset, from: 0, step: 100, until: empty, at-most: 3 }")
        == ListPages(next: .count(parameter: "offset", from: 0, step: 100), atMost: 3))
    #expect(pages("{ parameter: page }") == ListPages(next: .count(parameter: "page", from: 1, step: 1)))
    #expect(pages("{ next: link-header }") == ListPages(next: .linkHeader))
    let pointer = try #require(JSONPointer("/meta/next"))
    #expect(pages("{ next: /meta/next }") == ListPages(next: .address(pointer)))
    #expect(
      pages("{ cursor: /meta/next, parameter: c }") == ListPages(next: .cursor(pointer, parameter: "c")))
  }

  @Test func aCommandTakesThePlaceOfAnAddress() throws {
    let job = try #require(
      parse("command: [./list.py, \"{day}\"]\nenvironment: [LIST_TOKEN]\nformat: json-lines").definition)
    #expect(job.extract.command == ListCommand(words: ["./list.py", "{day}"], environment: ["LIST_TOKEN"]))
    #expect(job.extract.format == .jsonLines)
    #expect(job.pastArchives == [.dated(job.extract.source, dates: nil)])
    #expect(!job.asksTheWeb)
    #expect(parse("command: [./list.py]").definition?.pastArchives == [])
  }

  @Test func placesInTheDocumentMayBeSeveral() throws {
    let extract = try #require(
      parse("url: https://a.org/list\nitems: [/top, /rest]\nkey-as: id\ndate: /date").definition?.extract)
    #expect(extract.items.map(\.description) == ["/top", "/rest"])
    #expect(extract.keyName == "id")
    #expect(extract.date == JSONPointer("/date"))
  }

  @Test func checksOfTheListItself() throws {
    let check = "check: { date: { on-failure: warn }, unchanged: { at-most: 7, on-failure: warn } }"
    let checks = try #require(parse("url: https://a.org/list\ndate: /date", check: check).definition?.check)
    #expect(checks.date == .warn)
    #expect(checks.unchanged == Checks.Rule(7, onFailure: .warn))
    #expect(
      parse("url: https://a.org/list", check: check).lines.contains {
        $0.contains("check.date needs extract.date")
      })
  }

  @Test(arguments: [
    (
      "url: https://a.org/\nheaders: { Authorization: Bearer abc }",
      "extract.headers.Authorization is given as plain text"
    ),
    ("url: https://a.org/\nheaders: { X-Api-Key: abc }", "extract.headers.X-Api-Key is given as plain text"),
    ("url: https://a.org/?api_key=abc", "holds a secret in its parameter \"api_key\""),
    (
      "url: https://a.org/?api_key={key}",
      "{key} is used, but no key is given; add key: { environment: NAME }"
    ),
    ("url: https://a.org/\nkey: { environment: K }", "extract.key is not used; put {key} into the query"),
    ("url: https://a.org/\nmethod: GET\nbody: x", "a body is not sent with GET; use POST"),
    ("url: https://a.org/\npages: { cursor: /next }", "extract.pages must say what leads to the next page"),
    (
      "url: https://a.org/\npages: { next: /n, step: 2 }",
      "extract.pages.step goes with pages that a parameter counts"
    ),
    ("url: file:a.json\npages: { next: /n }", "a file has no pages"),
    ("url: file:a.csv\nitems: /a", "extract.items goes with format: json; here each line is a row"),
    ("url: https://a.org/\ndelimiter: \";\"", "extract.delimiter goes with format: csv"),
    ("url: https://a.org/\ncommand: [./a]", "extract has both url and command; keep one of them"),
    ("command: [./a]\nheaders: { A: b }", "extract.headers goes with a url, not with a command"),
    ("command: [./a, \"{key}\"]", "{key} cannot stand in a command; pass it by environment: [NAME]"),
    ("url: https://a.org/\nenvironment: [A]", "extract.environment goes with a command"),
  ]) func mistakesSayWhatToDo(extract: String, message: String) {
    let lines = parse(extract).lines
    #expect(lines.contains { $0.contains(message) }, "\(lines)")
    #expect(!lines.contains { $0.contains("abc") })
  }

  @Test func variablesOfATextAreFilledOnceAndOtherBracesStay() throws {
    let day = try #require(Day("2026-05-01"))
    #expect(
      RequestText.filled(#"{"on": "{day}", "year": {yyyy}, "k": "{key}"}"#, day: day, key: "{day}")
        == #"{"on": "2026-05-01", "year": 2026, "k": "{day}"}"#)
    #expect(RequestText.filled("{key} {", day: day) == "{key} {")
  }
}
