/// One thing to get, and the limits within which to get it.
public struct FetchRequest: Sendable {
  /// An `http:`, `https:` or `file:` URL. A relative one (`file:history/2024-09-18.json.gz`) starts at the current folder.
  public var url: String
  /// What is asked of the server, such as `GET` or `POST`.
  public var method = "GET"
  /// Sent with the request. A redirect that turns the request into a `GET` goes without it, and one that does not may not
  /// lead to another host.
  public var body: [UInt8]?
  /// Sent to the host of `url` and, after a redirect, only as long as the host stays the same.
  public var headers: [HeaderField] = []
  /// What is known of the last answer; with it, an answer that has not changed comes back without its body.
  public var validators: CacheValidators?
  /// Times and sizes that end an attempt.
  public var limits = FetchLimits()
  /// How often and how soon a transient failure is tried again.
  public var retry = RetryPolicy()
  /// Strings that must never be shown, such as a key in `url`. They are masked in errors, in the log and in
  /// the response's address and headers, and are never sent to a host other than that of `url`.
  public var secrets: [String] = []
  /// Whether the address itself is a secret, as those are that have a token in their path: nothing of it but the scheme and the
  /// host is shown.
  public var hidesPath = false
  /// The only hosts that may be asked, redirects included, each as a `HostPattern` has it; nil allows every host.
  /// Files have no host.
  public var allowedHosts: [String]?
  /// Statuses from 300 on that are answers to this caller and no errors, such as a 401 whose body tells why; and 206 where part
  /// of a body was asked for.
  public var acceptedStatuses: Set<Int> = []
  /// Whether the server may send the body packed with gzip to save transfer. The body is then handed over as
  /// it came: the caller recognises gzip by content and unpacks it, which alone can check its size, end and
  /// checksum. (libcurl's own unpacking takes a gzip body that is cut short for a whole one.)
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
  /// The address with secrets masked: a request that ends up in a message by accident gives nothing away.
  public var description: String { redactor.redactAddress(url) }

  /// Masks what must never be shown of this request.
  var redactor: Redactor { Redactor(secrets: secrets, hidesPaths: hidesPath) }

  /// The same as `description`.
  public var debugDescription: String { description }

  /// No more than `description`, so that a dump gives nothing away either.
  public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}

/// One line of a request's or response's head.
public struct HeaderField: Hashable, Sendable {
  /// The name; upper and lower case are the same.
  public var name: String
  /// The value, without white space around it.
  public var value: String

  /// A field with this name and value.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What a server gave to recognise the same content by.
public struct CacheValidators: Hashable, Sendable {
  /// The `ETag`, quotes and `W/` included, sent back as `If-None-Match`.
  public var etag: String?
  /// The `Last-Modified` date as the server wrote it, sent back as `If-Modified-Since`.
  public var lastModified: String?

  /// Validators as an earlier response gave them.
  public init(etag: String? = nil, lastModified: String? = nil) {
    self.etag = etag
    self.lastModified = lastModified
  }
}
