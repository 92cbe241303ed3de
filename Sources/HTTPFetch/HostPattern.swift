/// The hosts that a request may ask: one host by its name, or all hosts below a name.
///
///     HostPattern("www.example.org")   // this one
///     HostPattern("*.example.org")     // a.example.org and a.b.example.org, and not example.org itself
public struct HostPattern: Hashable, Sendable, CustomStringConvertible {
  /// The pattern, in lower case.
  public let description: String

  /// The pattern `text`; upper and lower case are equal.
  public init(_ text: String) { description = text.lowercased() }

  /// Whether the pattern includes the host of this name or address.
  public func matches(_ host: String) -> Bool {
    let host = host.lowercased()
    guard description.hasPrefix("*.") else { return host == description }
    let parent = description.dropFirst()
    // No host is below an address.
    let isAddress = host.hasPrefix("[") || host.utf8.last.map { (0x30...0x39).contains($0) } ?? true
    return !isAddress && host.hasSuffix(parent) && host.utf8.count > parent.utf8.count
  }
}
