extension JobKeys {
  private static let usual = Enrichment(url: "", key: .none)

  static let enrich: [JobKey] = [
    JobKey(
      "preset", .choice(Presets.names),
      "A description of a known API. Keys written beside it override its own.",
      example: "omdb"),
    JobKey(
      "url", .url, "Where the answer about one item is. It must have `{id}`.",
      example: #""https://example.org/items/{id}.json""#, fallback: "required without `preset`"),
    JobKey("headers", .map(.text("a text")), "Headers to send.", example: "{ X-Version: 2 }"),
    JobKey("key", .section(secret), "Where the secret comes from that `{key}` stands for."),
    JobKey(
      "max-age", .duration, "A stored answer younger than this is used again, up to 3650d.", example: "36h",
      fallback: "`\(Int(usual.maxAge) / 86_400)d`"),
    JobKey(
      "calls-per-day", .integer(0...100_000_000), "Calls for one host and key, counted over all jobs.",
      example: "500", fallback: "\(usual.callsPerDay)"),
    JobKey(
      "concurrency", .integer(1...64), "Items asked about at the same time.", example: "4",
      fallback: "\(usual.concurrency)"),
    JobKey(
      "attempts", .integer(1...20), "Attempts for each item, where a fault looks transient.", example: "2",
      fallback: "\(usual.attempts)"),
    JobKey(
      "connect-timeout", .duration, "How long connecting may take, up to 1h.", example: "5s",
      fallback: "`\(Int(usual.connectTimeout))s`"),
    JobKey(
      "total-timeout", .duration, "How long the whole answer may take, up to 1h.", example: "20s",
      fallback: "`\(Int(usual.totalTimeout))s`"),
    JobKey(
      "hosts", .list(.text("a host, or `*.` and a host")),
      "The only hosts that may be asked, also by redirects.",
      example: "[example.org]", fallback: "any"),
    JobKey(
      "item", .pointer, "Where in the answer the object about the item is.", example: "/item",
      fallback: "the document itself"),
    JobKey(
      "identity", .pointer, "Where in that object the id is. It must be the id that was asked about.",
      example: "/id"),
    JobKey("errors", .section(errors), "The error texts of the API."),
    JobKey(
      "fields", .either([.map(.section(field)), .list(.fieldName)]),
      "The fields that are read from the object; or, with a preset, a list of those of its fields that are kept.",
      fallback: "required without `preset`"),
    JobKey(
      "precedence", .choice(of: Enrichment.Precedence.self),
      "Which value is kept if both the answer and the entry have a field.",
      example: "source",
      fallback: "`\(usual.precedence.rawValue)`"),
    JobKey("drop", .list(.fieldName), "Fields that are removed from the published entry.", example: "[plot]"),
  ]

  static let errors: [JobKey] = [
    JobKey(
      "at", .pointers, "Where an error text may be; the first place with a value counts.", example: "/error",
      isRequired: true),
    JobKey("success", .list(.text("a text")), "Texts that say that nothing is wrong.", example: "[ok]"),
    JobKey(
      "stop", .list(.text("a text")), "Texts after which the run asks about no other item.",
      example: "[Request limit reached!]"),
    JobKey(
      "absent", .list(.text("a text")), "Texts that say that there is no answer about this item.",
      example: "[Not found]"),
  ]
}
