import Foundation
import MarqueeTestSupport
import Synchronization
import Testing

/// A lake is copied during writes, with the commands of the README.
@Suite(.timeLimit(.minutes(30))) struct CopyTests {
  /// The README's commands, with the paths of the lake and the copy: the one that waits for the writer, and the others.
  private static func commands(_ lake: String, _ copy: String) throws -> (waiting: String, beside: String) {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let section = try #require(readme.split(separator: "\n## Copying a lake\n").last)
    let lines = section.prefix { $0 != "#" }.split(separator: "\n").filter { $0.hasPrefix("    ") }.map {
      $0.replacing("data/lake", with: lake).replacing("/backup/lake", with: copy)
        .replacing("marquee ", with: "\(MarqueeBinary.path) ")
    }
    try #require(lines.count > 2 && lines[0].contains("flock"))
    return (String(lines[0]), lines.dropFirst().joined(separator: "\n"))
  }

  private func expectWhole(_ commands: String, _ copy: String, _ fixture: LakeFixture) async throws {
    let made = try execute("/bin/sh", ["-ec", commands])
    #expect(made.status == 0, "\(made.output) \(made.errors)")
    let verified = try await fixture.run(["lake", "check", "--read-data", "--lake", copy])
    #expect(!verified.output.contains("damage"), "\(verified.output)")
  }

  @Test func aCopyMadeDuringABackfillIsAWholeLake() async throws {
    let fixture = try LakeFixture()
    for month in 1...4 {
      for day in 1...28 {
        try fixture.serve("A", "B", "\(month)-\(day)", on: String(format: "2026-%02d-%02d", month, day))
      }
    }
    try fixture.serve("A", "B", "C", on: "2026-05-01")
    try await fixture.day("2026-05-01", now: "2026-05-02T12:00:00")
    let isOver = Mutex(false)
    let writing = Task {
      defer { isOver.withLock { $0 = true } }
      for _ in 0..<3 {
        try await fixture.run(
          ["backfill", "test", "--from", "2026-01-01", "--to", "2026-04-28", "--reprocess", "all"])
      }
    }
    var copies = 0
    repeat {
      let copy = fixture.folder.path(of: "copy-\(copies)")
      try await expectWhole(try Self.commands(fixture.lake, copy).beside, copy, fixture)
      copies += 1
    } while !isOver.withLock { $0 }
    try await writing.value
    #expect(copies > 2)
    let copy = fixture.folder.path(of: "calm")
    try await expectWhole(try Self.commands(fixture.lake, copy).waiting, copy, fixture)
  }
}
