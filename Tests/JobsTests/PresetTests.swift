import HTTPFetch
import JSON
import Testing

@testable import Jobs

/// The `enrich` section of job files, with and without presets.
@Suite struct PresetTests {
  private static let head = """
    chart: films
    extract: { url: "file:films.json" }
    transform:
      fields: { rank: { position: true }, id: { from: /id }, title: { from: /name } }

    """

  private func enrichment(_ section: String) throws -> Enrichment {
    let (definition, diagnostics) = JobFile.parse(bytes: Array((Self.head + section).utf8), path: "x")
    #expect(diagnostics == [])
    return try #require(definition?.enrich)
  }

  @Test(arguments: Presets.names) func aPresetCanBeWrittenOut(name: String) throws {
    let text = try #require(Presets.text(of: name))
    #expect(try enrichment(text) == enrichment("enrich: { preset: \(name) }\n"))
  }

  @Test func whatIsWrittenBesideAPresetOverridesIt() throws {
    let preset = try enrichment("enrich: { preset: omdb }")
    #expect(preset.key == .environment("OMDB_API_KEY"))
    #expect(preset.fields.count == 24)
    let own = try enrichment(
      """
      enrich:
        preset: omdb
        url: "file:answers/{id}.json"
        attempts: 2
        fields: [runtime, ratings]
        drop: [plot]
      """)
    #expect(own.url == "file:answers/{id}.json")
    // An address without {key} needs no key.
    #expect(own.key == .none)
    #expect(own.readsFiles)
    #expect(own.attempts == 2)
    #expect(own.fields.map(\.name) == ["runtime", "ratings"])
    #expect(own.fields.map(\.type) == [.duration, .list])
    #expect(own.fields[1].each == TextTemplate("{/Source}: {/Value}"))
    #expect(own.drop == ["plot"])
    #expect(own.identity == JSONPointer("/imdbID"))
    #expect(own.errors == preset.errors)
    #expect(own.errors.at == ["/Error", "/Response"].compactMap { JSONPointer($0) })
    let replaced = try enrichment(
      "enrich: { preset: omdb, fields: { length: { from: /Runtime, type: duration } } }")
    #expect(replaced.fields.map(\.name) == ["length"])
  }

  @Test func anyAPICanBeDescribed() throws {
    let books = try enrichment(
      """
      enrich:
        url: "https://books.example.org/v2/isbn/{id}"
        headers: { Authorization: "Bearer {key}", Accept: application/json }
        key: { file: ~/.config/marquee/books-key }
        item: /data/0
        identity: /isbn
        errors: { at: /fault/reason, success: [ok], stop: [quota exceeded], absent: [no such book] }
        fields:
          title: { from: /title, required: true }
          pages: { from: /pages, type: integer }
      """)
    #expect(books.sourceName == "books.example.org")
    #expect(books.key == .file("~/.config/marquee/books-key"))
    #expect(books.headers.map(\.name) == ["Authorization", "Accept"])
    #expect(
      books.headers.map { RequestText.filled($0.value, key: "k1") } == ["Bearer k1", "application/json"])
    #expect(books.item == JSONPointer("/data/0"))
    #expect(books.errors.stop == ["quota exceeded"])
    #expect(books.errors.absent == ["no such book"])
    #expect(books.fields.map(\.isRequired) == [true, false])
    let open = try enrichment(
      "enrich: { url: \"https://books.example.org/{id}\", fields: { pages: { from: /pages } } }")
    #expect(open.key == .none)
    #expect(open.identity == nil)
    #expect(open.errors == Enrichment.Errors())
    #expect(open.item == .document)
  }

  @Test(arguments: [
    ("preset: omdbb", "there is no preset \"omdbb\"; did you mean \"omdb\"?"),
    ("fields: { a: { from: /a } }", "the key \"url\" is missing in enrich; or name a preset: omdb"),
    ("url: \"https://a.org/{id}\"", "the key \"fields\" is missing in enrich"),
    ("url: \"https://a.org/{id}\", fields: [a]", "or a list of fields of a preset, found a list"),
    ("preset: omdb, url: \"https://a.org/?k={key}\"", "enrich.url names no item; put {id} in it"),
    ("preset: omdb, url: \"https://a.org/{day}/{id}\"", "{id} stands for its id"),
    (
      "url: \"https://a.org/{key}/{id}\", fields: { a: { from: /a } }",
      "the key \"key\" is missing in enrich; {key} stands for it"
    ),
    (
      "preset: omdb, url: \"https://a.org/{id}\", key: { environment: A_KEY }",
      "enrich.key is never sent: neither the URL nor a header has {key}"
    ),
    ("preset: omdb, hosts: [a.org]", "not among the hosts allowed; add www.omdbapi.com to hosts"),
    ("preset: omdb, headers: { X-Api-Key: s3cretvalue }", "enrich.headers.X-Api-Key is given as plain text"),
    ("preset: omdb, headers: { Cookie: a=s3cretvalue }", "enrich.headers.Cookie is given as plain text"),
    ("preset: omdb, headers: { \"a b\": c }", "the name of a header, such as Authorization"),
    ("preset: omdb, headers: { Accept: \"a\\nb\" }", "enrich.headers.Accept must be a text of one line"),
    ("preset: omdb, errors: { stop: [x] }", "the key \"at\" is missing in enrich.errors"),
    ("preset: omdb, item: data", "enrich.item must be a JSON Pointer"),
    ("preset: omdb, fields: { id: { from: /id } }", "id cannot be enriched"),
    (
      "preset: omdb, fields: { a: { from: /a, each: \"{/b}\" } }",
      "each goes with a field of type list, not string"
    ),
    ("preset: omdb, fields: { a: { from: /a, type: list, each: \"{b}\" } }", "such as \"{/name}: {/value}\""),
  ])
  func aMistakeIsExplained(section: String, message: String) {
    let lines = diagnostics(Self.head + "enrich: { \(section) }\n")
    #expect(lines.count == 1, "\(lines)")
    #expect(lines.first?.contains(message) == true, "\(lines)")
    #expect(!lines.contains { $0.contains("s3cret") })
  }
}
