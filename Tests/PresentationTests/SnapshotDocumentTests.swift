import JSON
import Presentation
import RankingModel
import Testing

@Suite struct SnapshotDocumentTests {
  private let object = ObjectID(of: [1, 2, 3])

  private var document: Document {
    let at = Instant("2026-05-01T03:30:00Z")!
    let chart = ChartName("test")!
    let day = Day("2026-05-01")!
    var report = RunReport(id: "run-1", chart: chart, day: day, trigger: .run, startedAt: at)
    report.reason = "1 of 10 films could not be enriched"
    let raw = RawObject(
      object: object, role: .answer, url: "https://example.org/a", fetchedAt: at, item: ItemID("tt1"),
      size: 3,
      response: SourceResponse(status: 200, mediaType: "application/json"))
    return .snapshot(
      Snapshot(
        chart: chart, day: day, state: .degraded, capturedAt: at, recordedAt: at, version: object,
        entries: 10,
        size: 3, raw: [raw], program: "0.1.0", report: report))
  }

  @Test func programsGetTheRecordWithTheNameOfItsRun() {
    #expect(
      document.json.members?.map(\.key) == [
        "chart", "day", "state", "captured_at", "recorded_at", "version", "entries", "size", "raw", "program",
        "run", "reason",
      ])
    #expect(document.json["run"] == "run-1")
    #expect(document.json["raw"]?.array?.first?["response"]?["media_type"] == "application/json")
  }

  @Test func itsRowsAreItsRawObjects() {
    #expect(
      Renderer(.jsonl).text(document) == """
        {"role":"answer","item":"tt1","object":"\(object)","size":3,"fetched_at":"2026-05-01T03:30:00.000000Z",\
        "status":200,"url":"https://example.org/a"}

        """)
  }

  @Test func peopleReadThePage() {
    #expect(
      Renderer(.table).text(document) == """
        test on 2026-05-01

        state        degraded
        reason       1 of 10 films could not be enriched
        captured at  2026-05-01T03:30:00Z
        recorded at  2026-05-01T03:30:00Z
        version      \(object)
        entries      10
        size         3
        program      0.1.0
        run          run-1

        role    item  object        size  fetched at            status  address
        answer  tt1   \(object.short)     3  2026-05-01T03:30:00Z     200  https://example.org/a

        1 raw object

        """)
  }
}
