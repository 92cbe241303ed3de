import JSON
import RankingModel
import Testing

@testable import Jobs

struct JobFileTests {
  @Test func readsEveryKey() throws {
    let (definition, diagnostics) = JobFile.parse(bytes: Array(wholeJob.utf8), path: "/srv/jobs/imdb.yaml")
    #expect(diagnostics == [])
    let job = try #require(definition)
    #expect(job.chart.description == "imdb-top10")
    #expect(job.title == "IMDb top 10")
    #expect(job.schedule.minuteOfDay == 210)
    #expect(job.schedule.timeZone == "Europe/Berlin")
    #expect(job.schedule.catchUp == 0)
    #expect(job.extract.url == "https://lists.example.org/{yyyy}/{mm}/{dd}.json")
    #expect(job.extract.items == [JSONPointer("/items")])
    #expect(job.extract.maximumSize == 33_554_432)
    #expect(job.extract.connectTimeout == 5)
    #expect(job.extract.totalTimeout == 120)
    #expect(job.extract.redirects == 3)
    #expect(job.extract.attempts == 2)
    #expect(job.extract.hosts == ["lists.example.org"])
    #expect(job.check.maxFailedItems == 2)
    #expect(job.archives == [.dated(.address(URLTemplate("file:history/{day}.json.gz")), dates: nil)])
    #expect(job.cadence == .daily)
    #expect(job.sameAs == [ItemID("tt1"): ItemID("tt0111161")])
    #expect(job.dataset?.name == "Top 10")
    #expect(job.dataset?.description == "The ten best.")
    #expect(job.dataset?.licence == "CC0-1.0")
    #expect(job.dataset?.attribution == "IMDb")
    #expect(job.dataset?.homepage == "https://example.org/top")
    #expect(job.settings.sameAs == job.sameAs)
    #expect(job.settings.dataset == job.dataset)
    #expect(job.settings.idRule == nil)
    #expect(job.folder == "/srv/jobs")
    #expect(job.digest == ObjectID(of: Array(wholeJob.utf8)))
  }

