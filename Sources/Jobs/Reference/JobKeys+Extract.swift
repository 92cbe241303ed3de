import JSON

extension JobKeys {
  private static let usual = Extraction(url: "")

  static let extract: [JobKey] = [
    JobKey(
      "url", .url, "Where the list is. A relative `file:` URL starts at the folder of the job file.",
      example: #""https://example.org/lists/{day}.json""#, fallback: "required without `command`"),
    JobKey(
      "command", .list(.text("a word")),
      "A program and its arguments, in place of `url`: its standard output is the list. It runs in the job file's folder, "
        + "without a shell.", example: #"["./list.py", "{day}"]"#),
    JobKey(
      "format", .choice(of: ListFormat.self), "How the list is written.", example: "json",
      fallback:
        "by the ending of the list's own address, or else of `url`: `.json`, `.jsonl`, `.ndjson`, `.csv`, `.tsv`, `.tab`, "
        + "each also with `.gz`; else `json`"),
    JobKey(
      "delimiter", .text("one ASCII character"), "What stands between the values of a line of CSV.",
      example: #"";""#,
      fallback: "`,`"),
    JobKey(
      "items", .pointers,
      "Where in a JSON document the array of rows is. Several arrays are joined; `*` in a pointer stands for every element or "
        + "member.", example: #""/items""#, fallback: "the document itself"),
    JobKey(
      "key-as", .text("a name"),
      "For rows that are the members of an object: the field that gets the member's name.",
      example: "id"),
    JobKey(
      "date", .pointer,
      "Where the list names its own date. If each row is a line, the first row is searched. The date must be in the "
        + "period of the day that is run.",
      example: "/date"),
    JobKey(
      "method", .choice(of: ListRequest.Method.self), "The request's method.", example: "POST",
      fallback: "`POST` with a `body`, else `GET`"),
    JobKey(
      "headers", .map(.text("a text")), "Headers to send. Variables may stand in them.",
      example: #"{ Authorization: "Bearer {key}" }"#),
    JobKey(
      "body", .any("a text, or a YAML value that is sent as JSON"),
      "What is sent. Variables may stand in it.",
      example: #"{ date: "{day}" }"#),
    JobKey("key", .section(secret), "Where the secret comes from that `{key}` stands for."),
    JobKey(
      "pages", .section(pages),
      "How a list goes on over several pages: `parameter` alone counts; or `next`; or `cursor` with `parameter`."
    ),
    JobKey(
      "environment", .list(.text("the name of a variable")), "Environment variables that a `command` gets.",
      example: "[LIST_KEY]"),
    JobKey(
      "maximum-size", .text("a size from 1KiB to 16GiB"), "The largest list, after decompression.",
      example: "32MiB",
      fallback: "`\(usual.maximumSize >> 20)MiB`"),
    JobKey(
      "connect-timeout", .duration, "How long connecting may take, up to 1h.", example: "5s",
      fallback: "`\(Int(usual.connectTimeout))s`"),
    JobKey(
      "total-timeout", .duration, "How long the whole answer, or the command, may take, up to 1h.",
      example: "2m",
      fallback: "`\(Int(usual.totalTimeout))s`"),
    JobKey(
      "redirects", .integer(0...20), "Redirects followed at most.", example: "3",
      fallback: "\(usual.redirects)"),
    JobKey(
      "attempts", .integer(1...20), "Attempts in all, where a fault looks transient.", example: "2",
      fallback: "\(usual.attempts)"),
    JobKey(
      "hosts", .list(.text("a host, or `*.` and a host")),
      "The only hosts that may be asked, also by redirects and for past days. `*.example.org` is every host below "
        + "`example.org`.", example: #"[example.org, "*.example.org"]"#, fallback: "any"),
  ]

  static let pages: [JobKey] = [
    JobKey(
      "parameter", .text("a name"), "The query parameter that changes from page to page.", example: "page"),
    JobKey(
      "from", .integer(0...1_000_000_000), "What the parameter counts from.", example: "0", fallback: "1"),
    JobKey("step", .integer(1...1_000_000), "By how much it counts.", example: "50", fallback: "1"),
    JobKey("until", .choice(of: PagesEnd.self), "The last page is the one without rows.", example: "empty"),
    JobKey(
      "next", .either([.pointer, .choice(["link-header"])]),
      "Where a page has the next one's address; `link-header` is the header `Link`.", example: "/links/next"),
    JobKey("cursor", .pointer, "Where a page has the value of the next one's parameter.", example: "/cursor"),
    JobKey(
      "at-most", .integer(1...10_000), "A list with more pages is refused.", example: "20",
      fallback: "\(ListPages(next: .linkHeader).atMost)"),
  ]

  enum PagesEnd: String, CaseIterable { case empty }
}
