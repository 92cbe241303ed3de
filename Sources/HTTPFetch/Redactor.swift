/// Masks secrets in everything that is shown to people or stored: messages, addresses, log metadata.
///
/// A secret is found
/// - as it is, with ASCII letters in either case, since the host and the scheme of a URL are shown in lower case;
/// - with all or some of its characters escaped as in URLs, JSON or HTML, up to three times over (`EscapedText`), and
///   with `+` for a space;
/// - in base64 of either alphabet, itself or percent-encoded, at any offset of the encoded text. A secret of fewer than
///   six bytes is not looked for in base64: too few base64 characters depend on it alone, and other text would match by
///   chance.
public struct Redactor: Sendable {
  /// The text that replaces a secret.
  public static let mask = "[redacted]"

  /// For each byte, the indices in `patterns` of the patterns that may start with it.
  private let starting: [[Int]]
  private let patterns: [SecretPattern]
  private let hidesPaths: Bool

  /// A redactor for `secrets`; empty ones are ignored.
  ///
  /// - Parameter hidesPaths: whether addresses are shown with their scheme and host only.
  public init(secrets: some Sequence<String>, hidesPaths: Bool = false) {
    self.hidesPaths = hidesPaths
    let patterns = secrets.filter { !$0.isEmpty }.flatMap { SecretPattern.all(of: Array($0.utf8)) }
    self.patterns = patterns
    starting = (UInt8.min...UInt8.max).map { byte in
      patterns.indices.filter { patterns[$0].mayStart(with: byte) }
    }
  }

  /// `text` with every secret masked.
  public func redact(_ text: String) -> String {
    guard !patterns.isEmpty else { return text }
    return String(decoding: redact(Array(text.utf8)), as: UTF8.self)
  }

  /// `bytes` with every secret masked.
  public func redact(_ bytes: [UInt8]) -> [UInt8] {
    guard !patterns.isEmpty else { return bytes }
    let text = EscapedText(bytes: bytes)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    var masked = 0
    while index < bytes.count {
      guard let range = occurrence(in: text, at: index) else {
        result.append(bytes[index])
        index += 1
        continue
      }
      result.removeLast(index - max(masked, range.lowerBound))
      result.append(contentsOf: Self.mask.utf8)
      index = range.upperBound
      masked = index
    }
    return result
  }

  /// A URL with every secret masked. A user name and password before the host are always masked. Where paths are hidden, the
  /// result is `https://host/…`.
  public func redactAddress(_ url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return hidesPaths ? Self.mask : redact(url) }
    let rest = url[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if hidesPaths {
      let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
      return redact("\(url[..<scheme.upperBound])\(host)/…")
    }
    guard let at = authority.lastIndex(of: "@") else { return redact(url) }
    return redact(url[..<scheme.upperBound] + Self.mask + url[at...])
  }

  /// Whether `text` contains a secret.
  public func finds(in text: String) -> Bool { finds(in: Array(text.utf8)) }

  /// Whether `bytes` contain a secret.
  public func finds(in bytes: [UInt8]) -> Bool {
    guard !patterns.isEmpty else { return false }
    let text = EscapedText(bytes: bytes)
    return bytes.indices.contains { occurrence(in: text, at: $0) != nil }
  }

  /// The longest occurrence of a secret at `index`.
  private func occurrence(in text: EscapedText, at index: Int) -> Range<Int>? {
    let byte = text.bytes[index]
    guard EscapedText.startsEscape(byte) || !starting[Int(byte)].isEmpty else { return nil }
    var tried: [Int] = []
    var longest: Range<Int>?
    text.forEachSign(at: index) { sign in
      for pattern in starting[Int(sign.firstByte)] where !tried.contains(pattern) {
        tried.append(pattern)
        guard let range = patterns[pattern].range(in: text, at: index) else { continue }
        if range.count > longest?.count ?? 0 { longest = range }
      }
    }
    return longest
  }
}
