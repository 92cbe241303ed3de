import GRDB
import HTTPFetch
import JSON
import RankingModel
import Testing

@testable import Pipeline

@Suite struct AnswerCacheTests {
  @Test func answersOfFilesAreThoseOfOneChart() throws {
    let chart = try #require(ChartName("test"))
    #expect(AnswerCache.name(of: "https://example.org/?i=", for: chart) == "https://example.org/?i=")
    #expect(AnswerCache.name(of: "file:omdb/{id}.json", for: chart) == "test file:omdb/{id}.json")
  }

  @Test func theBytesOfAnAnswerAreKeptUntilTheyAreStored() async throws {
    let fixture = try WorkFixture()
    let (raw, body) = fixture.answer("tt1")
    let cache = fixture.work.answers
    try await fixture.work.database.write { try AnswerCache.add(raw, body: body, source: "s", $0) }
    #expect(try await cache.answers(of: "s", about: [ItemID("tt1"), ItemID("tt2")]) == [ItemID("tt1"): raw])
    #expect(try await cache.answers(of: "other", about: [ItemID("tt1")]).isEmpty)
    #expect(try await cache.answersToStore() == [raw.object])
    #expect(try await cache.bodies(of: [raw.object]) == [body])
    // The cache has its bytes, and no object is needed yet.
    #expect(try await fixture.work.objectsInUse().isEmpty)
    try await fixture.work.finish([], stored: [raw.object])
    #expect(try await cache.answersToStore().isEmpty)
    #expect(try await cache.bodies(of: [raw.object]).isEmpty)
    #expect(try await fixture.work.objectsInUse() == [raw.object])
    try await fixture.work.forget([raw.object])
    #expect(try await cache.answers(of: "s", about: [ItemID("tt1")]).isEmpty)
  }

  @Test func ofRestoredAnswersTheLatestIsKept() async throws {
    let fixture = try WorkFixture()
    let item = ItemID("tt1")
    let early = fixture.answer("tt1").raw
    let late = fixture.answer("tt1", at: fixture.now.advanced(bySeconds: 1)).raw
    for answers in [[early, late], [late, early]] {
      try await fixture.work.database.write { database in
        for answer in answers { try AnswerCache.restore(answer, of: item, source: "s", database) }
      }
      #expect(try await fixture.work.answers.answers(of: "s", about: [item]) == [item: late])
    }
  }

  @Test func ofSeveralAnswersTheNearestToAnInstantIsGiven() async throws {
    let fixture = try WorkFixture()
    let cache = fixture.work.answers
    let item = ItemID("tt1")
    func answer(_ day: String) -> RawObject { fixture.answer("tt1", at: Instant("\(day)T12:00:00Z")!).raw }
    let answers = ["2026-01-10", "2026-03-10", "2026-02-10"].map(answer)
    try await fixture.work.database.write { database in
      for answer in answers { try AnswerCache.restore(answer, of: item, source: "s", database) }
    }
    let now = Instant("2026-04-01T12:00:00Z")!
    func nearest(_ instant: String) async throws -> RawObject? {
      try await cache.answers(of: "s", about: [item], near: Instant(instant)!, at: now)[item]
    }
    #expect(try await nearest("2026-01-01T00:00:00Z") == answer("2026-01-10"))
    #expect(try await nearest("2026-01-25T00:00:00Z") == answer("2026-01-10"))
    #expect(try await nearest("2026-01-27T00:00:00Z") == answer("2026-02-10"))
    // Equally far from two answers: the earlier one is taken, because the source had it by then.
    #expect(try await nearest("2026-02-24T12:00:00Z") == answer("2026-02-10"))
    // It is ten days and a half to the last answer, and eleven and a half to a new one; then eleven to both.
    #expect(try await nearest("2026-03-21T00:00:00Z") == answer("2026-03-10"))
    #expect(try await nearest("2026-03-21T12:00:00Z") == nil)
    #expect(try await nearest("2026-04-01T12:00:00Z") == nil)
    #expect(try await cache.answers(of: "s", about: [item]) == [item: answer("2026-03-10")])
    // A new answer counts as the last one: an answer with a later date was dated by a wrong clock.
    let (late, body) = fixture.answer("tt1", at: Instant("2026-02-20T12:00:00Z")!)
    try await fixture.work.database.write { try AnswerCache.add(late, body: body, source: "s", $0) }
    #expect(try await cache.answers(of: "s", about: [item]) == [item: late])
    #expect(try await nearest("2026-02-01T12:00:00Z") == answer("2026-02-10"))
  }

  @Test func ofSeveralAnswersTheObjectOfTheLastIsNeeded() async throws {
    let fixture = try WorkFixture()
    let answers = [("2026-01-10", UInt8(1)), ("2026-02-10", 2)].map { day, byte in
      RawObject(
        object: ObjectID(of: [byte]), role: .answer, url: "https://example.org/",
        fetchedAt: Instant("\(day)T12:00:00Z")!, item: ItemID("tt1"), size: 1)
    }
    try await fixture.work.database.write { database in
      for answer in answers { try AnswerCache.restore(answer, of: ItemID("tt1"), source: "s", database) }
    }
    // The records have the size of the earlier answer.
    #expect(try await fixture.work.objectsInUse() == [ObjectID(of: [2])])
  }

  @Test func whatAServerSaidLastOfItsListIsRemembered() async throws {
    let fixture = try WorkFixture()
    let cache = fixture.work.answers
    let url = "https://example.org/list"
    for (number, tag) in [(UInt8(1), "\"one\""), (2, "\"two\"")] {
      let list = RawObject(
        object: ObjectID(of: [number]), role: .list, url: url, fetchedAt: fixture.now, size: 1,
        response: SourceResponse(status: 200, mediaType: nil, etag: tag, lastModified: nil, requested: nil))
      try await cache.remember(list, at: url)
    }
    let last = try await cache.lastAnswer(at: url)
    #expect(last?.validators == CacheValidators(etag: "\"two\"", lastModified: nil))
    #expect(last?.object == ObjectID(of: [2]))
    #expect(try await fixture.work.objectsInUse() == [ObjectID(of: [2])])
    try await fixture.work.forget([ObjectID(of: [2])])
    #expect(try await cache.lastAnswer(at: url) == nil)
  }
}
