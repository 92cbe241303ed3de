import Gzip
import HTTPFetch
import Jobs
import RankingModel

/// Why there is no list for a day.
struct ExtractionProblem: Error, Sendable {
  /// `missing` where the source has none, `unavailable` where it could not be asked, `failed` where what it
  /// sent can be no list.
  var state: DayState
  var reason: String
}

/// Fetches lists: the extract step. Bytes in, bytes out; what they mean is the transform's business.
struct ListExtractor: Sendable {
  var extraction: Extraction
  var folder: String
  var fetcher: any Fetching

  /// Fetches the list of `day` from `template`. Addresses of files are told against the job file's folder.
  ///
  /// - Parameter known: what the source said of the content stored last, and how to read that content back.
  func list(
    from template: URLTemplate, for day: Day, known: CacheValidators? = nil
  ) async throws -> FetchResponse {
    var request = FetchRequest(url: template.url(day: day, folder: folder), validators: known)
    request.limits.connectTimeout = .seconds(extraction.connectTimeout)
    request.limits.totalTimeout = .seconds(extraction.totalTimeout)
    request.limits.stallTimeout = .seconds(extraction.totalTimeout)
    request.limits.maximumBytes = extraction.maximumSize
    request.limits.maximumRedirects = extraction.redirects
    request.retry = RetryPolicy(attempts: extraction.attempts)
    request.allowedHosts = extraction.hosts
    request.acceptsGzip = true
    do throws(FetchError) {
      var response = try await fetcher.fetch(request)
      response.effectiveURL = FileURL.relative(response.effectiveURL, to: folder)
      return response
    } catch {
      var error = error
      error.subject = FileURL.relative(error.subject, to: folder)
      if error.cause == .cancelled { throw CancellationError() }
      if error.meansNoList {
        throw ExtractionProblem(
          state: .missing, reason: "the source has no list for \(day): \(error.subject)")
      }
      throw ExtractionProblem(state: .unavailable, reason: error.description)
    }
  }

  /// `body` unpacked where it is gzip.
  func unpacked(_ body: [UInt8]) throws(ExtractionProblem) -> [UInt8] {
    guard Gzip.isGzip(body) else { return body }
    do throws(GzipError) { return try Gzip.decompress(body, limit: extraction.maximumSize) } catch {
      throw ExtractionProblem(state: .failed, reason: "the list cannot be unpacked: \(error)")
    }
  }
}

extension FetchError {
  /// Whether the source said that it has nothing under this address.
  var meansNoList: Bool {
    switch cause {
    case .notFound, .status(404), .status(410): true
    default: false
    }
  }
}
