import Foundation
import MarqueeTestSupport
import Testing

/// é may stand as one character or as two, e and an accent. An id is the same in both spellings, a title is kept as it
/// came, and what is asked is answered alike before and after the catalogue is made anew.
@Suite(.timeLimit(.minutes(2))) struct UnicodeSpellingTests {
  private static let one = "Beyonc\u{E9}"
  private static let two = "Beyonce\u{301}"

  /// Three rows, of which the first has this id and title.
  private func serve(_ bench: LakeBench, _ id: String, _ title: String, on day: String) throws {
    try bench.folder.write(
      #"[{"id":"\#(id)","title":"\#(title)"},{"id":"tt2","title":"Two"},{"id":"tt3","title":"Three"}]"#,
      to: "lists/\(day).json")
  }

  private func item(_ bench: LakeBench, _ words: String) async throws -> String {
    try await bench.marquee("history", "test", words, "--format", "json").output
  }

  private func expectSameAfterRebuild(
    _ bench: LakeBench, _ words: String, at location: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try await item(bench, words)
    try await bench.expectSound(at: location)
    try await bench.run(["lake", "rebuild"], at: location)
    #expect(try await item(bench, words) == before, sourceLocation: location)
    try await bench.expectSound(at: location)
  }

  /// Two days with the two spellings, each of its own run or both of one backfill.
  private func bench(id: (String, String), title: (String, String), asBackfill: Bool) async throws
    -> LakeBench
  {
    let bench = try LakeBench()
    try serve(bench, id.0, title.0, on: "2026-05-01")
    try serve(bench, id.1, title.1, on: "2026-05-02")
    if asBackfill {
      try await bench.marquee("backfill", "test", "--from", "2026-05-01", "--to", "2026-05-02")
    } else {
      try await bench.day("2026-05-01", now: "2026-05-01T12:00:00")
      try await bench.day("2026-05-02", now: "2026-05-02T12:00:00")
    }
    return bench
  }

  @Test(arguments: [false, true]) func anIdIsOneInWhicheverSpellingItComes(asBackfill: Bool) async throws {
    let bench = try await bench(
      id: (Self.one, Self.two), title: ("Halo", "Halo"), asBackfill: asBackfill)
    for words in [Self.one, Self.two, "BEYONC\u{C9}", "BEYONCE\u{301}"] {
      let answer = try await bench.json([String: Any].self, "history", "test", words)
      #expect(answer["days"] as? Int == 2)
      #expect((answer["id"] as? String).map { Array($0.utf8) } == Array(Self.one.utf8))
    }
    try await expectSameAfterRebuild(bench, Self.two)
    let chart = try await bench.json([String: Any].self, "chart", "test")
    #expect((chart["entries"] as? [[String: Any]])?.first?["status"] as? String == "same")
  }

  @Test(arguments: [false, true]) func titlesOfTwoSpellingsAreTwoTitlesOfOneItem(asBackfill: Bool)
    async throws
  {
    let bench = try await bench(id: ("tt1", "tt1"), title: (Self.one, Self.two), asBackfill: asBackfill)
    let answer = try await bench.json([String: Any].self, "history", "test", "tt1")
    #expect((answer["title"] as? String).map { Array($0.utf8) } == Array(Self.two.utf8))
    #expect((answer["aliases"] as? [String])?.map { Array($0.utf8) } == [Array(Self.one.utf8)])
    for words in [Self.one, Self.two, "beyonc\u{E9}"] {
      #expect(try await bench.json([String: Any].self, "history", "test", words)["days"] as? Int == 2)
    }
    try await expectSameAfterRebuild(bench, "tt1")
  }

  @Test func anIdInBothSpellingsOnOneDayStandsTwice() async throws {
    let bench = try LakeBench()
    try bench.folder.write(
      #"[{"id":"\#(Self.one)","title":"A"},{"id":"\#(Self.two)","title":"B"},{"id":"tt3","title":"C"}]"#,
      to: "lists/2026-05-01.json")
    let ending = try await bench.run(["run", "test", "--day", "2026-05-01"], status: 11)
    #expect(ending.errors.contains("id must be unique, and 1 value of it stands at more than one entry"))
    try await bench.expectSound()
  }

  @Test func anItemThatWasAnsweredIsNotAskedAboutAgainInAnotherSpelling() async throws {
    let bench = try ProgramBench()
    bench.serve { request in
      switch request.path {
      case "/list/2026-05-01": .respond(text: ProgramBench.list([Self.one, "tt2"]))
      case "/list/2026-05-02": .respond(text: ProgramBench.list([Self.two, "tt2"]))
      // OMDb repeats the id in the other spelling.
      default: request.query["i"] == Self.one ? .respond(text: ProgramBench.answer(about: Self.two)) : nil
      }
    }
    let job = try bench.job(url: "\(bench.server.baseURL)/list/{day}", enriched: true)
    for day in ["2026-05-01", "2026-05-02"] {
      let ending = try await bench.marquee("run", job, "--day", day, now: "\(day)T12:00:00Z")
      #expect(ending.status == 0, "\(ending.errors)")
    }
    #expect(bench.server.requests.count { $0.query["i"] != nil } == 2)
    let sound = try await bench.marquee("lake", "verify", "--read-data")
    #expect(sound.status == 0, "\(sound.output)")
  }
}
