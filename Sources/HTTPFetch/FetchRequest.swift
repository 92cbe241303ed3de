/// A request for the content of one address, and its limits.
public struct FetchRequest: Sendable {
  /// An `http:`, `https:` or `file:` URL. A relative one (`file:history/2024-09-18.json.gz`) starts at the working folder.
  public var url: String
  /// The method, such as `GET` or `POST`.
  public var method = "GET"
  /// The body of the request. A redirect that turns the request into a `GET` drops the body. Any other redirect of a request with
  /// a body must stay on the same host.
  public var body: [UInt8]?
  /// Headers for the host of `url`. After a redirect they are sent only if the host stays the same.
  public var headers: [HeaderField] = []
  /// The validators of the last answer. With them, the answer for unchanged content has no body.
  public var validators: CacheValidators?
  /// Times and sizes that end an attempt.
  public var limits = FetchLimits()
  /// How often and how soon a transient failure is tried again.
  public var retry = RetryPolicy()
  /// Strings that must never be shown, such as a key in `url`. They are masked in errors, in the log and in
  /// the response's address and headers, and are never sent to a host other than that of `url`.
  public var secrets: [String] = []
  /// Whether the address itself is secret, such as an address with a token in its path: only its scheme and host are shown.
  public var hidesPath = false
  /// The only hosts that may be asked, redirects included, each in the form of a `HostPattern`; nil allows every host. Files have
  /// no host.
  public var allowedHosts: [String]?
  /// Statuses that this caller accepts as answers although they count as errors: any from 300 on, such as a 401 whose body tells
  /// why, and 206, where part of a body was asked for.
  public var acceptedStatuses: Set<Int> = []
  /// Whether the server may send the body packed with gzip to save transfer. The body is then handed over packed: the caller
  /// recognises gzip by its content, unpacks it and checks its size, end and checksum. (libcurl's own unpacking takes a gzip body
  /// that is cut short for a whole one.)
  public var acceptsGzip = false
  /// Whether the path is sent byte for byte: parts such as `..` stay in it.
  public var keepsPath = false
}

extension FetchRequest {
  /// A request for `url` with the default limits and retries, and with no secrets.
  public init(url: String, validators: CacheValidators? = nil) {
    self.url = url
    self.validators = validators
  }
}

extension FetchRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The address with secrets masked: a request that ends up in a message by accident reveals nothing.
  public var description: String { redactor.redactAddress(url) }

  /// Masks the secrets of this request.
  var redactor: Redactor { Redactor(secrets: secrets, hidesPaths: hidesPath) }

  /// The same as `description`.
  public var debugDescription: String { description }

  /// Shows only `description`, so that a dump reveals nothing either.
  public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}

/// One line of a request's or response's head.
public struct HeaderField: Hashable, Sendable {
  /// The name; upper and lower case are equal.
  public var name: String
  /// The value, without white space around it.
  public var value: String

  /// A field with this name and value.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Values by which a server recognises unchanged content.
public struct CacheValidators: Hashable, Sendable {
  /// The `ETag`, quotes and `W/` included, sent back as `If-None-Match`.
  public var etag: String?
  /// The `Last-Modified` date as the server wrote it, sent back as `If-Modified-Since`.
  public var lastModified: String?

  /// The validators of an earlier response.
  public init(etag: String? = nil, lastModified: String? = nil) {
    self.etag = etag
    self.lastModified = lastModified
  }
}
