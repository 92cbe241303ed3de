import Testing

@testable import HTTPFetch

@Suite("This machine and its link")
struct LoopbackTests {
  @Test(
    "addresses of this machine and its link are asked without a proxy",
    arguments: [
      "127.0.0.1", "127.255.0.9", "localhost", "a.localhost", "[::1]", "127.1", "169.254.169.254",
    ])
  func own(host: String) throws {
    #expect(try WebAddress("http://\(host):8080/", curl: CurlLibrary.shared.get()).isLocal)
  }

  @Test(
    "names that begin like one are not",
    arguments: [
      "127.example.org", "127.0.0.1.example.org", "127.0.0.example", "128.0.0.1", "localhost.example.org",
      "169.253.0.1", "169.254.example.org",
    ])
  func other(host: String) throws {
    #expect(try !WebAddress("http://\(host)/", curl: CurlLibrary.shared.get()).isLocal)
  }
}
