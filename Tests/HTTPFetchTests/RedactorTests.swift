import MarqueeTestSupport
import Testing

@testable import HTTPFetch

@Suite("Secrets")
struct RedactorTests {
  @Test(
    "a secret is masked in every spelling",
    arguments: [
      "a+b/c d", "a%2Bb%2Fc%20d", "a%2bb%2fc%20d", "a%2Bb/c+d", "%61+b/c%20d",
    ])
  func spellings(spelling: String) {
    let redactor = Redactor(secrets: ["a+b/c d"])
    #expect(redactor.redact("?key=\(spelling)&i=1") == "?key=[redacted]&i=1")
    #expect(redactor.finds(in: "x\(spelling)y"))
  }

  @Test("every occurrence of every secret is masked, the longer of two first")
  func several() {
    let redactor = Redactor(secrets: ["", "key", "key2"])
    #expect(redactor.redact("key2 key é key") == "[redacted] [redacted] é [redacted]")
  }

  @Test("text without a secret stays as it is")
  func untouched() {
    #expect(Redactor(secrets: ["abc"]).redact("ab%6 100% %zz abd") == "ab%6 100% %zz abd")
    #expect(Redactor(secrets: []).redact("abc") == "abc")
    #expect(!Redactor(secrets: ["abc"]).finds(in: "ab"))
  }

  @Test("a user name and password in an address are masked without being told")
  func credentials() {
    let redactor = Redactor(secrets: [])
    #expect(redactor.redactAddress("https://me:w@rd@host/a@b") == "https://[redacted]@host/a@b")
    #expect(redactor.redactAddress("https://host/a@b?c=d@e") == "https://host/a@b?c=d@e")
    #expect(redactor.redactAddress("file:a@b") == "file:a@b")
  }

  @Test func ofAnAddressThatIsASecretOnlyTheHostIsShown() {
    let redactor = Redactor(secrets: [String](), hidesPaths: true)
    for (address, shown) in [
      ("https://hooks.example.org/T0/B0?x=1#y", "https://hooks.example.org/…"),
      ("https://me:word@host:8443/a@b", "https://host:8443/…"), ("http://host", "http://host/…"),
      ("http://host?token=a", "http://host/…"), ("file:/etc/passwd", "[redacted]"),
    ] { #expect(redactor.redactAddress(address) == shown) }
    var request = FetchRequest(url: "https://host/s3cr3t")
    request.hidesPath = true
    #expect("\(request)" == "https://host/…")
  }

  @Test("neither errors, responses nor requests that are printed show a secret")
  func everywhere() async throws {
    let secret = "s3cr&t"
    let fixture = FetcherFixture()
    let server = try LoopbackServer { request in
      request.path == "/ok"
        ? .respond(headers: ["X-Echo": "key s3cr&t"], text: "fine") : .respond(status: 500)
    }
    let query = "?apikey=s3cr%26t"
    let response = try await fixture.fetch(
      FetchRequest(url: "\(server.baseURL)/ok\(query)", secrets: [secret]))
    #expect(server.requests.first?.query == ["apikey": secret])
    #expect(response.effectiveURL == "\(server.baseURL)/ok?apikey=[redacted]")
    #expect(response.header("X-Echo") == "key [redacted]")

    let request = FetchRequest(url: "\(server.baseURL)/bad\(query)", secrets: [secret])
    let error = try #require(await fixture.failure(of: request))
    #expect(error.subject == "\(server.baseURL)/bad?apikey=[redacted]")
    var dumped = ""
    dump(request, to: &dumped)
    for text in [
      error.description, String(reflecting: error), "\(request)", String(reflecting: request), dumped,
    ] {
      #expect(!text.contains("s3cr"))
    }
  }

  @Test("a message is one line of bounded length, whatever the address")
  func bounded() {
    let error = FetchError(
      subject: "http://example.org/" + String(repeating: "x\n", count: 5_000),
      cause: .badAnswer(String(repeating: "y\r\n\u{1b}", count: 5_000)))
    #expect(error.description.count <= 600)
    #expect(!error.description.contains { $0.isNewline || $0 == "\u{1b}" })
  }
}
