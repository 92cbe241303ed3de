import JSON
import Jobs
import MarqueeTestSupport
import Pipeline
import RankingModel
import Testing

@testable import Operations

/// The OpenLineage events for the moments of a run, compared with events worked out by hand.
@Suite struct LineageEventTests {
  private static let job = """
    chart: films
    schedule: { at: "03:30", time-zone: Europe/Berlin }
    extract: { url: "https://lists.example.org/top/{day}.json", items: "" }
    transform:
      fields:
        id: { from: /id }
        title: { from: /title }
        rank: { from: /rank, type: integer }
        rating: { from: /rating, type: decimal }
    enrich:
      url: "https://facts.example.org/film?k={key}&i={id}"
      key: { environment: FACTS_KEY }
      identity: /id
      fields: { year: { from: /year, type: year } }
    check:
      entries: { equals: 2, on-failure: quarantine }
      turnover: { at-most: 40%, on-failure: warn }

    """

  private let list = ObjectID(String(repeating: "a", count: 64))!
  private let version = ObjectID(String(repeating: "b", count: 64))!
  private let made: MadeList
  private let report: RunReport

  init() throws {
    let start = Instant("2026-05-01T01:30:00Z")!
    var raw = [
      RawObject(
        object: list, role: .list, url: "https://lists.example.org/top/2026-05-01.json", fetchedAt: start,
        size: 120)
    ]
    for item in ["m1", "m2"] {
      raw.append(
        RawObject(
          object: version, role: .answer, url: "https://facts.example.org/film?k=[redacted]&i=\(item)",
          fetchedAt: start, item: ItemID(item)))
    }
    made = MadeList(raw: raw, version: version, entries: 2, size: 90)
    var report = RunReport(
      id: "20260501T033000-0badcafe", chart: ChartName("films")!, day: Day("2026-05-01")!, trigger: .run,
      startedAt: start)
    report.steps = [.extract, .transform, .enrich, .check]
    report.rows = 2
    self.report = report
  }

  private func event(
    _ kind: RunMoment.Kind, _ report: RunReport, _ made: MadeList?, job text: String = job
  ) throws -> JSONValue {
    let parsed = JobFile.parse(bytes: Array(text.utf8), path: "/jobs/films.yaml")
    let definition = try #require(parsed.definition, "\(parsed.diagnostics)")
    let moment = RunMoment(
      kind, at: Instant("2026-05-01T01:30:05Z")!, job: "../jobs/films.yaml", definition: definition,
      report: report, made: made)
    let json = LineageEvent(moment: moment, lake: "file:///srv/lake", program: "0.2.0").json
    #expect(LineageCheck.problems(with: CanonicalJSON.text(json)) == [])
    return json
  }

  private func ended(_ outcome: DayState, _ change: (inout RunReport) -> Void = { _ in }) -> RunReport {
    var report = report
    report.outcome = outcome
    change(&report)
    return report
  }

