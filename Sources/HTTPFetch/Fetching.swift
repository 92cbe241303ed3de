/// Gets bytes for a URL: `CurlFetcher`, or a stand-in in tests.
public protocol Fetching: Sendable {
  /// Gets the content that `request` asks for, with the retries that it allows.
  ///
  /// - Returns: a success (status 200 to 299), an answer with one of the request's `acceptedStatuses`, or "not modified" where
  ///   the request has validators. The body is complete and within the request's limit.
  /// - Throws: `FetchError` for everything else, cancellation of the task included.
  func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse
}
