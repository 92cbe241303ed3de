import RankingModel
import Testing

@testable import HTTPFetch
@testable import Jobs
@testable import Pipeline

/// Which faults of a source are about one item, and which are about all items.
@Suite struct SourceFaultTests {
  private struct FailingFetcher: Fetching {
    var error: FetchError
    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse { throw error }
  }

  private func kind(_ cause: FetchError.Cause, isBehindRedirect: Bool) async throws -> AnswerFailure.Kind? {
    let error = FetchError(
      subject: "https://answers.example.org/", cause: cause, isBehindRedirect: isBehindRedirect)
    let source = EnrichmentSource(
      chart: try #require(ChartName("test")),
      enrichment: Enrichment(url: "https://answers.example.org/{id}", key: .none), folder: "/", key: nil,
      fetcher: FailingFetcher(error: error))
    guard case .failure(let failure, _) = try await source.ask(ItemID("tt1")) else { return nil }
    return failure.kind
  }

  @Test(arguments: [
    FetchError.Cause.tls("x"), .hostRefused("x"), .schemeRefused("ftp"), .badURL("x"), .badHeader("x"),
  ])
  func whatIsWrongWithTheJobsOwnAddressIsAboutAllItems(cause: FetchError.Cause) async throws {
    #expect(try await kind(cause, isBehindRedirect: false) == .fatalForRun)
    #expect(try await kind(cause, isBehindRedirect: true) == .aboutItem)
  }

  @Test func withoutLibcurlNoItemCanBeAskedAbout() async throws {
    #expect(try await kind(.unavailable("x"), isBehindRedirect: false) == .fatalForRun)
    #expect(try await kind(.status(404), isBehindRedirect: false) == .aboutItem)
    #expect(try await kind(.timedOut("x"), isBehindRedirect: false) == .transient)
  }
}
