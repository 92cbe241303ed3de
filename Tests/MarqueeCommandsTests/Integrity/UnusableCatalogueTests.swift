import Foundation
import GRDB
import JSON
import MarqueeTestSupport
import Testing

/// A catalogue that another program changed or damaged is no damage to the lake: the catalogue is an index of the rest.
@Suite(.timeLimit(.minutes(30))) struct UnusableCatalogueTests {
  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// What a reader's message says; `nil` if a reader rebuilds the catalogue itself.
    var saying: String?
    var make: @Sendable (LakeFixture) throws -> Void
  }

  static let changes: [Change] = [
    Change(testDescription: "a byte changed", saying: nil) {
      try $0.change("catalogue.sqlite", at: try $0.bytes("catalogue.sqlite").count - 100)
    },
    Change(testDescription: "another lake's", saying: "another lake") {
      let other = try GoldenLake.fixture(format: 1)
      try overwrite("\($0.lake)/catalogue.sqlite", try other.bytes("catalogue.sqlite"))
    },
    Change(testDescription: "no database", saying: "catalogue") {
      try $0.folder.write(String(repeating: "no database ", count: 400), to: "lake/catalogue.sqlite")
    },
    Change(testDescription: "another SQLite database", saying: "catalogue") {
      try $0.remove("catalogue.sqlite")
      try Self.write("CREATE TABLE notes (text TEXT); PRAGMA user_version = 1", $0)
    },
    Change(testDescription: "a table that another program added", saying: "reindex") {
      try Self.write("CREATE VIRTUAL TABLE title_index USING fts5(text)", $0)
    },
    Change(testDescription: "rows that another program changed", saying: nil) {
      try Self.write("UPDATE title SET text = text || '!'", $0)
    },
    Change(testDescription: "missing", saying: nil) { try $0.remove("catalogue.sqlite") },
  ]

  /// Writes to the catalogue as a program that does not know of its checksums.
  private static func write(_ sql: String, _ fixture: LakeFixture) throws {
    let database = try DatabaseQueue(path: "file:\(fixture.lake)/catalogue.sqlite?vfs=unix")
    try database.writeWithoutTransaction { try $0.execute(sql: sql) }
    try database.close()
  }

  @Test(arguments: changes) func aWriterMakesItAnewAndAReaderRefusesIt(change: Change) async throws {
    let fixture = try await LakeFixture.corrected()
    let chart = try await fixture.marquee("chart", "test", "--format", "json").output
    try change.make(fixture)
    let check = try await fixture.json([String: Any].self, "lake", "check", "--read-data")
    #expect(check["sound"] as? Bool == true)
    let problems = check["problems"] as? [[String: Any]] ?? []
    #expect(
      problems.contains { $0["kind"] as? String == "catalogue" && $0["severity"] as? String == "notice" })
    if let saying = change.saying {
      let refused = try await fixture.marquee("chart", "test", status: 31)
      #expect(refused.errors.contains(saying) && refused.errors.contains("lake reindex"), "\(refused.errors)")
    }
    let ending = try await fixture.marquee("run", "test", "--day", "2026-05-02")
    #expect(
      ending.errors.contains("was rebuilt") == (change.testDescription != "missing"), "\(ending.errors)")
    try await fixture.expectSound()
    #expect(try await fixture.marquee("chart", "test", "--format", "json").output == chart)
    let kept = try? FileManager.default.contentsOfDirectory(atPath: "\(fixture.lake)/damaged")
    #expect((kept?.count ?? 0) == (change.testDescription == "missing" ? 0 : 1))
  }

  /// The catalogue has the bytes of a record that is gone; a rebuilt one would not have them.
  @Test func aCatalogueThatKnowsALostRecordIsNotReplaced() async throws {
    let fixture = try await LakeFixture.corrected()
    let chart = try await fixture.marquee("chart", "test", "--format", "json").output
    try Self.write("CREATE TABLE notes (text TEXT)", fixture)
    try fixture.remove(try #require(try fixture.snapshots(of: "2026-05-02").first))
    let before = try fixture.bytes("catalogue.sqlite")
    _ = try await fixture.marquee("run", "test", "--day", "2026-05-02", status: 31)
    #expect(try fixture.bytes("catalogue.sqlite") == before)
    let check = try await fixture.marquee("lake", "check", status: 31)
    #expect(check.output.contains("and the catalogue names it"), "\(check.output)")
    try await fixture.marquee("lake", "repair")
    try await fixture.expectSound()
    #expect(try fixture.snapshots(of: "2026-05-02").count == 1)
    #expect(try await fixture.marquee("chart", "test", "--format", "json").output == chart)
  }

  @Test func ofALakeWithoutRecordsItIsMadeAnewToo() async throws {
    let fixture = try LakeFixture()
    try await fixture.marquee("lake", "init")
    try fixture.folder.write("no database", to: "lake/catalogue.sqlite")
    try fixture.serve("1", "2", "3", on: "2026-05-02")
    let ending = try await fixture.marquee("run", "test", "--day", "2026-05-02")
    #expect(ending.errors.contains("was rebuilt"), "\(ending.errors)")
    try await fixture.expectSound()
  }

  @Test func aCatalogueThatCannotBeMadeAnewIsNotCopiedAtEveryCall() async throws {
    let fixture = try await LakeFixture.corrected()
    try Self.write("CREATE TABLE notes (text TEXT)", fixture)
    try fixture.remove(try fixture.object(of: "version"))
    for _ in 0..<2 {
      let refused = try await fixture.marquee("run", "test", "--day", "2026-05-02", status: 31)
      #expect(!refused.errors.contains("was rebuilt"), "\(refused.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.lake)/damaged"))
  }
}
