/// Masks secrets in whatever is shown to people or stored: messages, addresses, log metadata.
///
/// A secret is found as it stands and percent-encoded, wholly or in part, in either case of the hexadecimal
/// digits, and with `+` for a space.
public struct Redactor: Sendable {
  /// What stands in place of a secret.
  public static let mask = "[redacted]"

  /// Longest first: of two secrets that begin alike, the longer one is masked.
  private let secrets: [[UInt8]]

  /// A redactor for `secrets`; empty ones are ignored.
  public init(secrets: some Sequence<String>) {
    self.secrets = secrets.map { Array($0.utf8) }.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
  }

  /// `text` with every secret masked.
  public func redact(_ text: String) -> String {
    guard !secrets.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if let end = endOfSecret(in: bytes, at: index) {
        result.append(contentsOf: Self.mask.utf8)
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A URL with every secret masked, and with a user name and password before the host masked in any case.
  public func redactAddress(_ url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return redact(url) }
    let rest = url[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let at = authority.lastIndex(of: "@") else { return redact(url) }
    return redact(url[..<scheme.upperBound] + Self.mask + url[at...])
  }

  /// Whether any secret stands in `text`.
  public func finds(in text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.indices.contains { endOfSecret(in: bytes, at: $0) != nil }
  }

  private func endOfSecret(in text: [UInt8], at start: Int) -> Int? {
    for secret in secrets {
      if let end = end(of: secret, in: text, at: start) { return end }
    }
    return nil
  }

  private func end(of secret: [UInt8], in text: [UInt8], at start: Int) -> Int? {
    var index = start
    for wanted in secret {
      guard index < text.count else { return nil }
      if text[index] == wanted {
        index += 1
      } else if wanted == UInt8(ascii: " "), text[index] == UInt8(ascii: "+") {
        index += 1
      } else if let decoded = PercentEncoding.byte(in: text, at: index), decoded == wanted {
        index += 3
      } else {
        return nil
      }
    }
    return index
  }
}
