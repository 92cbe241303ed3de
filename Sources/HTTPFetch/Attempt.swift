/// One attempt at a web request: the first address and its redirects.
struct Attempt: Sendable {
  let request: FetchRequest
  let redactor: Redactor
  let userAgent: String
  let curl: CurlLibrary
  let loop: TransferLoop
  /// Seconds since 1970, for a `Retry-After` that names a date.
  let now: @Sendable () -> Int64

  /// The wait that the server asked for, with a transient error.
  var retryAfter: Duration?
  /// Whether the first address redirected to another one.
  private(set) var isBehindRedirect = false

  /// Makes the attempt, beginning at the address that `firstAddress` returned.
  mutating func run(from start: WebAddress) async throws(FetchError.Cause) -> FetchResponse {
    var address = start
    var sendsOwnHeaders = true
    var (method, body) = (request.method, request.body)
    var timeLeft = request.limits.totalTimeout
    for _ in 0...max(0, request.limits.maximumRedirects) {
      let result = await transfer(address, method, body, withOwnHeaders: sendsOwnHeaders, within: timeLeft)
      guard let location = redirect(in: result) else { return try response(result, from: address) }
      isBehindRedirect = true
      address = try follow(location, from: address, start: start)
      sendsOwnHeaders = sendsOwnHeaders && start.covers(address)
      if result.status == 303 || result.status < 303 && method == "POST" {
        (method, body) = ("GET", nil)
      } else if !sendsOwnHeaders, body != nil {
        throw .hostRefused("it redirects the request body to another host")
      }
      timeLeft -= result.elapsed
      guard timeLeft > .zero else {
        throw .timedOut("its redirects take longer than \(request.limits.totalTimeout)")
      }
    }
    throw .redirectLimit(max(0, request.limits.maximumRedirects))
  }

  private func transfer(
    _ address: WebAddress, _ method: String, _ body: [UInt8]?, withOwnHeaders sendsOwnHeaders: Bool,
    within time: Duration
  ) async -> TransferResult {
    var limits = request.limits
    limits.totalTimeout = time
    let headers = (sendsOwnHeaders ? request.headers : []) + commonHeaders
    return await loop.run { [limits] cancellation, completion in
      TransferOrder(
        address: address, method: method, body: body, headers: headers, userAgent: userAgent, limits: limits,
        acceptedStatuses: request.acceptedStatuses, cancellation: cancellation, completion: completion)
    }
  }

  /// Headers that reveal nothing about the caller and go to every host.
  private var commonHeaders: [HeaderField] {
    var headers: [HeaderField] = []
    if let etag = request.validators?.etag { headers.append(HeaderField("If-None-Match", etag)) }
    if let date = request.validators?.lastModified { headers.append(HeaderField("If-Modified-Since", date)) }
    if request.acceptsGzip { headers.append(HeaderField("Accept-Encoding", "gzip")) }
    return headers
  }

  // MARK: Addresses

  /// The address of the first request. Throws, before anything is sent, if the address is refused or a header cannot be sent.
  func firstAddress() throws(FetchError.Cause) -> WebAddress {
    for header in request.headers + commonHeaders where !header.canBeSent {
      throw .badHeader(redactor.redact(header.name))
    }
    let address: WebAddress
    do { address = try WebAddress(request.url, keepsPath: request.keepsPath, curl: curl) } catch {
      throw .badURL(redactor.redact(error.reason))
    }
    guard allows(address) else {
      throw .hostRefused("the host \(redactor.redact(address.host)) \(notAllowed)")
    }
    return address
  }

  private func redirect(in result: TransferResult) -> String? {
    guard [301, 302, 303, 307, 308].contains(result.status),
      !request.acceptedStatuses.contains(result.status)
    else { return nil }
    switch result.ending {
    case .complete, .failed: return result.headers.first(named: "Location").flatMap { $0.isEmpty ? nil : $0 }
    case .stalled, .tooLarge, .headTooLarge, .cancelled: return nil
    }
  }

  private func follow(
    _ location: String, from base: WebAddress, start: WebAddress
  ) throws(FetchError.Cause) -> WebAddress {
    if let scheme = WebAddress.scheme(of: location), scheme != "http", scheme != "https" {
      throw .schemeRefused(redactor.redact(scheme))
    }
    let address: WebAddress
    do { address = try WebAddress(location: location, base: base, curl: curl) } catch {
      throw .badURL(redactor.redact("it redirects to a malformed address: \(error.reason)"))
    }
    guard allows(address) else {
      let host = redactor.redact(address.host)
      throw .hostRefused("it redirects to the host \(host), which \(notAllowed)")
    }
    if !start.covers(address), redactor.finds(in: address.text) {
      let host = redactor.redact("\(address.scheme)://\(address.host)")
      throw .hostRefused("it redirects to \(host), which would receive a secret")
    }
    return address
  }

  private func allows(_ address: WebAddress) -> Bool {
    request.allowedHosts?.contains { HostPattern($0).matches(address.host) } ?? true
  }

  private var notAllowed: String {
    "is not among those allowed: \((request.allowedHosts ?? []).joined(separator: ", "))"
  }
}

extension HeaderField {
  /// Whether HTTP can carry this name and this value. Line ends are refused, because they could smuggle in another header.
  var canBeSent: Bool {
    let separators = Set("()<>@,;:\\\"/[]?={} ".utf8)
    return !name.isEmpty
      && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && !separators.contains($0) }
      && value.utf8.allSatisfy { $0 >= 32 && $0 != 127 || $0 == UInt8(ascii: "\t") }
  }
}
