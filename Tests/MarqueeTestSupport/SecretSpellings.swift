import Foundation

/// The forms in which a source may send back a secret, written with the system's own encoders if there are any.
public enum SecretSpellings {
  /// Each form by its name, except base64 in the middle of other text.
  public static func all(of secret: String) -> [(name: String, text: String)] {
    let units = Array(secret.utf16)
    let half = secret.index(secret.startIndex, offsetBy: secret.count / 2)
    let escaped = jsonEscaped(secret)
    let twice = percent(percent(secret))
    return [
      ("plain", secret), ("upper case", upperCase(secret)),
      ("percent", percent(secret)), ("percent, lower", percent(secret, format: "%%%02x")),
      ("percent, all", percent(secret, keeping: CharacterSet())),
      ("percent, in part", secret[..<half] + percent(String(secret[half...]))),
      ("form", percent(secret).replacingOccurrences(of: "%20", with: "+")),
      ("percent twice", twice), ("percent thrice", percent(twice)),
      ("percent twice, all", percent(percent(secret, keeping: CharacterSet()), keeping: CharacterSet())),
      ("JSON", escaped), ("JSON, slashes", escaped.replacingOccurrences(of: "/", with: "\\/")),
      ("JSON, all", units.map { String(format: "\\u%04x", $0) }.joined()),
      ("JSON, all, upper", units.map { String(format: "\\u%04X", $0) }.joined()),
      ("JSON twice", jsonEscaped(escaped)),
      ("JavaScript", secret.utf8.map { String(format: "\\x%02x", $0) }.joined()),
      ("HTML", html(secret)),
      ("HTML, apostrophe", html(secret).replacingOccurrences(of: "&#39;", with: "&apos;")),
      ("HTML, decimal", secret.unicodeScalars.map { "&#\($0.value);" }.joined()),
      ("HTML, hexadecimal", secret.unicodeScalars.map { String(format: "&#x%02x;", $0.value) }.joined()),
      ("HTML, zeros", secret.unicodeScalars.map { String(format: "&#X%09X;", $0.value) }.joined()),
      ("HTML twice", html(html(secret))),
      ("percent in JSON", percent(secret).replacingOccurrences(of: "%", with: "\\u0025")),
      ("HTML in JSON", html(secret).replacingOccurrences(of: "&", with: "\\u0026")),
      ("JSON in HTML", html(escaped)), ("JSON in percent", percent(escaped)),
      ("percent in HTML", html(percent(secret)).replacingOccurrences(of: "%", with: "&percnt;")),
    ]
  }

  /// `secret` in base64 in the middle of other text, at each of the three places in a group where it can begin: with both
  /// alphabets, with and without padding.
  public static func base64(of secret: String) -> [String] {
    ["", "u", "u:"].flatMap { before in
      ["", ".", " and more"].flatMap { after in
        [secret, percent(secret)].flatMap { form in
          let text = Data((before + form + after).utf8).base64EncodedString()
          let forAddresses = text.replacingOccurrences(of: "+", with: "-").replacingOccurrences(
            of: "/", with: "_"
          )
          .replacingOccurrences(of: "=", with: "")
          return [text, forAddresses, text.replacingOccurrences(of: "/", with: "\\/"), percent(text)]
        }
      }
    }
  }

  /// Percent-encoded, except for letters, digits and `-._~`, or for the characters `kept` if given.
  static func percent(
    _ text: String, keeping kept: CharacterSet? = nil, format: String = "%%%02X"
  ) -> String {
    let plain = kept ?? CharacterSet(charactersIn: "-._~0123456789").union(asciiLetters)
    return text.utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      return scalar.isASCII && plain.contains(scalar) ? String(scalar) : String(format: format, byte)
    }.joined()
  }

  private static let asciiLetters = CharacterSet(
    charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

  /// The text as it is written between the quotes of a JSON string.
  public static func jsonEscaped(_ text: String) -> String {
    let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .withoutEscapingSlashes]
    let data = (try? JSONSerialization.data(withJSONObject: text, options: options)) ?? Data()
    return String(decoding: data.dropFirst().dropLast(), as: UTF8.self)
  }

  /// The text with its ASCII letters in upper case.
  private static func upperCase(_ text: String) -> String {
    text.map { $0.isASCII ? $0.uppercased() : String($0) }.joined()
  }

  private static func html(_ text: String) -> String {
    let entities = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"]
    return text.map { entities[String($0)] ?? String($0) }.joined()
  }
}
