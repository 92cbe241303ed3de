import Foundation
import HTTPFetch
import MarqueeTestSupport
import Testing

@Suite("Secrets in every spelling", .timeLimit(.minutes(30)))
struct RedactorSpellingTests {
  private static let printable = (0x20...0x7E).map { String(UnicodeScalar($0)!) }
  private static let keys =
    printable.map { "k\($0)9\($0)Zq7\($0)\($0)e" }
    + [
      "!" + printable.joined() + "!", "schlüssel-密钥-🔑é", "a%2541b%c", "\\\\u0041\\", "&amp;&#39;k", "%%%%%%",
      "\\\\\\\\\\\\",
      "1a2b3c4d",
    ]

  @Test("keys of all printable characters and of others are masked wholly, however they are written")
  func everySpelling() {
    for key in Self.keys {
      let redactor = Redactor(secrets: [key])
      for (name, text) in SecretSpellings.all(of: key) {
        #expect(redactor.redact("“\(text)”") == "“[redacted]”", "\(key), \(name): \(text)")
        #expect(redactor.finds(in: "“\(text)”"), "\(key), \(name): \(text)")
      }
    }
  }

  @Test("in base64 a key is found wherever in the text it begins, and nothing of it is left")
  func everyBase64() {
    for key in Self.keys {
      let redactor = Redactor(secrets: [key])
      for text in SecretSpellings.base64(of: key) {
        #expect(redactor.finds(in: "“\(text)”"), "\(key): \(text)")
      }
    }
    // YTpzM2NyZXQ/eSE= is "a:s3cret?y!", YTpzM2NyZXQ/eQ== is "a:s3cret?y", OnMzY3JldD95 is ":s3cret?y",
    // czNjcmV0P3k= is "s3cret?y" and czNjcmV0P3k6eA== is "s3cret?y:x".
    let redactor = Redactor(secrets: ["s3cret?y"])
    #expect(redactor.redact("Basic YTpzM2NyZXQ/eSE=.") == "Basic YT[redacted]E=.")
    #expect(redactor.redact("Basic YTpzM2NyZXQ_eQ.") == "Basic YT[redacted].")
    #expect(redactor.redact("OnMzY3JldD95") == "O[redacted]")
    #expect(redactor.redact("czNjcmV0P3k=") == "[redacted]=")
    #expect(redactor.redact("czNjcmV0P3k6eA==") == "[redacted]6eA==")
  }

  @Test("base64 is not looked for where a key has fewer than six bytes")
  func shortKeys() {
    #expect(Redactor(secrets: ["abcde"]).redact("YWJjZGU=") == "YWJjZGU=")
    #expect(Redactor(secrets: ["abcdef"]).redact("YWJjZGVm") == "[redacted]")
    #expect(Redactor(secrets: ["a"]).redact("b%61c&#97;") == "b[redacted]c[redacted]")
  }

  @Test("text without the key stays as it is, whatever escapes it has")
  func otherText() {
    let texts = [
      "s3cr%25", "s3cr%2525", "s3crt", "100% of R&D; C:\\path\\x, \\u12, \\ud83d!, &#; &#x; &nosuch; &amp",
      "%", "\\", "&", "&#",
      "%e4%", "\\u00", "czNjcg==", "Ym90aCBzaWRlcw==", "Amélie – 千と千尋の神隠し 🎬", "{\"a\":\"b\\\"c\\/d\\n\"}",
    ]
    for key in Self.keys.prefix(96) + ["s3cr%t"] {
      for text in texts { #expect(Redactor(secrets: [key]).redact(text) == text, "\(key)") }
    }
  }

  @Test("of two readings of the same text the one that is the key counts")
  func readings() {
    #expect(Redactor(secrets: ["a%41b/c"]).redact("x=a%41b%2Fc") == "x=[redacted]")
    #expect(Redactor(secrets: ["a%"]).redact("a%25b a%b") == "[redacted]b [redacted]b")
    #expect(Redactor(secrets: ["a\\"]).redact("a\\\\b") == "[redacted]b")
  }

  @Test("long texts of the beginnings of escapes and of keys are passed in seconds")
  func effort() {
    let redactor = Redactor(secrets: ["s3cr%t/k+y", "\\\"&#%x"])
    for part in ["%", "\\", "&", "&#", "%25", "\\\"", "\\u00", "&amp;", "s3cr%25", "czNjc", "&#00000"] {
      let text = String(repeating: part, count: 200_000 / part.utf8.count)
      #expect(!redactor.finds(in: text), "\(part)")
    }
  }
}
