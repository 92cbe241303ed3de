/// Times and sizes that end an attempt. The wait for a free connection counts towards none of the times. The defaults suit a list
/// of some thousand entries.
public struct FetchLimits: Hashable, Sendable {
  /// The longest that finding the host, connecting and the TLS handshake may take.
  public var connectTimeout = Duration.seconds(10)
  /// The longest that one attempt may take, redirects included.
  public var totalTimeout = Duration.seconds(120)
  /// The longest time without one byte arriving.
  public var stallTimeout = Duration.seconds(20)
  /// The largest body in bytes as it comes over the wire, or the largest file.
  public var maximumBytes = 64 << 20
  /// The most redirects that are followed.
  public var maximumRedirects = 5
  /// The most bytes of the request's body sent in a second, after the first 64 KiB.
  public var bytesSentPerSecond: Int?
}

extension FetchLimits {
  /// Limits with times in seconds. The stall timeout equals the total timeout.
  package init(connect: Double, total: Double, bytes: Int, redirects: Int) {
    self.init(
      connectTimeout: .seconds(connect), totalTimeout: .seconds(total), stallTimeout: .seconds(total),
      maximumBytes: bytes, maximumRedirects: redirects)
  }
}