  @Test func epochsAreDaysWithWhatIsAnotherWayFromThenOn() throws {
    let text = """
      chart: songs
      epochs: { 2026-06-02: counts views on phones too, 2025-01-01: "\\"top\\" of all" }
      extract: { url: "https://example.org/{day}.json", items: "" }
      transform: { fields: { id: { from: /id }, title: { from: /title }, rank: { from: /rank, type: integer } } }
      """
    let job = try #require(JobFile.parse(bytes: Array(text.utf8), path: "x").definition)
    let epochs = [
      Epoch(start: Day("2025-01-01")!, reason: "\"top\" of all"),
      Epoch(start: Day("2026-06-02")!, reason: "counts views on phones too"),
    ]
    #expect(job.epochs == epochs)
    #expect(job.settings.epochs == epochs)
    let wrong = text.replacing("2026-06-02", with: "June")
    #expect(
      JobFile.parse(bytes: Array(wrong.utf8), path: "x").diagnostics.map(\.line) == [2])
  }

  @Test func readsTheFields() throws {
    let transform = try #require(JobFile.parse(bytes: Array(wholeJob.utf8), path: "x").definition).transform
    #expect(transform.limit == 10)
    #expect(transform.ranksByPosition == false)
    #expect(transform.fields.map(\.name) == ["id", "title", "rank", "rating"])
    #expect(transform.fields.map(\.type) == [.string, .string, .integer, .decimal])
    #expect(transform.fields.map(\.isRequired) == [true, true, true, true])
    #expect(transform.fields[0].from.map(\.description) == ["/link", "/Movie Link"])
    #expect(transform.fields[0].match == "tt[0-9]+")
    #expect(transform.fields[1].decodesHTML)
  }

  @Test func readsEnrichmentAndChecks() throws {
    let job = try #require(JobFile.parse(bytes: Array(wholeJob.utf8), path: "x").definition)
    let enrich = try #require(job.enrich)
    #expect(enrich.key == .environment("OMDB_API_KEY"))
    #expect(enrich.maxAge == 129_600)
    #expect([enrich.callsPerDay, enrich.concurrency, enrich.attempts] == [500, 8, 3])
    #expect(enrich.fields.map(\.name) == ["year", "runtime"])
    #expect(enrich.precedence == .source)
    #expect(enrich.drop == ["image"])
    #expect(job.check.entries == Checks.Bounds(atLeast: 9, atMost: 11, onFailure: .fail))
    #expect(job.check.unique == Checks.Rule("id", onFailure: .warn))
    #expect(job.check.contiguousRanks == Checks.Rule(true, onFailure: .warn))
    #expect(job.check.required == Checks.Rule(["id", "year"], onFailure: .warn))
    #expect(job.check.ranges == ["rating": Checks.Bounds(atLeast: -1, atMost: 9.5, onFailure: .warn)])
    #expect(job.check.unreadableRows == Checks.Rule(2, onFailure: .fail))
    #expect(job.check.missingFields == .warn)
    #expect(job.check.turnover == Checks.Rule(0.4, onFailure: .warn))
  }

  @Test func aShortFileHasTheUsualBounds() throws {
    let text = """
      chart: songs
      extract: { url: "file:songs.json" }
      transform:
        fields: { rank: { position: true }, id: { from: /id }, title: { from: /name } }
      check: { entries: { equals: 40 }, unique: id, ranks: contiguous, required: [title] }
      """
    let (definition, diagnostics) = JobFile.parse(bytes: Array(text.utf8), path: "x")
    #expect(diagnostics == [])
    let job = try #require(definition)
    #expect(job.title == "songs")
    #expect(job.schedule == Schedule())
    #expect(job.extract == Extraction(url: "file:songs.json", items: [.document]))
    #expect(job.transform.ranksByPosition)
    #expect(job.transform.limit == nil)
    #expect(job.enrich == nil)
    #expect(job.check.entries == Checks.Bounds(atLeast: 40, atMost: 40, onFailure: .quarantine))
    #expect(job.check.unreadableRows == Checks.Rule(0, onFailure: .quarantine))
    #expect(job.archives.isEmpty)
  }

  @Test(arguments: [
    ("daily", Cadence.daily), ("weekly", .weekly(due: .monday)),
    ("{ weekly: saturday }", .weekly(due: .saturday)),
    ("monthly", .monthly), ("irregular", .irregular),
  ])
  func theCadenceIsAWordOrTheWeekdayOfAWeeklyList(text: String, cadence: Cadence) {
    let job = JobFile.parse(bytes: Array("\(wholeJob)\ncadence: \(text)\n".utf8), path: "x").definition
    #expect(job?.cadence == cadence)
    #expect(job?.settings.cadence == cadence)
  }

  @Test(arguments: [
    ("catch-up: all", 30), ("catch-up: all, catch-up-limit: 90", 90), ("catch-up-limit: 7", 7),
    ("catch-up: latest", 1), ("catch-up: none", 0),
  ])
  func aScheduleSaysHowFarItCatchesUp(text: String, periods: Int) {
    let job = wholeJob.replacing("catch-up: none", with: text)
    #expect(JobFile.parse(bytes: Array(job.utf8), path: "x").definition?.schedule.catchUp == periods)
  }

  @Test func anArchiveMayNameItsDates() {
    let url = "url: file:history/{day}.json.gz"
    let text = wholeJob.replacing(url, with: "\(url)\n    dates: https://lists.example.org/dates.json")
    let (definition, diagnostics) = JobFile.parse(bytes: Array(text.utf8), path: "x")
    #expect(diagnostics == [])
    #expect(
      definition?.archives == [
        .dated(
          .address(URLTemplate("file:history/{day}.json.gz")), dates: "https://lists.example.org/dates.json")
      ])
  }

  @Test func readsHowFieldsAreWritten() throws {
    let text = """
      chart: songs
      extract: { url: "file:songs.json" }
      transform:
        fields:
          rank: { position: true }
          id: { of: [["/song", "/title"], "/artist"], decode: html }
          title: { from: /song }
          source: { value: billboard }
          plays: { from: /plays, type: integer, default: 0, absent: [0, "-", N/A] }
          share: { from: /share, type: decimal, decimal-separator: ",", default: 0.5 }
          genres: { from: /genres, each: /name, type: list, default: [none] }
          at: { from: /at, type: instant, unit: milliseconds, default: "2026-05-01T02:00:00+02:00" }
          since: { value: 1994, type: year }
          live: { value: false, type: boolean }
      check: { fields: { on-failure: quarantine } }
      same-as: { a: b, b: c, x: c }
      """
    let (definition, diagnostics) = JobFile.parse(bytes: Array(text.utf8), path: "x")
    #expect(diagnostics == [])
    let job = try #require(definition)
    let fields = Dictionary(uniqueKeysWithValues: job.transform.fields.map { ($0.name, $0) })
    let id = try #require(fields["id"])
    #expect(id.parts.map { $0.map(\.description) } == [["/song", "/title"], ["/artist"]])
    #expect(id.from == [])
    #expect(id.decodesHTML)
    #expect(job.settings.idRule == ComposedID.rule)
    #expect(fields["source"]?.fallback == "billboard")
    #expect(fields["source"]?.from == [])
    #expect(fields["plays"]?.fallback == 0)
    #expect(fields["plays"]?.notation.absent == ["0", "-", "N/A"])
    #expect(fields["share"]?.notation.decimalComma == true)
    #expect(fields["share"]?.fallback == 0.5)
    #expect(fields["genres"]?.each == TextTemplate("{/name}"))
    #expect(fields["genres"]?.fallback == ["none"])
    #expect(fields["at"]?.notation.milliseconds == true)
    #expect(fields["at"]?.fallback == "2026-05-01T00:00:00Z")
    #expect(fields["since"]?.fallback == 1994)
    #expect(fields["live"]?.fallback == false)
    #expect(job.check.missingFields == .quarantine)
    #expect(job.sameAs == [ItemID("a"): ItemID("c"), ItemID("b"): ItemID("c"), ItemID("x"): ItemID("c")])
    #expect(job.dataset == nil)
  }

  @Test func theWordForItemsIsTheJobs() throws {
    func word(_ line: String) -> ItemNoun? {
      JobFile.parse(bytes: Array((wholeJob + "\n" + line).utf8), path: "x").definition?.item
    }
    #expect(word("")?.counted(2) == "2 items")
    #expect(word("item: film")?.counted(1) == "1 film")
    #expect(word("item: film")?.counted(0) == "0 films")
    #expect(word("item: { one: series, many: series }")?.counted(2) == "2 series")
    #expect(diagnostics(wholeJob + "\nitem: { many: series }").count == 1)
    #expect(diagnostics(wholeJob + "\nitem: [film]").count == 1)
  }

  @Test func aKeyMayStandInAFileOrWhereThePresetSays() throws {
    func key(_ text: String) throws -> KeySource? {
      let job = wholeJob.replacing("  key: { environment: OMDB_API_KEY }\n", with: text)
      let (definition, diagnostics) = JobFile.parse(bytes: Array(job.utf8), path: "x")
      #expect(diagnostics == [])
      return definition?.enrich?.key
    }
    #expect(try key("  key: { file: ~/.config/marquee/omdb-key }\n") == .file("~/.config/marquee/omdb-key"))
    #expect(try key("  key: { secret: marquee/omdb }\n") == .secret("marquee/omdb"))
    #expect(try key("  key: { secret: \"ssm:/marquee/omdb\" }\n") == .secret("ssm:/marquee/omdb"))
    #expect(try key("") == .environment("OMDB_API_KEY"))
  }

  @Test func anchorsMayBeUsed() {
    let text = wholeJob.replacing(
      "unique:   { field: id, on-failure: warn }", with: "unique: { field: &x id }"
    )
    .replacing("fields: [id, year]", with: "fields: [*x, year]")
    #expect(diagnostics(text) == [])
  }
}
