import HTTPFetch
import JSON
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

/// Answers of an API that is nothing like OMDb, read as a job file describes them.
@Suite struct AnswerReaderTests {
  private let books = RunFixture.enrichment(
    """
    url: "https://books.example.org/v2/isbn/{id}"
    item: /data/0
    identity: /isbn
    errors: { at: [/fault/reason, /status], success: [ok], stop: [quota exceeded], absent: [no such book] }
    fields:
      pages: { from: /pages, type: integer }
      authors: { from: /authors, type: list, each: "{/last}, {/first}" }
      first_published: { from: [/first, /published], type: year }
      publisher: { from: /publisher, required: true }
    """)

  private func failure(_ body: String, status: Int = 200) -> AnswerFailure? {
    do throws(AnswerFailure) {
      _ = try AnswerReader(books).fields(status: status, body: Array(body.utf8), asked: ItemID("b1"))
      return nil
    } catch { return error }
  }

  @Test func theObjectIsFoundAndItsFieldsAreRead() throws {
    let body = """
      {"status":"ok","data":[{"isbn":"b1","pages":"312","publisher":"P","published":"1979-10-12",
       "authors":[{"last":"Adams","first":"D."},{"last":"Nobody"},{"last":"Lloyd","first":"J."}]}]}
      """
    #expect(
      try AnswerReader(books).fields(status: 200, body: Array(body.utf8), asked: ItemID("b1")) == [
        JSONMember("authors", ["Adams, D.", "Lloyd, J."]), JSONMember("first_published", 1979),
        JSONMember("pages", 312), JSONMember("publisher", "P"),
      ])
  }

  @Test(
    arguments: [
      (#"{"fault":{"reason":"quota exceeded"}}"#, 200, .fatalForRun, #"refused: "quota exceeded""#),
      (#"{"fault":{"reason":"no such book"}}"#, 200, .aboutItem, #"says "no such book""#),
      // An error about the item is about the item at any status.
      (#"{"fault":{"reason":"no such book"}}"#, 503, .aboutItem, #"says "no such book""#),
      (#"{"fault":{"reason":"out of order"}}"#, 503, .transient, "is temporarily unavailable (status 503)"),
      (#"{"fault":{"reason":"out of order"}}"#, 200, .aboutItem, #"says "out of order""#),
      (#"{"status":"error","data":[{"isbn":"b1"}]}"#, 200, .aboutItem, #"says "error""#),
      (#"{"status":"ok","data":[]}"#, 200, .aboutItem, #"has no answer about b1: no value at "/data/0""#),
      (#"{"status":"ok","data":[null]}"#, 200, .aboutItem, "has no answer about b1"),
      (#"{"status":"ok","data":["b1"]}"#, 200, .transient, "not an answer (status 200)"),
      (#"{"data":[{"isbn":"b2"}]}"#, 200, .aboutItem, "was asked about b1 and answered about b2"),
      (#"{"data":[{"pages":1}]}"#, 200, .aboutItem, "does not say which item it is about"),
      (#"{"data":[{"isbn":"b1"}]}"#, 200, .aboutItem, "has no publisher: it was refused"),
      ("{}", 404, .aboutItem, "(status 404)"), ("<html>Not found</html>", 404, .aboutItem, "(status 404)"),
      ("{}", 403, .fatalForRun, "refused to answer (status 403)"),
      ("[]", 401, .fatalForRun, "refused to answer (status 401)"), ("{}", 429, .transient, "(status 429)"),
      ("<html>Just a moment</html>", 403, .transient, "a web page, not an answer"),
    ] as [(String, Int, AnswerFailure.Kind, String)])
  func failuresAreToldApart(body: String, status: Int, kind: AnswerFailure.Kind, words: String) {
    let failure = failure(body, status: status)
    #expect(failure?.kind == kind)
    #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "none")")
    #expect(failure?.message.contains("books.example.org") == true, "\(failure?.message ?? "none")")
  }

  @Test func callsAreCountedByHostAndKey() {
    let url = "https://a.org/{id}"
    #expect(Enrichment(url: url, key: .none).budget(key: nil) == "a.org")
    #expect(Enrichment(url: url, key: .environment("K")).budget(key: "one") == "a.org#020")
    #expect(Enrichment(url: url, key: .environment("K")).budget(key: "two") == "a.org#de5")
    // Without the required key nothing can be asked.
    #expect(Enrichment(url: url, key: .environment("K")).budget(key: nil) == nil)
    #expect(Enrichment(url: "file:a/{id}.json", key: .none).budget(key: nil) == nil)
  }

  @Test func answersAreKeptByWhatIsAsked() throws {
    func name(_ enrichment: Enrichment, chart: String = "one", folder: String = "/srv/jobs") throws -> String
    {
      EnrichmentSource(
        chart: try #require(ChartName(chart)), enrichment: enrichment, folder: folder, key: "secret",
        fetcher: CurlFetcher(sleep: { _ in })
      ).cacheName
    }
    var asked = Enrichment(url: "https://a.org/{id}?k={key}", key: .environment("K"))
    #expect(try name(asked) == "https://a.org/%7Bid%7D?k=%7Bkey%7D")
    #expect(try name(asked) == name(asked, chart: "two", folder: "/elsewhere"))
    asked.headers = [HeaderField("Accept-Language", "fr"), HeaderField("Authorization", "Bearer {key}")]
    #expect(
      try name(asked)
        == "https://a.org/%7Bid%7D?k=%7Bkey%7D Accept-Language: fr Authorization: Bearer {key}")
  }
}
