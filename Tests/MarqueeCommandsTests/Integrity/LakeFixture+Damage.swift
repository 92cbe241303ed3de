import Foundation
import Glibc
import MarqueeTestSupport
import Testing

extension LakeFixture {
  /// A lake with a file of every kind: records, a tag, marks, forgotten records, runs that changed nothing.
  static func withEverything() async throws -> LakeFixture {
    let fixture = try await withUnusedObjects()
    try await fixture.marquee("lake", "prune", now: "2026-05-04T13:00:00")
    try await fixture.day("2026-05-02", now: "2026-05-04T14:00:00")
    try await fixture.marquee("tag", "add", "printed", "test", "2026-05-02")
    return fixture
  }

  /// A fixture with a copy of this one's lake.
  func copy() throws -> LakeFixture {
    let copy = try LakeFixture()
    try FileManager.default.copyItem(atPath: lake, toPath: copy.lake)
    return copy
  }

  /// The bytes of a file of the lake.
  func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(lake)/\(path)")))
  }

  /// Changes one byte of a file of the lake.
  func change(_ path: String, at offset: Int) throws {
    var bytes = try bytes(path)
    bytes[offset] ^= 1
    try overwrite("\(lake)/\(path)", bytes)
  }

  /// Removes a file of the lake, as a fault of the medium would.
  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: "\(lake)/\(path)")
  }

  /// The places of the records of a day's snapshots, in the order in which they were recorded.
  func snapshots(of day: String) throws -> [String] {
    try files(in: "snapshots").filter { $0.contains("-\(day)-") }.sorted()
  }

  /// The record of the day's snapshot that was recorded last.
  func record(of day: String) throws -> [String: Any] {
    let path = try #require(try snapshots(of: day).last)
    return try #require(
      try JSONSerialization.jsonObject(with: Data(try bytes(path))) as? [String: Any])
  }

  /// The place of the object that the record of 2 May names as `key`.
  func object(of key: String) throws -> String {
    let name = try #require(try record(of: "2026-05-02")[key] as? String)
    return "objects/\(name.prefix(2))/\(name).gz"
  }

  /// The name of the raw object that a day was made from: its list.
  func rawObject(of day: String) throws -> String {
    let raw = try #require(try record(of: day)["raw"] as? [[String: Any]])
    return try #require(raw.first?["object"] as? String)
  }
}

/// A terminal that programs write their errors to.
final class Terminal {
  private var master: Int32 = -1
  /// The other end, held open so that no text is lost when a program ends.
  private var other: Int32 = -1
  /// What was written so far.
  private(set) var text = ""

  init() throws {
    guard openpty(&master, &other, nil, nil, nil) == 0 else { throw CocoaError(.fileReadUnknown) }
  }

  deinit {
    close(master)
    close(other)
  }

  /// Runs the program with its errors going to the terminal; returns its exit code.
  func run(_ arguments: [String]) async throws -> Int32 {
    let name = String(cString: ttyname(other))
    let words = ["-c", "exec \"$0\" \"$@\" 2>\(name) >/dev/null", MarqueeBinary.path] + arguments
    let status = try await RunningProgram("/bin/sh", words, environment: [:]).ending().status
    var buffer = [UInt8](repeating: 0, count: 65536)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    while case let count = read(master, &buffer, buffer.count), count > 0 {
      text += String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    return status
  }
}
