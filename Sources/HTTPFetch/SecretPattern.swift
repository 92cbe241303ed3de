/// One form of a secret to look for in text: the secret itself, or the secret in base64.
struct SecretPattern: Sendable, Hashable {
  /// The bytes to find, in lower case unless `isBase64`.
  private let bytes: [UInt8]
  private let isBase64: Bool
  /// Whether the base64 character before the first one, or after the last one, holds bits of the secret too.
  private var hasOpenStart = false
  private var hasOpenEnd = false

  /// All forms of `secret`. Escaped forms are not among them: `EscapedText` decodes escapes while a form is looked for.
  static func all(of secret: [UInt8]) -> Set<SecretPattern> {
    var patterns: Set<SecretPattern> = [SecretPattern(plain: secret)]
    guard secret.count >= 6 else { return patterns }
    for form in [secret, PercentEncoding.encode(secret)] {
      for offset in 0..<3 {
        for lastTwo in ["+/", "-_"] {
          patterns.insert(SecretPattern(base64: form, offset: offset, alphabetEnd: lastTwo))
        }
      }
    }
    return patterns
  }

  private init(plain secret: [UInt8]) {
    bytes = secret.map(SecretPattern.lowercased)
    isBase64 = false
  }

  /// The base64 characters that depend on `secret` alone, where it begins `offset` bytes into a group of three.
  private init(base64 secret: [UInt8], offset: Int, alphabetEnd: String) {
    let alphabet = SecretPattern.alphabet + Array(alphabetEnd.utf8)
    let bits = 8 * (offset + secret.count)
    let padded = [UInt8](repeating: 0, count: offset) + secret + [0]
    bytes = ((8 * offset + 5) / 6..<bits / 6).map { character in
      let (byte, shift) = (6 * character / 8, 6 * character % 8)
      let window = UInt16(padded[byte]) << 8 | UInt16(padded[byte + 1])
      return alphabet[Int(window >> UInt16(10 - shift)) & 63]
    }
    isBase64 = true
    hasOpenStart = offset > 0
    hasOpenEnd = bits % 6 > 0
  }

  /// Whether an occurrence may start with `byte` itself, without an escape.
  func mayStart(with byte: UInt8) -> Bool { matches(byte, at: 0) }

  /// The range of the longest occurrence in `text` at `index`, including the base64 characters around it that hold bits of the
  /// secret.
  func range(in text: EscapedText, at index: Int) -> Range<Int>? {
    guard let end = end(in: text, from: index) else { return nil }
    let before = index > 0 ? text.bytes[index - 1] : 0
    let after = end < text.bytes.count ? text.bytes[end] : 0
    let start = hasOpenStart && SecretPattern.isBase64Character(before) ? index - 1 : index
    return start..<(hasOpenEnd && SecretPattern.isBase64Character(after) ? end + 1 : end)
  }

  /// A state of the search: `matched` bytes of the pattern are found up to `index` of the text.
  private struct Place: Hashable {
    var matched: Int
    var index: Int
  }

  /// The same text can be read in more than one way: `%25` may be part of the secret itself, or an escaped `%`. All readings are
  /// followed side by side.
  private func end(in text: EscapedText, from start: Int) -> Int? {
    var places: [Place] = []
    var known: Set<Place> = []
    func advance(from place: Place) {
      text.forEachSign(at: place.index) { sign in
        guard let matched = matched(sign, at: place.matched) else { return }
        let next = Place(matched: matched, index: sign.end)
        if known.insert(next).inserted { places.append(next) }
      }
    }
    advance(from: Place(matched: 0, index: start))
    var end: Int?
    var next = 0
    while next < places.count {
      let place = places[next]
      next += 1
      if place.matched == bytes.count { end = max(end ?? 0, place.index) } else { advance(from: place) }
    }
    return end
  }

  /// The number of matched bytes after `sign`, where `count` were matched before; `nil` where `sign` does not match.
  private func matched(_ sign: EscapedText.Sign, at count: Int) -> Int? {
    if sign.isByte { return matches(sign.firstByte, at: count) ? count + 1 : nil }
    var count = count
    for byte in sign.value.utf8 {
      guard count < bytes.count, matches(byte, at: count) else { return nil }
      count += 1
    }
    return count
  }

  private func matches(_ byte: UInt8, at index: Int) -> Bool {
    if isBase64 { return byte == bytes[index] }
    return SecretPattern.lowercased(byte) == bytes[index]
      || byte == UInt8(ascii: "+") && bytes[index] == UInt8(ascii: " ")
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

  private static func isBase64Character(_ byte: UInt8) -> Bool {
    alphabet.contains(byte) || "+/-_".utf8.contains(byte)
  }
}
