import JSON
import Jobs
import ListSources
import Pipeline
import RankingModel
import Testing

/// Answers in OMDb's form, read by its preset.
struct OMDbAnswerTests {
  private let enrichment = RunFixture.enrichment("{ preset: omdb }")

  private func read(_ body: String, status: Int = 200) -> Result<[JSONMember], AnswerFailure> {
    Result { () throws(AnswerFailure) in
      try AnswerReader(enrichment).fields(status: status, body: Array(body.utf8), asked: ItemID("tt0111161"))
    }
  }

  private func failure(_ body: String, status: Int = 200) -> AnswerFailure? {
    if case .failure(let failure) = read(body, status: status) { failure } else { nil }
  }

  @Test func readsEveryFieldByItsType() throws {
    let body = """
      {"Title":"The Shawshank Redemption","Year":"1994","Rated":"R","Released":"14 Oct 1994","Runtime":"142 min",
       "Genre":"Drama","Director":"Frank Darabont","Writer":"Stephen King, Frank Darabont",
       "Actors":"Tim Robbins, Morgan Freeman","Plot":"A plot.","Language":"English","Country":"United States",
       "Awards":"21 wins","Poster":"https://x.org/p.jpg",
       "Ratings":[{"Source":"Metacritic","Value":"82/100"},{"Source":"Other","Value":"N/A"}],"Metascore":"82",
       "imdbRating":"9.3","imdbVotes":"2,670,132","imdbID":"tt0111161","Type":"movie","DVD":"N/A",
       "BoxOffice":"$28,767,189","Production":"N/A","Website":"N/A","Response":"True"}
      """
    let fields = try read(body).get()
    #expect(
      fields == [
        JSONMember("actors", ["Tim Robbins", "Morgan Freeman"]), JSONMember("awards", "21 wins"),
        JSONMember("box_office", 28_767_189), JSONMember("country", ["United States"]),
        JSONMember("director", ["Frank Darabont"]), JSONMember("genre", ["Drama"]),
        JSONMember("imdb_rating", 9.3),
        JSONMember("imdb_votes", 2_670_132), JSONMember("language", ["English"]), JSONMember("metascore", 82),
        JSONMember("plot", "A plot."), JSONMember("poster", "https://x.org/p.jpg"), JSONMember("rated", "R"),
        JSONMember("ratings", ["Metacritic: 82/100"]), JSONMember("released", "1994-10-14"),
        JSONMember("runtime", 142),
        JSONMember("title", "The Shawshank Redemption"), JSONMember("type", "movie"),
        JSONMember("writer", ["Stephen King", "Frank Darabont"]), JSONMember("year", 1994),
      ])
    #expect(Set(fields.map(\.key)).isSubset(of: enrichment.fields.map(\.name)))
  }

  @Test func theYearOfASeriesIsItsFirst() throws {
    let fields = read(#"{"Year":"1994–1998","imdbID":"tt0111161"}"#)
    #expect(try fields.get() == [JSONMember("year", 1994)])
  }

  @Test func aFieldThatCannotBeReadIsLeftOut() throws {
    let fields = try read(#"{"Runtime":"S1 min","Year":"1994","imdbID":"tt0111161","Response":"True"}"#).get()
    #expect(fields == [JSONMember("year", 1994)])
  }

  @Test(
    arguments: [
      ("Invalid API key!", 401, .fatalForRun), ("No API key provided.", 401, .fatalForRun),
      ("Request limit reached!", 401, .fatalForRun), ("Request limit reached!", 200, .fatalForRun),
      ("Incorrect IMDb ID.", 200, .aboutItem), ("Error getting data.", 200, .aboutItem),
      ("Movie not found!", 200, .aboutItem), ("Something new.", 200, .aboutItem),
      ("Something new.", 503, .transient),
      ("Something new.", 401, .fatalForRun),
    ] as [(String, Int, AnswerFailure.Kind)])
  func honoursTheErrorTable(error: String, status: Int, kind: AnswerFailure.Kind) {
    let failure = failure(#"{"Response":"False","Error":"\#(error)"}"#, status: status)
    #expect(failure?.kind == kind)
  }

  @Test(
    arguments: [
      ("<!DOCTYPE html><title>Just a moment…</title>", 200, .transient),
      ("<html>blocked</html>", 403, .transient),
      ("", 200, .transient), ("{\"Title\":", 200, .transient), ("[]", 200, .transient), ("", 522, .transient),
      ("error code: 522", 522, .transient), ("", 429, .transient), ("", 500, .transient),
      ("", 401, .fatalForRun),
      ("", 404, .aboutItem), ("{\"Response\":\"False\"}", 200, .aboutItem),
      ("{\"Response\":\"True\"}", 200, .aboutItem),
      ("{\"imdbID\":\"tt0111161\"}", 500, .transient),
      ("{\"imdbID\":\"tt0111161\",\"Response\":\"False\"}", 200, .aboutItem),
    ] as [(String, Int, AnswerFailure.Kind)])
  func whatIsNoAnswerIsAFailure(body: String, status: Int, kind: AnswerFailure.Kind) {
    #expect(failure(body, status: status)?.kind == kind)
  }

  @Test func aWebPageIsCalledOne() {
    #expect(failure("<html></html>")?.message.contains("a web page, not an answer") == true)
  }

  @Test func anAnswerAboutAnotherItemIsRefused() {
    let failure = failure(#"{"Title":"X","imdbID":"tt0068646","Response":"True"}"#)
    #expect(failure?.kind == .aboutItem)
    #expect(
      failure?.message
        == "www.omdbapi.com was asked about tt0111161 and answered about tt0068646: the answer was refused")
  }

  @Test func aLongErrorIsCut() {
    let failure = failure(#"{"Response":"False","Error":"\#(String(repeating: "x", count: 5000))"}"#)
    #expect((failure?.message.count ?? 0) < 200)
  }
}
