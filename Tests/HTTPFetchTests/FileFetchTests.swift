import Foundation
import MarqueeTestSupport
import Testing

@testable import HTTPFetch

@Suite("Reading files")
struct FileFetchTests {
  let fixture = FetcherFixture()
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(
    "paths lead to the file, percent-encoded or not",
    arguments: [
      "file:FOLDER/sub/a%20list%C3%A9.json", "file://FOLDER/sub/a list\u{e9}.json",
      "file://localhostFOLDER/sub/a%20list\u{e9}.json", "file:FOLDER/sub/a%20list%c3%a9.json",
      "file:FOLDER/./sub/../sub/a list\u{e9}.json", "FILE:FOLDER/sub/a list\u{e9}.json",
    ])
  func paths(template: String) async throws {
    try folder.write("[1]", to: "sub/a list\u{e9}.json")
    let url = template.replacingOccurrences(of: "FOLDER", with: folder.path)
    let response = try await fixture.fetch(FetchRequest(url: url))
    #expect(response.text == "[1]")
    #expect(response.status == 200)
    #expect(response.effectiveURL == url)
    #expect(response.etag == nil && response.lastModified == nil)
  }

  @Test("an empty file has an empty body")
  func empty() async throws {
    let path = try folder.write("", to: "empty")
    #expect(try await fixture.fetch(FetchRequest(url: "file:\(path)")).body == [])
  }

  @Test("a missing file is a final error that names it", arguments: ["gone.json", "plain/below.json"])
  func missing(name: String) async throws {
    try folder.write("x", to: "plain")
    let url = "file:\(folder.path(of: name))"
    let error = try #require(await fixture.failure(of: FetchRequest(url: url)))
    #expect(error.cause == .notFound)
    #expect(!error.isTransient)
    #expect(error.description == "cannot read \(url): there is no such file (check the path)")
    #expect(fixture.pauses == [])
  }

  @Test("a folder, a pipe and a loop of links say what they are")
  func notFiles() async throws {
    #expect(await fixture.failure(of: FetchRequest(url: "file:\(folder.path)"))?.cause == .isFolder)
    let pipe = folder.path(of: "pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(
      await fixture.failure(of: FetchRequest(url: "file:\(pipe)"))?.cause
        == .unreadable("it is not a regular file"))
    let loop = folder.path(of: "loop")
    #expect(symlink(loop, loop) == 0)
    #expect(
      await fixture.failure(of: FetchRequest(url: "file:\(loop)"))?.cause
        == .unreadable("too many levels of symbolic links"))
  }

  @Test("a file that may not be read says so", .enabled(if: getuid() != 0, "root may read every file"))
  func noRights() async throws {
    let path = try folder.write("x", to: "locked")
    #expect(chmod(path, 0) == 0)
    #expect(
      await fixture.failure(of: FetchRequest(url: "file:\(path)"))?.cause == .unreadable("permission denied"))
  }

  @Test("a file that fills the limit passes, one byte more does not")
  func limit() async throws {
    let path = try folder.write([UInt8](repeating: 7, count: 100_000), to: "large")
    let url = "file:\(path)"
    let filled = try await fixture.fetch(FetchRequest(url: url, limits: FetchLimits(maximumBytes: 100_000)))
    #expect(filled.body.count == 100_000)
    let error = await fixture.failure(of: FetchRequest(url: url, limits: FetchLimits(maximumBytes: 99_999)))
    #expect(error?.cause == .tooLarge(limit: 99_999))
  }

  @Test(
    "a file whose size the system does not tell is read whole, within the limit",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status")))
  func unknownSize() async throws {
    #expect(try await fixture.fetch(FetchRequest(url: "file:/proc/self/status")).text.hasPrefix("Name:"))
    let request = FetchRequest(url: "file:/proc/self/status", limits: FetchLimits(maximumBytes: 10))
    #expect(await fixture.failure(of: request)?.cause == .tooLarge(limit: 10))
  }

  @Test(
    "an address that names no file here is refused",
    arguments: [
      "file:", "file://", "file://example.org/etc/passwd", "file:a%2", "file:a%zz", "file:a%00b", "file:a?b",
      "file:a#b",
    ])
  func malformed(url: String) async {
    guard case .badURL = await fixture.failure(of: FetchRequest(url: url))?.cause else {
      Issue.record("\(url) was not refused")
      return
    }
  }
}
