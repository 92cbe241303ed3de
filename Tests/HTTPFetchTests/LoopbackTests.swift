import Testing

@testable import HTTPFetch

@Suite("This machine")
struct LoopbackTests {
  @Test(
    "addresses of this machine are asked without a proxy",
    arguments: [
      "127.0.0.1", "127.255.0.9", "localhost", "a.localhost", "[::1]", "127.1",
    ])
  func own(host: String) throws {
    #expect(try WebAddress("http://\(host):8080/", curl: CurlLibrary.shared.get()).isLoopback)
  }

  @Test(
    "names that begin like one are not",
    arguments: [
      "127.example.org", "127.0.0.1.example.org", "127.0.0.example", "128.0.0.1", "localhost.example.org",
    ])
  func other(host: String) throws {
    #expect(try !WebAddress("http://\(host)/", curl: CurlLibrary.shared.get()).isLoopback)
  }
}
