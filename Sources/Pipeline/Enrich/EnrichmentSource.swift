import Gzip
import HTTPFetch
import JSON
import Jobs
import RankingModel

/// Asks the API of an enrichment about one item.
struct EnrichmentSource: Sendable {
  /// The result of asking once.
  enum Outcome: Sendable {
    /// An answer about the item asked for: its bytes, and the fields that they hold.
    case answer(body: [UInt8], fields: [JSONMember], url: String, response: SourceResponse?)
    /// No answer. `retryAfter` is the pause that the source asks for, if any.
    case failure(AnswerFailure, retryAfter: Duration? = nil)
  }

  /// The largest allowed answer about one item, in bytes.
  static let maximumSize = 4 << 20

  let chart: ChartName
  let enrichment: Enrichment
  let folder: String
  let fetcher: any Fetching
  let reader: AnswerReader
  /// The name of the budget from which calls are taken; `nil` if calls are free.
  let budget: String?
  private let key: String?
  private let redactor: Redactor

  init(chart: ChartName, enrichment: Enrichment, folder: String, key: String?, fetcher: any Fetching) {
    (self.chart, self.enrichment, self.folder) = (chart, enrichment, folder)
    (self.key, self.fetcher) = (key, fetcher)
    reader = AnswerReader(enrichment)
    budget = enrichment.budget(key: key)
    redactor = Redactor(secrets: [key].compactMap(\.self))
  }

  /// The name under which this source's answers are kept in the work state.
  var cacheName: String { AnswerCache.name(of: name, for: chart) }

  /// The name of this source in records: its address and headers, without any key and id.
  var name: String {
    let url = FileURL.relative(URLTemplate(enrichment.url).url(folder: folder), to: folder)
    return ([url] + enrichment.headers.map { "\($0.name): \($0.value)" }).joined(separator: " ")
  }

  /// Asks about `item`, once.
  func ask(_ item: ItemID) async throws(CancellationError) -> Outcome {
    let url = URLTemplate(enrichment.url).url(item: item, key: key, folder: folder)
    var request = FetchRequest(url: url)
    request.headers = enrichment.headers.map { HeaderField($0.name, RequestText.filled($0.value, key: key)) }
    request.limits = FetchLimits(
      connect: enrichment.connectTimeout, total: enrichment.totalTimeout, bytes: EnrichmentSource.maximumSize,
      redirects: 3)
    request.retry = .never
    request.secrets = [key].compactMap(\.self)
    request.allowedHosts = enrichment.hosts
    // The body of a refusal distinguishes a wrong key from an unknown item.
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

  /// What `error` means for the other items. If the job's own address cannot be asked, no item can be asked about. An error
  /// behind a redirect is about one item only.
  private func failure(_ error: FetchError) -> AnswerFailure {
    switch error.cause {
    case _ where error.isTransient: return AnswerFailure(.transient, error.description)
    case .unavailable: return AnswerFailure(.fatalForRun, error.description)
    case _ where error.isBehindRedirect: return AnswerFailure(.aboutItem, error.description)
    case .hostRefused:
      let hint = " (add it to hosts in enrich, or change the url there)"
      return AnswerFailure(.fatalForRun, error.description + hint)
    case .tls, .schemeRefused, .badURL, .badHeader: return AnswerFailure(.fatalForRun, error.description)
    default: return AnswerFailure(.aboutItem, error.description)
    }
  }

  private func read(_ response: FetchResponse, _ item: ItemID) -> Outcome {
    var body = response.body
    if Gzip.isGzip(body) {
      do throws(GzipError) { body = try Gzip.decompress(body, limit: EnrichmentSource.maximumSize) } catch {
        return .failure(AnswerFailure(.transient, "the answer cannot be unpacked: \(error)"))
      }
    }
    let repeatsKey = redactor.finds(in: body)
    let fields: [JSONMember]
    do throws(AnswerFailure) {
      fields = try reader.fields(status: response.status, body: body, asked: item)
    } catch {
      var failure = error
      // The message may repeat the key. The whole answer is masked before the message is cut short, so that no part of the key is
      // left.
      if repeatsKey {
        do throws(AnswerFailure) {
          _ = try reader.fields(status: response.status, body: redactor.redact(body), asked: item)
        } catch { failure.message = error.message }
      }
      failure.message = redactor.redact(failure.message)
      return .failure(failure)
    }
    // A stored answer is kept for good, and everyone who may read the lake can see it.
    guard !repeatsKey else {
      return .failure(AnswerFailure(.aboutItem, "the answer repeats the key, so it is not stored"))
    }
    // The address that was asked contains the key, so the address of the response is recorded in its place.
    let isFile = FileURL.isFile(response.effectiveURL)
    return .answer(
      body: body, fields: fields, url: FileURL.relative(response.effectiveURL, to: folder),
      response: isFile ? nil : SourceResponse(response, requested: response.effectiveURL))
  }
}
