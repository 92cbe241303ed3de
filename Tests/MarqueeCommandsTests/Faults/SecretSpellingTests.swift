import Foundation
import MarqueeTestSupport
import Testing

/// Keys with unusual characters, which the source repeats in every spelling.
@Suite(.timeLimit(.minutes(30))) struct SecretSpellingTests {
  private static let keys = [
    "s3cr%t-key", #"qu"ote\and/slash"#, "all" + (0x21...0x7E).map { String(UnicodeScalar($0)!) }.joined(),
    "schlüssel-密钥-🔑é",
  ]

  @Test(arguments: keys) func noSpellingOfTheKeyIsKeptOrSentElsewhere(key: String) async throws {
    let spellings = SecretSpellings.all(of: key).map(\.text) + SecretSpellings.base64(of: key)
    let items = spellings.indices.map { "tt\(1_000_000 + $0)" }
    let spelled = Dictionary(uniqueKeysWithValues: zip(items, spellings))
    let fixture = try LoopbackFixture(key: key)
    let other = try LoopbackServer { _ in .respond(text: "{}") }
    let elsewhere = other.baseURL.replacingOccurrences(of: "127.0.0.1", with: "localhost")
    let isRedirecting: @Sendable (LoopbackRequest) -> Bool = {
      $0.query["i"].map { $0.hasSuffix("3") } ?? false
    }
    fixture.serve { request in
      if request.path == "/list" { return .respond(text: LoopbackFixture.list(items)) }
      guard let item = request.query["i"], let spelling = spelled[item] else { return nil }
      if isRedirecting(request) {
        return .redirect(to: "\(elsewhere)/?key=\(spelling)&again=\(request.target)")
      }
      if item.hasSuffix("5") { return .respond(status: 500, text: spelling) }
      let padding = String(repeating: "x", count: 100)
      if item.hasSuffix("7") {
        // The message is cut for display in the middle of the key.
        let error = SecretSpellings.jsonEscaped(padding + key)
        return .respond(text: #"{"Response":"False","Error":"\#(error)"}"#)
      }
      let text = #""Poster":"\#(SecretSpellings.jsonEscaped(spelling))""#
      return .respond(text: LoopbackFixture.answer(about: item).dropLast() + "," + text + "}")
    }
    let job = try fixture.job(
      enriched: true, omdb: ["concurrency: 8"], maxFailedItems: 1000)
    let ending = try await fixture.marquee("run", job, "--verbose")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(fixture.server.requests.contains { $0.query["apikey"] == key })
    #expect(other.requests.isEmpty)
    var told = ending.errors + ending.output
    for arguments in [["queue", "list", "--format", "json"], ["runs", "show", try await fixture.runs()[0]]] {
      let answer = try await fixture.start(arguments).ending()
      told += answer.output + answer.errors
    }
    let kept = try Self.content(of: fixture.lake)
    for spelling in Set(spellings + [String(key.prefix(8)), String(key.suffix(8))]) {
      #expect(!told.contains(spelling), "\(spelling)")
      #expect(!kept.contains(spelling), "\(spelling)")
    }
    // No answer was stored, because each of them repeated the key.
    #expect(!kept.contains("\"Poster\""))
  }

  /// The whole content of the lake: objects unpacked, other files, and the names of files.
  private static func content(of lake: String) throws -> String {
    try shell(
      "cd '\(lake)' && find . && find . -name '*.gz' -exec gunzip -c {} + && find . -type f -exec cat {} +")
  }
}