  @Test func aPublishedDay() throws {
    let json = try event(.ends, ended(.published), made)
    let expected = """
      {"eventType":"COMPLETE","eventTime":"2026-05-01T01:30:05.000000Z","producer":"urn:marquee:0.2.0",
       "schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
       "run":{"runId":"0fb93312-0e30-8e33-8f8f-22d7914f78d4","facets":{
         "nominalTime":{\(Self.head("1-0-1", "NominalTimeRunFacet")),
           "nominalStartTime":"2026-04-30T22:00:00Z","nominalEndTime":"2026-05-01T22:00:00Z"},
         "processing_engine":{\(Self.head("1-1-1", "ProcessingEngineRunFacet")),"name":"Marquee","version":"0.2.0"},
         "marquee_run":{"_producer":"urn:marquee:0.2.0","_schemaURL":"urn:marquee:facet:run",
           "run":"20260501T033000-0badcafe","chart":"films","day":"2026-05-01","trigger":"run",
           "outcome":"published","unchanged":false}}},
       "job":{"namespace":"file:///srv/lake","name":"films","facets":{
         "jobType":{\(Self.head("2-0-3", "JobTypeJobFacet")),
           "processingType":"BATCH","integration":"MARQUEE","jobType":"JOB"}}},
       "inputs":[
         {"namespace":"https://lists.example.org","name":"/top/{day}.json","facets":{
            "dataSource":{\(Self.head("1-0-1", "DatasourceDatasetFacet")),"name":"https://lists.example.org",
              "uri":"https://lists.example.org/top/2026-05-01.json"},
            "version":{\(Self.head("1-0-1", "DatasetVersionDatasetFacet")),"datasetVersion":"\(list)"}},
          "inputFacets":{
            "dataQualityMetrics":{\(Self.head("1-0-2", "DataQualityMetricsInputDatasetFacet")),
              "rowCount":2,"bytes":120,"columnMetrics":{}},
            "dataQualityAssertions":{\(Self.head("1-1-0", "DataQualityAssertionsDatasetFacet")),"assertions":[
              {"assertion":"entries","success":true,"severity":"error"},
              {"assertion":"unique","success":true,"column":"id","severity":"error"},
              {"assertion":"rows","success":true,"severity":"error"},
              {"assertion":"fields","success":true,"severity":"warn"},
              {"assertion":"turnover","success":true,"severity":"warn"}]}}},
         {"namespace":"https://facts.example.org","name":"/film?k={key}&i={id}","facets":{},"inputFacets":{
            "dataQualityMetrics":{\(Self.head("1-0-2", "DataQualityMetricsInputDatasetFacet")),
              "rowCount":2,"columnMetrics":{}}}}],
       "outputs":[{"namespace":"file:///srv/lake","name":"films","facets":{
           "dataSource":{\(Self.head("1-0-1", "DatasourceDatasetFacet")),"name":"file:///srv/lake",
             "uri":"file:///srv/lake"},
           "version":{\(Self.head("1-0-1", "DatasetVersionDatasetFacet")),"datasetVersion":"\(version)"},
           "schema":{\(Self.head("1-1-1", "SchemaDatasetFacet")),"fields":[
             {"name":"rank","type":"integer"},{"name":"id","type":"string"},{"name":"title","type":"string"},
             {"name":"rating","type":"decimal"},{"name":"year","type":"year"}]}},
         "outputFacets":{"outputStatistics":{\(Self.head("1-0-2", "OutputStatisticsOutputDatasetFacet")),
           "rowCount":2,"size":90}}}]}
      """
    #expect(CanonicalJSON.text(json) == CanonicalJSON.text(try JSONReader.read(Array(expected.utf8))))
  }

  /// The members that every facet of the specification begins with.
  private static func head(_ version: String, _ type: String) -> String {
    let schema = "https://openlineage.io/spec/facets/\(version)/\(type).json#/$defs/\(type)"
    return #""_producer":"urn:marquee:0.2.0","_schemaURL":"\#(schema)""#
  }

  @Test func aRunThatBegins() throws {
    let json = try event(.begins, report, nil)
    #expect(json["eventType"] == "START")
    #expect(json["inputs"] == [] && json["outputs"] == [])
    let facets = try #require(json["run"]?["facets"])
    #expect(facets.members?.map(\.key) == ["nominalTime", "processing_engine", "marquee_run"])
    #expect(facets["marquee_run"]?["outcome"] == nil && facets["marquee_run"]?["unchanged"] == nil)
    #expect(json["run"]?["runId"] == "0fb93312-0e30-8e33-8f8f-22d7914f78d4")
  }

  @Test func aRunThatIsStopped() throws {
    let json = try event(.stops, report, nil)
    #expect(json["eventType"] == "ABORT" && json["inputs"] == [] && json["outputs"] == [])
  }

  @Test func aDegradedDaySaysWhy() throws {
    let json = try event(.ends, ended(.degraded) { $0.reason = "1 of 2 films could not be enriched" }, made)
    #expect(json["eventType"] == "COMPLETE" && json["outputs"]?.array?.count == 1)
    #expect(json["run"]?["facets"]?["marquee_run"]?["reason"] == "1 of 2 films could not be enriched")
    #expect(json["run"]?["facets"]?["errorMessage"] == nil)
  }

