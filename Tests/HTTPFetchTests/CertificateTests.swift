import Foundation
import Glibc
import HTTPFetch
import MarqueeTestSupport
import Testing

private let openSSL = "/usr/bin/openssl"

@Suite(
  "Certificates", .enabled(if: FileManager.default.isExecutableFile(atPath: openSSL), "openssl is absent"))
struct CertificateTests {
  @Test("a server that vouches for itself is refused at once", .timeLimit(.minutes(30)))
  func selfSigned() async throws {
    let folder = try TemporaryFolder()
    let key = folder.path(of: "key.pem")
    let certificate = folder.path(of: "certificate.pem")
    let making = try start([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
      "-out",
      certificate, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
    ]).process
    making.waitUntilExit()
    try #require(making.terminationStatus == 0)

    let server = try start(["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"])
    // SIGTERM might not end the server: a process that starts while this one ignores the signal ignores it too.
    defer { kill(server.process.processIdentifier, SIGKILL) }
    let port = try #require(announcedPort(server.output))
    let fixture = FetcherFixture()
    let error = try #require(await fixture.failure(of: FetchRequest(url: "https://127.0.0.1:\(port)/")))
    guard case .tls = error.cause else { throw error }
    #expect(!error.isTransient)
    #expect(error.attempts == 1)
  }

  private func start(_ arguments: [String]) throws -> (process: Process, output: FileHandle) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: openSSL)
    process.arguments = arguments
    process.standardInput = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    return (process, output.fileHandleForReading)
  }

  /// The port that the server announces in a line like `ACCEPT 127.0.0.1:40123`; nil if its output ends without one.
  private func announcedPort(_ output: FileHandle) -> Int? {
    var text = ""
    while true {
      let more = output.availableData
      if more.isEmpty { return nil }
      text += String(decoding: more, as: UTF8.self)
      let whole = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      if let line = whole.first(where: { $0.hasPrefix("ACCEPT") }) {
        return line.split(separator: ":").last.flatMap { Int($0) }
      }
    }
  }
}
