import CCurl

/// A complete answer.
public struct FetchResponse: Sendable {
  /// The HTTP status; 200 for a file.
  public var status = 200
  /// The headers of the last answer in the order received, secrets masked.
  public var headers: [HeaderField] = []
  /// The body as the server sent it, whatever its `Content-Encoding`; empty where `notModified`.
  public var body: [UInt8] = []
  /// The address that answered, after redirects, secrets masked.
  public var effectiveURL: String

  /// Whether the content is unchanged since the answer that gave the request's validators.
  public var notModified: Bool { status == 304 }

  /// The `ETag` as the server wrote it.
  public var etag: String? { header("ETag") }

  /// The `Last-Modified` date as the server wrote it.
  public var lastModified: String? { header("Last-Modified") }

  /// The value of the first field with this name; upper and lower case are equal.
  public func header(_ name: String) -> String? { headers.first(named: name) }
}

extension [HeaderField] {
  /// The value of the first field with this name; upper and lower case are equal.
  package func first(named name: String) -> String? {
    let wanted = name.lowercased()
    return first { $0.name.lowercased() == wanted }?.value
  }

  /// The wait that the server asks for in `Retry-After`: a number of seconds, or the time until a date in any of HTTP's three
  /// forms; `nil` where it asks for none.
  ///
  /// - Parameter now: the current time in seconds since 1970.
  package func retryAfter(now: Int64) -> Duration? {
    guard let text = first(named: "Retry-After"), !text.isEmpty else { return nil }
    if text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
      // A number with more digits than fit is still a wait, and one that is too long.
      return .seconds(Swift.min(Int64(text) ?? .max, 1 << 40))
    }
    guard let curl = try? CurlLibrary.shared.get() else { return nil }
    let date = Int64(curl.functions.pointee.curl_getdate(text, nil))
    return date < 0 ? nil : .seconds(Swift.max(0, date - now))
  }
}

extension FetchResponse {
  /// A response whose body did not come from a server, but from a program, for example.
  package init(body: [UInt8], effectiveURL: String) {
    self.init(status: 200, headers: [], body: body, effectiveURL: effectiveURL)
  }
}
