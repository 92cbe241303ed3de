import Foundation
import Glibc
import MarqueeTestSupport
import Testing

@testable import MarqueeCommands

/// `marquee schedule run` as its own process.
@Suite struct ScheduleRunTests {
  /// A job with its list as a local file, and no lake yet.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(#"[{"id":"a","title":"A"}]"#, to: "jobs/list.json")
    try folder.write(
      """
      chart: test
      extract: { url: "file:list.json", items: "" }
      transform: { fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { position: true } } }
      """, to: "jobs/test.yaml")
    return folder
  }

  private func start(
    _ folder: TemporaryFolder, _ words: [String] = [], _ environment: [String: String] = [:]
  ) throws -> RunningProgram {
    try MarqueeBinary.start(
      ["schedule", "run", "--lake", folder.path(of: "lake"), "--jobs-dir", folder.path(of: "jobs")] + words,
      environment: environment)
  }

  @Test(arguments: [("/", SIGTERM), ("@", SIGINT)])
  func aServiceManagerIsToldAndASignalEndsItWell(kind: String, signal: Int32) async throws {
    let folder = try folder()
    defer { withExtendedLifetime(folder) {} }
    let name = kind == "/" ? folder.path(of: "socket") : "@marquee-test-\(UUID().uuidString)"
    let socket = try NotifySocket(name)
    let program = try start(folder, [], ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "400000"])
    var told: [String] = []
    while !told.contains(where: { $0.hasPrefix("STATUS=waiting for test until ") }) {
      told.append(try #require(socket.next(), "\(told)"))
    }
    #expect(told.contains("READY=1"))
    #expect(told.contains("STATUS=at work on test"))
    // There is a watchdog message every 0.2 seconds.
    var signs = 0
    while signs < 3 { if try #require(socket.next()) == "WATCHDOG=1" { signs += 1 } }
    program.signal(signal)
    let ending = try await program.ending()
    #expect(ending.status == 0, "\(ending.errors)")
    var last = ""
    while !last.hasPrefix("STOPPING=1") { last = try #require(socket.next()) }
    let lines = ending.errors.split(separator: "\n")
    try #require(lines.count == 3, "\(ending.errors)")
    #expect(lines[0].contains(" info scheduler started "))
    #expect(lines[1].contains(" info run ended ") && lines[1].contains("outcome=published"))
    #expect(lines[2].hasSuffix(" info scheduler stopped"))
    let chart = try await MarqueeBinary.run(["chart", "test", "--lake", folder.path(of: "lake")])
    #expect(chart.status == 0)
  }

  @Test func logLinesAreJSONWhereThatIsAskedFor() async throws {
    let folder = try folder()
    defer { withExtendedLifetime(folder) {} }
    let socket = try NotifySocket(folder.path(of: "socket"))
    let program = try start(folder, ["--log-format", "json"], ["NOTIFY_SOCKET": folder.path(of: "socket")])
    var told = ""
    while !told.hasPrefix("STATUS=waiting") { told = try #require(socket.next()) }
    program.signal(SIGTERM)
    let lines = try await program.ending().errors.split(separator: "\n")
    let run = try #require(lines.first { $0.contains("run ended") })
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(run.utf8)) as? [String: Any])
    #expect(object["job"] as? String == "test" && object["outcome"] as? String == "published")
  }
}

/// A socket that receives the messages to a service manager.
private final class NotifySocket {
  private let descriptor: Int32

  init(_ name: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var place = sockaddr_un()
    place.sun_family = sa_family_t(AF_UNIX)
    let path = name.hasPrefix("@") ? [0] + Array(name.utf8.dropFirst()) : Array(name.utf8)
    try #require(path.count < 108)
    withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: path) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count + (path.first == 0 ? 0 : 1))
    let bound = withUnsafePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    try #require(bound == 0)
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// The next message; `nil` if none comes within a minute.
  func next() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count >= 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }
}