  @Test func aQuarantinedDayHasFailedAssertions() throws {
    let report = ended(.quarantined) {
      $0.reason = "3 entries, and the job allows exactly 2"
      $0.findings = [
        Finding(check: "entries", severity: .quarantine, message: "3 entries, and the job allows exactly 2"),
        Finding(check: "agreement", severity: .quarantine, message: "the list differs from that of b"),
        // A warning, because the job tolerates this many unreadable rows.
        Finding(check: "rows", severity: .warn, message: "1 of 3 rows cannot be read"),
      ]
    }
    let json = try event(.ends, report, made)
    #expect(json["eventType"] == "FAIL" && json["outputs"] == [])
    let error = json["run"]?["facets"]?["errorMessage"]
    #expect(error?["message"] == "3 entries, and the job allows exactly 2")
    #expect(error?["programmingLanguage"] == "Swift")
    let facets = json["inputs"]?.array?.first?["inputFacets"]
    let assertions = facets?["dataQualityAssertions"]?["assertions"]?.array ?? []
    let words = assertions.map { "\($0["assertion"]?.string ?? "") \($0["success"] == true)" }
    #expect(
      words == [
        "entries false", "unique true", "rows true", "fields true", "turnover true", "agreement false",
      ])
    #expect(assertions.last?["severity"] == "error")
  }

  @Test(arguments: [
    (DayState.missing, "COMPLETE"), (.unavailable, "FAIL"), (.failed, "FAIL"),
  ])
  func aDayWithoutAList(state: DayState, type: String) throws {
    let report = ended(state) {
      $0.steps = []
      $0.reason = "no list"
    }
    let json = try event(.ends, report, MadeList(raw: [], version: nil, entries: 0, size: nil))
    #expect(json["eventType"]?.string == type)
    #expect(json["inputs"] == [] && json["outputs"] == [])
    #expect((json["run"]?["facets"]?["errorMessage"]?["message"] == "no list") == (type == "FAIL"))
  }

  @Test func aListThatCouldNotBeReadIsAnInputWithoutAssertions() throws {
    let report = ended(.failed) { $0.steps = [.extract] }
    let list = MadeList(raw: [made.raw[0]], version: nil, entries: 0, size: nil)
    let inputs = try event(.ends, report, list)["inputs"]?.array ?? []
    #expect(inputs.count == 1)
    #expect(inputs.first?["inputFacets"]?["dataQualityAssertions"] == nil)
    #expect(inputs.first?["inputFacets"]?["dataQualityMetrics"]?["rowCount"] == 2)
  }

  @Test func theNominalTimeOfAWeekLastsUntilTheNextList() throws {
    let text = """
      chart: films
      cadence: { weekly: saturday }
      extract: { url: "https://lists.example.org/top.json", items: "" }
      transform: { fields: { id: { from: /id }, title: { from: /title }, rank: { position: true } } }

      """
    let report = ended(.missing) { $0.day = Day("2026-05-02")! }
    let time = try event(.ends, report, nil, job: text)["run"]?["facets"]?["nominalTime"]
    #expect(time?["nominalStartTime"] == "2026-05-02T00:00:00Z")
    #expect(time?["nominalEndTime"] == "2026-05-09T00:00:00Z")
  }

  @Test(arguments: [
    ("file:../lists/a.json", "file", "/lists/a.json"), ("file:///x/a%20b.json", "file", "/x/a%20b.json"),
    ("https://h.example:8443", "https://h.example:8443", "/"),
    ("https://h.example/p?q=1", "https://h.example", "/p?q=1"),
    ("https://h.example?q=1", "https://h.example", "?q=1"), ("command:print-list", "command", "print-list"),
    ("list", "input", "list"),
  ])
  func datasetsAreNamedAfterTheirAddress(url: String, namespace: String, name: String) {
    let found = LineageEvent.datasetName(of: url, folder: "/jobs")
    #expect(found == (namespace, name))
  }
}
