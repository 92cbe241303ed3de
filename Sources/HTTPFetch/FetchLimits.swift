/// Times and sizes that end an attempt. Waiting for a free connection counts towards none of the times.
public struct FetchLimits: Hashable, Sendable {
  /// The longest that finding the host, connecting and the TLS handshake may take.
  public var connectTimeout: Duration
  /// The longest that one attempt may take, redirects included.
  public var totalTimeout: Duration
  /// The longest pause without one byte arriving.
  public var stallTimeout: Duration
  /// The largest body in bytes as it comes over the wire, or the largest file.
  public var maximumBytes: Int
  /// How many redirects are followed.
  public var maximumRedirects: Int

  /// Limits that suit a list of some thousand entries; the size limit is 64 MiB.
  public init(
    connectTimeout: Duration = .seconds(10), totalTimeout: Duration = .seconds(120),
    stallTimeout: Duration = .seconds(20), maximumBytes: Int = 64 << 20, maximumRedirects: Int = 5
  ) {
    self.connectTimeout = connectTimeout
    self.totalTimeout = totalTimeout
    self.stallTimeout = stallTimeout
    self.maximumBytes = maximumBytes
    self.maximumRedirects = maximumRedirects
  }
}
