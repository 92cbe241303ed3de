import Foundation
import JSON
import MarqueeTestSupport
import RankingModel
import Testing

/// Broken lakes: each command that meets the fault names it, and the command that mends it.
@Suite(.timeLimit(.minutes(30))) struct BrokenLakeTests {
  /// A way to break the lake, the commands that meet the fault, and how these must end.
  struct Break: Sendable, CustomStringConvertible {
    var description: String
    var commands: [[String]]
    var status: Int32
    var saying: [String]
    /// The command that mends the lake, if there is one; after it the lake is sound.
    var hint: [String]?
    var inflict: @Sendable (LakeFixture) throws -> Void
  }

  private static let chart = ["chart", "test"]
  private static let run = ["run", "test", "--day", "2026-05-02"]
  private static let all = [
    chart, run, ["lake", "check"], ["lake", "prune"], ["tag", "list"], ["lake", "reindex"],
  ]

  private static let breaks = [
    Break(
      description: "a newer format",
      commands: all + [["lake", "repair"]],
      status: 32, saying: ["format 2", "newer"]
    ) { try $0.folder.write(#"{"format":2,"id":"x","seal":"y"}"#, to: "lake/format/2.json") },
    Break(
      description: "a catalogue of a newer format", commands: [chart, run], status: 32,
      saying: ["catalogue.sqlite", "format 99", "lake reindex"], hint: ["lake", "reindex"]
    ) { try setFormat(of: "\($0.lake)/catalogue.sqlite", to: 99) },
    Break(
      description: "a work state of a newer format",
      commands: [["queue", "list"], run, ["lake", "check"], ["lake", "repair"], ["lake", "prune"]],
      status: 32, saying: ["work.sqlite", "format 99", "newer"]
    ) { try setFormat(of: "\($0.lake)/work.sqlite", to: 99) },
    Break(
      description: "a record of a newer format",
      commands: [["lake", "check"], ["lake", "repair"], ["lake", "prune"], ["lake", "reindex"]],
      status: 32, saying: ["format 9", "newer"]
    ) { fixture in
      let path = try #require(try fixture.snapshots(of: "2026-05-02").first)
      let text = String(decoding: try fixture.bytes(path), as: UTF8.self)
      let newer = text.replacing("\"format\":1", with: "\"format\":9")
      #expect(newer != text)
      try fixture.remove(path)
      // Stored as a newer program would store it: under the hash of its own bytes.
      let digits = ObjectID(of: Array(newer.utf8)).description
      try fixture.folder.write(newer, to: "lake/\(path.dropLast(69))\(digits).json")
    },
    Break(
      description: "format/1.json empty", commands: all, status: 31,
      saying: ["format/1.json", "lake repair"],
      hint: ["lake", "repair"]
    ) { try $0.folder.write("", to: "lake/format/1.json") },
    Break(
      description: "format/1.json garbage", commands: all, status: 31,
      saying: ["format/1.json", "lake repair"],
      hint: ["lake", "repair"]
    ) { try $0.folder.write("{\"format\":1", to: "lake/format/1.json") },
    Break(
      description: "format/1.json with another check", commands: all, status: 31,
      saying: ["format/1.json", "lake repair"], hint: ["lake", "repair"]
    ) { fixture in
      let text = String(decoding: try fixture.bytes("format/1.json"), as: UTF8.self)
      let other = text.replacing(#/"check":"[0-9a-f]{8}"/#, with: "\"check\":\"00000000\"")
      #expect(other != text)
      try fixture.folder.write(other, to: "lake/format/1.json")
    },
    Break(
      description: "format/1.json missing", commands: all, status: 31,
      saying: ["format/1.json", "missing", "lake repair"],
      hint: ["lake", "repair"]
    ) { try $0.remove("format/1.json") },
    Break(
      description: "format/1.json a folder", commands: all, status: 31,
      saying: ["format/1.json", "Is a directory", "lake repair"], hint: ["lake", "repair"]
    ) { fixture in
      try fixture.remove("format/1.json")
      try FileManager.default.createDirectory(
        atPath: "\(fixture.lake)/format/1.json", withIntermediateDirectories: false)
    },
    Break(
      description: "the catalogue of another lake", commands: [chart], status: 31,
      saying: ["catalogue", "another lake"], hint: ["lake", "reindex"]
    ) { fixture in
      let other = try GoldenLake.fixture(format: 1)
      try overwrite("\(fixture.lake)/catalogue.sqlite", try other.bytes("catalogue.sqlite"))
    },
    Break(
      description: "a catalogue that is no database", commands: [chart], status: 31,
      saying: ["catalogue"], hint: ["lake", "reindex"]
    ) { try $0.folder.write(String(repeating: "no database ", count: 400), to: "lake/catalogue.sqlite") },
    Break(
      description: "the catalogue missing", commands: [chart], status: 0, saying: [],
      hint: ["lake", "reindex"]
    ) { try $0.remove("catalogue.sqlite") },
    Break(
      description: "the catalogue empty", commands: [chart], status: 0, saying: [],
      hint: ["lake", "reindex"]
    ) { try $0.folder.write("", to: "lake/catalogue.sqlite") },
    Break(
      description: "a record with another hash in its name",
      commands: [["lake", "check"], ["lake", "reindex"]],
      status: 31, saying: ["2026-05-02", "lake repair"]
    ) { fixture in
      let path = try #require(try fixture.snapshots(of: "2026-05-02").first)
      let other = "\(path.dropLast(69))\(String(repeating: "0", count: 64)).json"
      try FileManager.default.moveItem(atPath: "\(fixture.lake)/\(path)", toPath: "\(fixture.lake)/\(other)")
    },
    Break(
      description: "the folder of the objects missing", commands: [chart, ["lake", "check"]], status: 31,
      saying: ["missing", "lake repair"]
    ) { try $0.remove("objects") },
    Break(
      description: "the folder of the objects missing, and something to store", commands: [run], status: 31,
      saying: ["/lake/objects", "lake repair"]
    ) { try $0.remove("objects") },
  ]

  @Test func whatIsWrongIsNamedWithItsCure() async throws {
    let sound = try await LakeFixture.corrected()
    try await sound.marquee("tag", "add", "printed", "test", "2026-05-02")
    for fault in Self.breaks {
      let fixture = try sound.copy()
      try fixture.serve("B", "C", "A", on: "2026-05-02")
      try fault.inflict(fixture)
      for words in fault.commands {
        let before = try fixture.tree()
        let ending = try await fixture.start(words, now: "2026-05-10T12:00:00").ending()
        let told = ending.errors + ending.output
        #expect(ending.status == fault.status, "\(fault), \(words): \(told)")
        for word in fault.saying { #expect(told.contains(word), "\(fault), \(words): \(told)") }
        // A command that refuses a lake leaves it unchanged.
        if fault.status == 32 { #expect(try fixture.tree() == before, "\(fault), \(words)") }
      }
      if let hint = fault.hint {
        let cured = try await fixture.start(hint, now: "2026-05-10T13:00:00").ending()
        #expect(cured.status == 0, "\(fault): \(cured.errors) \(cured.output)")
        let verified = try await fixture.marquee("lake", "check", "--read-data", "--format", "json")
        #expect(verified.output.contains("\"problems\": []"), "\(fault): \(verified.output)")
        try await fixture.marquee("chart", "test", "--tag", "printed")
      }
    }
  }
}
