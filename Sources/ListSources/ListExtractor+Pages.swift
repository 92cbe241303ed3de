import HTTPFetch
import JSON
import Jobs
import RankingModel

extension FetchResponse {
  /// Removes the server's validators, which do not fit the body: they are about one page only, or about a larger document that
  /// contains the body.
  mutating func dropValidators() {
    headers.removeAll { ["etag", "last-modified"].contains($0.name.lowercased()) }
  }
}

/// Lists of several pages. All pages are one capture: a JSON array of the pages' documents, each as the source sent it.
extension ListExtractor {
  /// The document of `pages`.
  static func joined(_ pages: [[UInt8]]) -> [UInt8] {
    let documents = pages.map(ListDocument.withoutMark)
    return [UInt8(ascii: "[")] + documents.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
  }

  /// Whether a document that came in one piece, such as a file, is an array of all pages, the form in which they are stored. If
  /// not, it is a list of one page.
  func isJoined(_ document: [UInt8]) -> Bool {
    guard document.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "[") else { return false }
    return (try? ListDocument(document, extraction, at: "").joinedRows().isEmpty) == false
  }

  /// `body`, which came in one piece from `address`, in the form in which it is stored: as an array of pages if the list has
  /// pages.
  func asPages(_ body: [UInt8], from address: String) -> [UInt8] {
    guard extraction.pages != nil, extraction.format(at: address) == .json,
      let document = try? unpacked(body)
    else { return body }
    return isJoined(document) ? document : ListExtractor.joined([document])
  }

  /// The list of all pages, beginning with the one that `first` requests.
  func joined(_ pages: ListPages, from first: FetchRequest, for day: Day) async throws -> FetchResponse {
    var request = first
    if case .count(let parameter, let from, _) = pages.next {
      request.url = WebLink.setting(parameter, to: String(from), in: first.url)
    }
    var asked: Set<String> = []
    var bodies: [[UInt8]] = []
    var answer: FetchResponse?
    var size = 2
    while true {
      let number = asked.count + 1
      guard asked.insert(request.url).inserted else {
        throw failed("page \(number - 1) of the list links back to an earlier page")
      }
      guard number <= pages.atMost else {
        throw failed(
          "the list has more than \(pages.atMost) pages; raise at-most in pages where that is right")
      }
      request.limits.maximumBytes = max(1, extraction.maximumSize - size)
      let response = try await fetch(request, for: day)
      let body = try unpacked(try withoutSecrets(response.body, request.secrets))
      size += body.count + 1
      guard size <= extraction.maximumSize else {
        throw failed("the pages are larger than \(extraction.maximumSize) bytes together")
      }
      answer = answer ?? response
      let page = try page(body, number)
      if case .count = pages.next {
        let isEmpty = try rows(of: page, number) == 0
        if isEmpty, number > 1 { break }
        guard body != bodies.last else {
          throw failed(
            "page \(number) is the same as the page before: the source ignores the parameter")
        }
        bodies.append(body)
        if isEmpty { break }
      } else {
        bodies.append(body)
      }
      guard let next = try next(pages.next, after: page, response, from: request.url, first.url, number)
      else { break }
      try lead(&request, to: next, from: first)
    }
    guard var answer else { throw failed("there is no page") }
    answer.dropValidators()
    answer.body = ListExtractor.joined(bodies)
    return answer
  }

  private func failed(_ reason: String) -> ExtractionProblem {
    ExtractionProblem(state: .failed, reason: reason)
  }

  /// The value of a page. It must be JSON, because all pages make one document.
  private func page(_ body: [UInt8], _ number: Int) throws(ExtractionProblem) -> JSONValue {
    let limits = JSONLimits(values: ListDocument.mostValues)
    do throws(JSONError) { return try JSONReader.read(body, limits: limits) } catch {
      throw failed(
        "page \(number) of the list: \(ListDocument(body, extraction, at: "").refusal(error).description)")
    }
  }

  private func rows(of page: JSONValue, _ number: Int) throws(ExtractionProblem) -> Int {
    do throws(TransformError) {
      return try ListDocument([], extraction, at: "").rows(in: .array([page])).count
    } catch { throw failed("page \(number) of the list: \(error.description)") }
  }

  /// The address of the page after `page`, which has the number `number`; `nil` where there is none.
  private func next(
    _ next: ListPages.Next, after page: JSONValue, _ response: FetchResponse, from url: String,
    _ first: String, _ number: Int
  ) throws(ExtractionProblem) -> String? {
    let link: String?
    switch next {
    case .count(let parameter, let from, let step):
      return WebLink.setting(parameter, to: String(from + number * step), in: first)
    case .cursor(let pointer, let parameter):
      guard let mark = try text(at: pointer, of: page, number) else { return nil }
      return WebLink.setting(parameter, to: mark, in: first)
    case .linkHeader: link = response.nextLink
    case .address(let pointer): link = try text(at: pointer, of: page, number)
    }
    guard let link else { return nil }
    guard let address = WebLink.resolved(link, from: url) else {
      throw failed("page \(number) of the list leads on to what is no address of the web")
    }
    return address
  }

  /// The text in a page that leads to the next one; `nil` where the page is the last one.
  private func text(
    at pointer: JSONPointer, of page: JSONValue, _ number: Int
  ) throws(ExtractionProblem) -> String? {
    switch pointer.value(in: page) {
    case nil, .null, .bool(false): return nil
    case .string(let text): return text.isEmpty ? nil : text
    case .integer(let number): return String(number)
    case let value?:
      throw failed(
        "\"\(SafeText.start(of: pointer.description))\" in page \(number) of the list is \(value.kind)")
    }
  }

  /// Sends `request` to `url`. Another server gets nothing that is meant for the first one.
  private func lead(
    _ request: inout FetchRequest, to url: String, from first: FetchRequest
  ) throws(ExtractionProblem) {
    request.url = url
    guard !WebLink.isSameServer(first.url, url) else { return }
    guard !Redactor(secrets: first.secrets).finds(in: url) else {
      throw failed("the list leads on to another host, which would receive a secret")
    }
    (request.method, request.headers, request.body) = ("GET", [], nil)
  }
}
