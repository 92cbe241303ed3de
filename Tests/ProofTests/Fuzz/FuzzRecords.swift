import JSON
import RankingModel

/// Records with members that the golden lake does not have.
extension RecordFuzzTests {
  private static let object = String(repeating: "ab", count: 32)

  private static let reportText = """
    "run":"20260501T033000-00000001","chart":"golden","day":"2026-05-01","trigger":"replay",
    "started_at":"2026-05-01T03:30:00Z","finished_at":"9999-12-31T23:59-01:00","outcome":"degraded","unchanged":true,
    "steps":["extract","load"],"durations":{"extract":120,"load":0},"rows":3,"enrichment":{"asked":1,"reused":0,"stale":1,"failed":1,"unenriched":0},
    "findings":[{"check":"enrich","severity":"warn","message":"1 of 3","entries":["#1 tt1 A: no answer"]}],
    "reason":"1 of 3 items could not be enriched","source":"https://www.omdbapi.com/",
    "raw":[{"object":"\(object)","role":"answer","url":"u","fetched_at":"2026-05-01 03:30+02:00","item":"tt1","size":7}],
    "calls":[{"budget":"www.omdbapi.com#abc","day":"2026-05-01","calls":4}],
    "dead_letters":[{"task":1,"run":"r","job":"golden","item":"tt1","payload":{"rank":1,"x":[1.5,1e300]},"attempts":4,
      "error":null,"updated_at":"2026-05-01T03:30:00.5Z"}]
    """

  static let oddRun = Array("{\"format\":1,\(reportText)}".utf8)

  static let oddSnapshot = Array(
    """
    {"format":1,"chart":"golden","day":"2026-05-01","state":"quarantined","captured_at":"0001-01-01T00:00:00Z","recorded_at":"0001-01-01T00:00:00Z",
    "version":"\(object)","entries":3,"size":120,"raw":[],"report":{\(reportText)}}
    """.utf8)

  static let tag = Array(
    """
    {"format":1,"chart":"golden","day":"2026-05-01","decision":"tag","subject":"snapshots/golden/x.json","tag":"best",
    "decided_at":"2026-05-02T03:30:00.000001Z","program":"0.1.0"}
    """.utf8)

  static let forget = Array(
    """
    {"format":1,"chart":"golden","day":"2026-05-01","decision":"forget_raw","subject":"runs/golden/x.json",
    "decided_at":"2026-05-02T03:30Z"}
    """.utf8)

  static let settings = Array(
    """
    {"format":1,"chart":"golden","title":"Golden","item":{"one":"film","many":"films"},"measures":["rating"],
    "cadence":{"weekly":"saturday"},"job":"\(object)",
    "recorded_at":"2026-05-02T03:30:00Z","program":null}
    """.utf8)

  static let marks = Array(
    #"{"format":1,"lake":"0123","at":"2026-05-01T03:30:00.000000Z","mark":true,"objects":["\#(object)","\#(object)"]}"#
      .utf8)

  static let version = VersionDocument.bytes([
    Entry(
      rank: 1, id: ItemID("tt1"), title: "One",
      fields: [JSONMember("rating", 9.25), JSONMember("genre", ["a"])]),
    Entry(rank: 2, id: ItemID("tt2"), title: "\u{1F600}"),
  ])
}
