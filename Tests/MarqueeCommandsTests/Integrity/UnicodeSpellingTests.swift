import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// é may be written as one character or as two, an e and an accent. Both spellings of an id are one id, and a title is kept as it
/// came. Questions are answered the same before and after the catalogue is rebuilt.
@Suite(.timeLimit(.minutes(30))) struct UnicodeSpellingTests {
  private static let one = "Beyonc\u{E9}"
  private static let two = "Beyonce\u{301}"

  /// Serves three rows; the first has this id and title.
  private func serve(_ fixture: LakeFixture, _ id: String, _ title: String, on day: String) throws {
    try fixture.folder.write(
      #"[{"id":"\#(id)","title":"\#(title)"},{"id":"tt2","title":"Two"},{"id":"tt3","title":"Three"}]"#,
      to: "lists/\(day).json")
  }

  private func item(_ fixture: LakeFixture, _ words: String) async throws -> String {
    try await fixture.marquee("history", "test", words, "--format", "json").output
  }

  private func expectSameAfterRebuild(
    _ fixture: LakeFixture, _ words: String, at location: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try await item(fixture, words)
    try await fixture.expectSound(at: location)
    try await fixture.run(["lake", "reindex"], at: location)
    #expect(try await item(fixture, words) == before, sourceLocation: location)
    try await fixture.expectSound(at: location)
  }

  /// Two days with the two spellings, each from a run of its own or both from one backfill.
  private func fixture(id: (String, String), title: (String, String), asBackfill: Bool) async throws
    -> LakeFixture
  {
    let fixture = try LakeFixture()
    try serve(fixture, id.0, title.0, on: "2026-05-01")
    try serve(fixture, id.1, title.1, on: "2026-05-02")
    if asBackfill {
      try await fixture.marquee("backfill", "test", "--from", "2026-05-01", "--to", "2026-05-02")
    } else {
      try await fixture.day("2026-05-01", now: "2026-05-01T12:00:00")
      try await fixture.day("2026-05-02", now: "2026-05-02T12:00:00")
    }
    return fixture
  }

  @Test(arguments: [false, true]) func anIdIsOneInWhicheverSpellingItComes(asBackfill: Bool) async throws {
    let fixture = try await fixture(
      id: (Self.one, Self.two), title: ("Halo", "Halo"), asBackfill: asBackfill)
    for words in [Self.one, Self.two, "BEYONC\u{C9}", "BEYONCE\u{301}"] {
      let answer = try await fixture.json([String: Any].self, "history", "test", words)
      #expect(answer["days"] as? Int == 2)
      #expect((answer["id"] as? String).map { Array($0.utf8) } == Array(Self.one.utf8))
    }
    try await expectSameAfterRebuild(fixture, Self.two)
    let chart = try await fixture.json([String: Any].self, "chart", "test")
    #expect((chart["entries"] as? [[String: Any]])?.first?["status"] as? String == "same")
  }

  @Test(arguments: [false, true]) func titlesOfTwoSpellingsAreTwoTitlesOfOneItem(asBackfill: Bool)
    async throws
  {
    let fixture = try await fixture(id: ("tt1", "tt1"), title: (Self.one, Self.two), asBackfill: asBackfill)
    let answer = try await fixture.json([String: Any].self, "history", "test", "tt1")
    #expect((answer["title"] as? String).map { Array($0.utf8) } == Array(Self.two.utf8))
    #expect((answer["aliases"] as? [String])?.map { Array($0.utf8) } == [Array(Self.one.utf8)])
    for words in [Self.one, Self.two, "beyonc\u{E9}"] {
      #expect(try await fixture.json([String: Any].self, "history", "test", words)["days"] as? Int == 2)
    }
    try await expectSameAfterRebuild(fixture, "tt1")
  }

  @Test func anIdInBothSpellingsOnOneDayStandsTwice() async throws {
    let fixture = try LakeFixture()
    try fixture.folder.write(
      #"[{"id":"\#(Self.one)","title":"A"},{"id":"\#(Self.two)","title":"B"},{"id":"tt3","title":"C"}]"#,
      to: "lists/2026-05-01.json")
    let ending = try await fixture.run(["run", "test", "--day", "2026-05-01"], status: 11)
    #expect(ending.errors.contains("1 duplicate id"))
    try await fixture.expectSound()
  }

  @Test func anItemThatWasAnsweredIsNotAskedAboutAgainInAnotherSpelling() async throws {
    let fixture = try LoopbackFixture()
    fixture.serve { request in
      switch request.path {
      case "/list/2026-05-01": .respond(text: LoopbackFixture.list([Self.one, "tt2"]))
      case "/list/2026-05-02": .respond(text: LoopbackFixture.list([Self.two, "tt2"]))
      // OMDb repeats the id in the other spelling.
      default: request.query["i"] == Self.one ? .respond(text: LoopbackFixture.answer(about: Self.two)) : nil
      }
    }
    let job = try fixture.job(url: "\(fixture.server.baseURL)/list/{day}", enriched: true)
    for day in ["2026-05-01", "2026-05-02"] {
      let ending = try await fixture.marquee("run", job, "--day", day, now: "\(day)T12:00:00Z")
      #expect(ending.status == 0, "\(ending.errors)")
    }
    #expect(fixture.server.requests.count { $0.query["i"] != nil } == 2)
    let sound = try await fixture.marquee("lake", "check", "--read-data")
    #expect(sound.status == 0, "\(sound.output)")
  }
}
