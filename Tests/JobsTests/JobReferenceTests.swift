import Foundation
import JSON
import MarqueeTestSupport
import Testing

@testable import Jobs

/// The reference of job files, its page and its schema agree with the reader of job files.
@Suite struct JobReferenceTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A small job: each value by its path.
  private static let job = [
    "chart": "songs", "extract.url": "https://example.org/{day}.json",
    "transform.fields.id.from": "/id", "transform.fields.title.from": "/title",
    "transform.fields.rank.from": "/rank", "transform.fields.more.from": "/more",
    "transform.fields.stars.from": "/stars", "transform.fields.stars.type": "integer",
    "enrich.url": "https://example.org/{id}", "enrich.fields.plot.from": "/plot",
  ]

  /// The paths in the job that stand for paths of the reference with a NAME.
  private static let names = [
    "transform.fields.NAME.of": "transform.fields.id.of",
    "transform.fields.NAME.position": "transform.fields.rank.position",
    "transform.fields.NAME": "transform.fields.more", "enrich.fields.NAME": "enrich.fields.plot",
    "check.range.NAME": "check.range.stars",
  ]

  /// The values that some keys need beside them in the job, or that they replace. An empty text removes a value.
  private static let company: [String: [String: String]] = [
    "item.many": ["item.one": "series"],
    "extract.command": ["extract.url": ""],
    "extract.delimiter": ["extract.format": "csv"],
    "extract.headers": ["extract.key.environment": "LIST_KEY"],
    "extract.key.environment": ["extract.url": "https://example.org/list.json?key={key}"],
    "extract.key.file": ["extract.url": "https://example.org/list.json?key={key}"],
    "extract.key.secret": ["extract.url": "https://example.org/list.json?key={key}"],
    "extract.pages.from": ["extract.pages.parameter": "page"],
    "extract.pages.step": ["extract.pages.parameter": "page"],
    "extract.pages.until": ["extract.pages.parameter": "page"],
    "extract.pages.cursor": ["extract.pages.parameter": "page"],
    "extract.pages.at-most": ["extract.pages.parameter": "page"],
    "extract.environment": ["extract.url": "", "extract.command": "[./list.py]"],
    "transform.fields.id.of": ["transform.fields.id.from": ""],
    "transform.fields.rank.position": ["transform.fields.rank.from": ""],
    "transform.fields.more.value": ["transform.fields.more.from": ""],
    "transform.fields.more.each": ["transform.fields.more.type": "list"],
    "transform.fields.more.unit": ["transform.fields.more.type": "date"],
    "transform.fields.more.decimal-separator": ["transform.fields.more.type": "decimal"],
    "enrich.key.environment": ["enrich.url": "https://example.org/{id}?key={key}"],
    "enrich.key.file": ["enrich.url": "https://example.org/{id}?key={key}"],
    "enrich.key.secret": ["enrich.url": "https://example.org/{id}?key={key}"],
    "enrich.errors.success": ["enrich.errors.at": "/error"],
    "enrich.errors.stop": ["enrich.errors.at": "/error"],
    "enrich.errors.absent": ["enrich.errors.at": "/error"],
    "enrich.fields.plot.value": ["enrich.fields.plot.from": ""],
    "enrich.fields.plot.each": ["enrich.fields.plot.type": "list"],
    "enrich.fields.plot.unit": ["enrich.fields.plot.type": "date"],
    "enrich.fields.plot.decimal-separator": ["enrich.fields.plot.type": "decimal"],
    "check.entries.on-failure": ["check.entries.at-least": "1"],
    "check.unique.on-failure": ["check.unique.field": "id"],
    "check.ranks.on-failure": ["check.ranks.rule": "contiguous"],
    "check.required.on-failure": ["check.required.fields": "[stars]"],
    "check.range.stars.on-failure": ["check.range.stars.at-least": "1"],
    "check.rows.on-failure": ["check.rows.unreadable-at-most": "1"],
    "check.turnover.on-failure": ["check.turnover.at-most": "40%"],
    "check.date.on-failure": ["extract.date": "/date"],
    "check.unchanged.on-failure": ["check.unchanged.at-most": "7"],
    "notify.-.environment": ["notify.-.command": "[./tell.sh]"],
    "notify.-.headers": [
      "notify.-.webhook": "https://hooks.example.org/", "notify.-.key.environment": "HOOK_KEY",
    ],
    "notify.-.key.environment": ["notify.-.webhook": "https://hooks.example.org/?token={key}"],
    "notify.-.key.file": ["notify.-.webhook": "https://hooks.example.org/?token={key}"],
    "notify.-.key.secret": ["notify.-.webhook": "https://hooks.example.org/?token={key}"],
    "notify.-.on": ["notify.-.webhook": "https://hooks.example.org/"],
    "notify.-.failure": ["notify.-.ping": "https://ping.example.org/"],
    "notify.-.failure.environment": ["notify.-.ping": "https://ping.example.org/"],
    "notify.-.failure.file": ["notify.-.ping": "https://ping.example.org/"],
    "notify.-.failure.secret": ["notify.-.ping": "https://ping.example.org/"],
    "archives.-.dates": ["archives.-.url": "file:history/{day}.json"],
    "archives.-.git": ["archives.-.paths": "[list.json]"],
    "archives.-.paths": ["archives.-.git": "lists.git"],
    "archives.-.branch": ["archives.-.git": "lists.git", "archives.-.paths": "[list.json]"],
    "archives.-.github": ["archives.-.paths": "[list.json]"],
    "archives.-.api": github, "archives.-.raw": github,
    "archives.-.key.environment": github, "archives.-.key.file": github, "archives.-.key.secret": github,
    "archives.-.server": ["archives.-.wayback": "https://example.org/list.json"],
    "archives.-.document": ["archives.-.group-by": "/date"],
    "archives.-.group-by": ["archives.-.document": "file:days.json"],
    "archives.-.day": ["archives.-.files": "file:captures/*.json"],
    "archives.-.chart": ["archives.-.lake": "other"],
    "on-conflict": ["agreement": "compare"],
  ]

  private static let github = ["archives.-.github": "octo/lists", "archives.-.paths": "[list.json]"]

  private static let keys = JobKey.Kind.section(JobKeys.file).keys()

  /// For each key: its path, and the small job with the example of the key in its place.
  private static let examples: [(path: String, text: String)] = keys.filter { !$0.key.example.isEmpty }.map {
    path, key in
    var place = path.joined(separator: ".")
    for (name, own) in names.sorted(by: { $0.key.count > $1.key.count }) where place.hasPrefix(name) {
      place = own + place.dropFirst(name.count)
    }
    var values = job.merging(company[place] ?? [:]) { $1 }
    values[place] = key.example
    return (place, yaml(values.filter { !$0.value.isEmpty }.map { ($0.key.split(separator: "."), $0.value) }))
  }

  /// The YAML form of `values`, each under the names of its path; `-` stands for an element of a list.
  private static func yaml(_ values: [([Substring], String)], margin: String = "") -> String {
    Dictionary(grouping: values) { $0.0[0] }.sorted { $0.key < $1.key }.map { name, values in
      let head = margin + (name == "-" ? "-" : "\(name):")
      if values.count == 1, values[0].0.count == 1 { return "\(head) \(values[0].1)\n" }
      return "\(head)\n" + yaml(values.map { (Array($0.0.dropFirst()), $0.1) }, margin: margin + "  ")
    }.joined()
  }

  /// The JSON form of the YAML `text`.
  private func json(_ text: String) throws -> Any {
    let document = JobDocument(Array(text.utf8))
    let root = try #require(document.root)
    let value = JobFileReader(folder: "/", source: []).json(JobNode(node: root, name: "", document: document))
    return try JSONSerialization.jsonObject(with: Data(CanonicalJSON.bytes(try #require(value))))
  }

  private func schema() throws -> JSONSchema { try JSONSchema(CanonicalJSON.bytes(JobKeys.schema())) }

  @Test func everyExampleIsReadAndFitsTheSchema() throws {
    let schema = try schema()
    #expect(Self.examples.count > 100)
    for (path, text) in Self.examples {
      #expect(diagnostics(text) == [], "\(path):\n\(text)")
      #expect(schema.problems(with: try json(text)) == [], "\(path):\n\(text)")
    }
  }

  @Test func everyKeyWithoutKeysOfItsOwnHasAnExample() {
    for (path, key) in Self.keys where key.kind.keys().isEmpty {
      #expect(!key.example.isEmpty, "\(path)")
    }
  }

  @Test func thePageIsTheReference() throws {
    let page = Self.root.appendingPathComponent("Sources/Jobs/Jobs.docc/JobFile.md")
    #expect(try String(contentsOf: page, encoding: .utf8) == JobKeys.reference())
    for (path, _) in Self.keys where !path.starts(with: ["enrich", "fields", "NAME"]) {
      let name = path.count > 1 ? path.dropFirst().joined(separator: ".") : path[0]
      #expect(JobKeys.reference().contains("| `\(name)` |"), "\(path)")
    }
  }

  @Test func theSchemaTakesTheJobsThatThereAre() throws {
    let schema = try schema()
    let folder = Self.root.appendingPathComponent("jobs")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".yaml")
    }
    #expect(files.count >= 3)
    for file in files {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      #expect(schema.problems(with: try json(text)) == [], "\(file)")
    }
    #expect(schema.problems(with: try json(wholeJob)) == [])
  }

  @Test func theSchemaRefusesMistakes() throws {
    let schema = try schema()
    func problems(_ piece: String, _ spoiled: String) throws -> [String] {
      schema.problems(with: try json(wholeJob.replacing(piece, with: spoiled, maxReplacements: 1)))
    }
    #expect(try problems("title: IMDb", "name: IMDb") == ["/name is not known"])
    #expect(try problems("redirects: 3", "redirect: 3") == ["/extract/redirect is not known"])
    #expect(try problems("redirects: 3", "redirects: 21") == ["/extract/redirects is more than 20"])
    #expect(try problems("chart: imdb-top10\n", "") == ["/chart is missing"])
    #expect(
      try problems("decode: html", "decoding: html") == ["/transform/fields/title/decoding is not known"])
    #expect(
      try problems("max-failed-items: 2", "max-failed-items: some") == [
        "/check/max-failed-items is not [\"integer\"]"
      ])
  }
}
