import Gzip
import HTTPFetch
import JSON
import Jobs
import RankingModel

/// Asks an OMDb-shaped source about one item (https://www.omdbapi.com, "Parameters": `apikey`, `i`).
struct OMDbSource: Sendable {
  /// What came of asking once.
  enum Outcome: Sendable {
    /// An answer about the item asked for: its bytes, and the fields that they hold.
    case answer(body: [UInt8], fields: [JSONMember], url: String, response: SourceResponse?)
    /// No answer; how long the source wants to be left alone, where it says so.
    case failure(OMDbFailure, retryAfter: Duration? = nil)
  }

  /// An answer about one item may not be larger than this.
  static let maximumSize = 4 << 20

  let chart: ChartName
  let enrichment: Enrichment
  let folder: String
  let key: EnrichmentKey?
  let fetcher: any Fetching
  private let redactor: Redactor

  init(
    chart: ChartName, enrichment: Enrichment, folder: String, key: EnrichmentKey?, fetcher: any Fetching
  ) {
    self.chart = chart
    self.enrichment = enrichment
    self.folder = folder
    self.key = key
    self.fetcher = fetcher
    redactor = Redactor(secrets: key.map { [$0.secret] } ?? [])
  }

  /// The name under which this source's answers are kept in the work state.
  var cacheName: String { AnswerCache.name(of: name, for: chart) }

  /// What records call this source: its address without any key.
  var name: String { FileURL.relative(URLTemplate(enrichment.url).url(folder: folder), to: folder) }

  /// Asks about `item`, once.
  func ask(_ item: ItemID) async throws(CancellationError) -> Outcome {
    var request = FetchRequest(url: url(for: item))
    request.limits.connectTimeout = .seconds(enrichment.connectTimeout)
    request.limits.totalTimeout = .seconds(enrichment.totalTimeout)
    request.limits.stallTimeout = .seconds(enrichment.totalTimeout)
    request.limits.maximumBytes = OMDbSource.maximumSize
    request.limits.maximumRedirects = 3
    request.retry = .never
    request.secrets = key.map { [$0.secret] } ?? []
    request.allowedHosts = enrichment.hosts
    // The body of a refusal tells a wrong key from an item that is not known.
    request.acceptedStatuses = [400, 401, 403, 404]
    do throws(FetchError) {
      let response = try await fetcher.fetch(request)
      return read(response, item)
    } catch {
      var error = error
      error.subject = FileURL.relative(error.subject, to: folder)
      if error.cause == .cancelled { throw CancellationError() }
      return .failure(failure(error), retryAfter: error.retryAfter)
    }
  }

  /// What `error` means for the other items: where the job's own address cannot be asked, none can be asked about. What
  /// one item's answer redirects to is about that item.
  private func failure(_ error: FetchError) -> OMDbFailure {
    switch error.cause {
    case _ where error.isTransient: return OMDbFailure(.transient, error.description)
    case .unavailable: return OMDbFailure(.fatalForRun, error.description)
    case _ where error.isBehindRedirect: return OMDbFailure(.aboutItem, error.description)
    case .hostRefused:
      let hint = " (add it to hosts in enrich.omdb, or change the url there)"
      return OMDbFailure(.fatalForRun, error.description + hint)
    case .tls, .schemeRefused, .badURL: return OMDbFailure(.fatalForRun, error.description)
    default: return OMDbFailure(.aboutItem, error.description)
    }
  }

  private func read(_ response: FetchResponse, _ item: ItemID) -> Outcome {
    var body = response.body
    if Gzip.isGzip(body) {
      do throws(GzipError) { body = try Gzip.decompress(body, limit: OMDbSource.maximumSize) } catch {
        return .failure(OMDbFailure(.transient, "the answer cannot be unpacked: \(error)"))
      }
    }
    let repeatsKey = redactor.finds(in: body)
    let fields: [JSONMember]
    do throws(OMDbFailure) {
      fields = try OMDbAnswer.fields(status: response.status, body: body, asked: item)
    } catch {
      var failure = error
      // The message may repeat the key. Masking the whole answer comes before the message is cut short, so that no part of
      // the key is left.
      if repeatsKey {
        do throws(OMDbFailure) {
          _ = try OMDbAnswer.fields(status: response.status, body: redactor.redact(body), asked: item)
        } catch { failure.message = error.message }
      }
      failure.message = redactor.redact(failure.message)
      return .failure(failure)
    }
    // What is stored is stored for good, and shown to whoever may read the lake.
    guard !repeatsKey else {
      return .failure(OMDbFailure(.aboutItem, "the answer repeats the key, so it is not stored"))
    }
    // The address that was asked holds the key.
    let isFile = FileURL.isFile(response.effectiveURL)
    return .answer(
      body: body, fields: fields, url: FileURL.relative(response.effectiveURL, to: folder),
      response: isFile ? nil : SourceResponse(response, requested: response.effectiveURL))
  }

  private func url(for item: ItemID) -> String {
    let template = URLTemplate(enrichment.url)
    let url = template.url(item: item, folder: folder)
    var parameters: [String] = []
    if let key { parameters.append("apikey=\(PercentEncoding.encoded(key.secret))") }
    if !template.namesItem { parameters.append("i=\(PercentEncoding.encoded(item.description))") }
    guard template.scheme != "file", !parameters.isEmpty else { return url }
    return url + (url.contains("?") ? "&" : "?") + parameters.joined(separator: "&")
  }
}
