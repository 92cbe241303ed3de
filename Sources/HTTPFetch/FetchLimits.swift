/// Times and sizes that end an attempt. Waiting for a free connection counts towards none of the times. Where a
/// request says nothing else, they suit a list of some thousand entries.
public struct FetchLimits: Hashable, Sendable {
  /// The longest that finding the host, connecting and the TLS handshake may take.
  public var connectTimeout = Duration.seconds(10)
  /// The longest that one attempt may take, redirects included.
  public var totalTimeout = Duration.seconds(120)
  /// The longest pause without one byte arriving.
  public var stallTimeout = Duration.seconds(20)
  /// The largest body in bytes as it comes over the wire, or the largest file.
  public var maximumBytes = 64 << 20
  /// How many redirects are followed.
  public var maximumRedirects = 5
  /// How many bytes of the request's body are sent in a second at most, beyond the first 64 KiB.
  public var bytesSentPerSecond: Int?
}

extension FetchLimits {
  /// Limits with times in seconds. An answer may pause as long as it may take in all.
  package init(connect: Double, total: Double, bytes: Int, redirects: Int) {
    self.init(
      connectTimeout: .seconds(connect), totalTimeout: .seconds(total), stallTimeout: .seconds(total),
      maximumBytes: bytes, maximumRedirects: redirects)
  }
}
