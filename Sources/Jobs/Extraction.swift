public import JSON

/// Where a list comes from and what bounds its fetching.
public struct Extraction: Sendable, Hashable {
  /// The URL with `{day}`, `{yyyy}`, `{mm}` and `{dd}` still in it.
  public var url: String
  /// Where in the document the array of rows stands.
  public var items: JSONPointer
  /// The document may not be larger than this when unpacked, in bytes.
  public var maximumSize = 64 << 20
  /// Seconds until a connection must stand.
  public var connectTimeout = 10.0
  /// Seconds until the whole answer must be there.
  public var totalTimeout = 60.0
  /// Redirects followed at most.
  public var redirects = 5
  /// Attempts in all.
  public var attempts = 4
  /// The only hosts that may be asked, for past days too and by redirects: names, or `*.example.org` for all hosts
  /// below one; `nil` for any.
  public var hosts: [String]?
}
