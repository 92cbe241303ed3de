package import HTTPFetch
import JSON
package import Jobs
package import RankingModel

/// The lists in one document that has the rows of many days. The document is fetched once, and kept until the source is closed.
package actor DocumentCaptures: CaptureSource {
  package nonisolated let isLocal: Bool
  private let document: Archive.Document
  private let extractor: ListExtractor
  /// The document without its body, and its days.
  private var read: Result<(response: FetchResponse, days: DocumentDays), Failure>?

  /// The lists in `document`.
  package init(_ document: Archive.Document, _ extractor: ListExtractor) {
    (self.document, self.extractor) = (document, extractor)
    isLocal = FileURL.isFile(document.url)
  }

  /// - Throws: a `source` failure where the document cannot be fetched or read, or where none of its rows names a day.
  package func captures(from first: Day?, to last: Day?) async throws -> [Capture]? {
    try await contents().days.dates.filter { $0.day.isWithin(first, last) }
      .map { Capture(day: $0.day, id: $0.text) }
  }

  package func list(of capture: Capture) async throws -> FetchResponse {
    var (response, days) = try await contents()
    guard let list = days.list(of: capture.day) else {
      throw ExtractionProblem(state: .missing, reason: "the document has no row of \(capture.day)")
    }
    response.body = list
    response.dropValidators()
    return response
  }

  package func passedOver() async -> [String] {
    guard case .success((_, let days))? = read, days.undated.count > 0 else { return [] }
    return [words(for: days.undated)]
  }

  package func close() async { read = nil }

  private func words(for undated: (count: Int, first: String)) -> String {
    "\(counted(undated.count, "row")) of \(SafeText.start(of: document.url)) without a date that can be read at "
      + "\(SafeText.start(of: document.groupBy.description)), the first: \(undated.first)"
  }

  private func contents() async throws -> (response: FetchResponse, days: DocumentDays) {
    if let read { return try read.get() }
    do {
      var response = try await extractor.document(
        at: URLTemplate(document.url), called: "the document of the archive")
      let days = try DocumentDays(
        response.body, by: document.groupBy, extractor.extraction, at: response.effectiveURL)
      if days.dates.isEmpty, days.undated.count > 0 { throw Failure(.source, words(for: days.undated)) }
      response.body = []
      read = .success((response, days))
      return (response, days)
    } catch let error as TransformError {
      let failure = Failure(.source, "the document of the archive cannot be read: \(error)")
      read = .failure(failure)
      throw failure
    } catch let failure as Failure {
      // The document is not fetched again: the failure is the same for all captures.
      read = .failure(failure)
      throw failure
    }
  }
}
