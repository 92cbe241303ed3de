/// A complete answer.
public struct FetchResponse: Sendable {
  /// The HTTP status; 200 for a file.
  public var status = 200
  /// The head of the last answer in the order received, secrets masked.
  public var headers: [HeaderField] = []
  /// The body as the server sent it, whatever its `Content-Encoding`; empty where `notModified`.
  public var body: [UInt8] = []
  /// The address that answered, after redirects, secrets masked.
  public var effectiveURL: String

  /// Whether the content is still the one that the request's validators stand for.
  public var notModified: Bool { status == 304 }

  /// The `ETag` as the server wrote it.
  public var etag: String? { header("ETag") }

  /// The `Last-Modified` date as the server wrote it.
  public var lastModified: String? { header("Last-Modified") }

  /// The value of the first field with this name, upper and lower case being the same.
  public func header(_ name: String) -> String? { headers.first(named: name) }
}

extension [HeaderField] {
  func first(named name: String) -> String? {
    let wanted = name.lowercased()
    return first { $0.name.lowercased() == wanted }?.value
  }
}

extension FetchResponse {
  /// What came from elsewhere than a server.
  package init(body: [UInt8], effectiveURL: String) {
    self.init(status: 200, headers: [], body: body, effectiveURL: effectiveURL)
  }
}
