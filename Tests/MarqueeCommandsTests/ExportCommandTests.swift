import Foundation
import JSON
import MarqueeTestSupport
import RankingModel
import Testing

/// `marquee export`, with the program itself.
@Suite(.timeLimit(.minutes(30))) struct ExportCommandTests {
  private static let csv =
    "chart,day,rank,id,title,rating\r\ntest,2026-05-01,1,tt-alpha,Alpha,9.5\r\ntest,2026-05-01,2,tt-beta,Beta,8.5\r\n"

  /// A published day and a quarantined day.
  private func fixture() async throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try await fixture.record(
      [("2026-05-01", .published, ["Alpha", "Beta"]), ("2026-05-02", .quarantined, ["Gamma"])],
      measures: ["rating"])
    return fixture
  }

  private func export(_ fixture: ProgramFixture, _ words: String...) async throws -> RunningProgram.Ending {
    try await MarqueeBinary.run(["export"] + words, environment: ["MARQUEE_LAKE": fixture.lake])
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func rowsGoToStandardOutput() async throws {
    let fixture = try await fixture()
    let csv = try await export(fixture, "csv", "test", "--output", "-")
    #expect(csv.status == 0, "\(csv.errors)")
    #expect(csv.output == Self.csv)
    let lines = try await export(fixture, "jsonl", "test", "--columns", "rank, title", "-o", "-")
    #expect(lines.output == "{\"rank\":1,\"title\":\"Alpha\"}\n{\"rank\":2,\"title\":\"Beta\"}\n")
  }

  @Test func theAnswerIsWhatWasWritten() async throws {
    let fixture = try await fixture()
    let file = fixture.folder.path(of: "top.csv")
    let ending = try await export(fixture, "csv", "test", "--output", file, "--format", "json")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(try text(file) == Self.csv)
    let description = fixture.folder.path(of: "datapackage.json")
    let expected: JSONValue = [
      "files": [
        ["path": .string(file), "rows": 2, "bytes": JSONValue(Self.csv.utf8.count)],
        [
          "path": .string(description), "rows": .null,
          "bytes": JSONValue(try text(description).utf8.count),
        ],
      ]
    ]
    #expect(try JSONReader.read(Array(ending.output.utf8)) == expected)
  }

  @Test func everyFormGoesIntoAFolder() async throws {
    let fixture = try await fixture()
    let folder = fixture.folder.path(of: "out")
    for form in ["parquet", "jsonl", "csv", "sqlite"] {
      let ending = try await export(fixture, form, "test", "--output", folder + "/")
      #expect(ending.status == 0, "\(ending.errors)")
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
        "datapackage.json", "day=2026-05-01", "metadata.json", "test.csv", "test.parquet", "test.sqlite",
      ])
    let parquet = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/test.parquet")))
    #expect(parquet.prefix(4) == Array("PAR1".utf8)[...])
    #expect(parquet.suffix(4) == Array("PAR1".utf8)[...])
    #expect(try text("\(folder)/test.csv") == Self.csv)
  }

  @Test func whatCannotBeExportedHasItsExitCode() async throws {
    let fixture = try await fixture()
    let place = fixture.folder.path(of: "out")
    #expect(try await export(fixture, "csv", "other", "--output", place).status == 14)
    #expect(try await export(fixture, "csv", "test", "--from", "2026-05-02", "--output", place).status == 14)
    #expect(try await export(fixture, "csv", "test", "--columns", "vote", "--output", place).status == 64)
    #expect(try await export(fixture, "parquet", "test", "--output", "-").status == 64)
    #expect(try await export(fixture, "sqlite", "test", "--output", "-").status == 64)
    #expect(
      try await export(fixture, "csv", "test", "--output", fixture.folder.path(of: "none/out")).status == 33)
    #expect(!FileManager.default.fileExists(atPath: place))
  }

  @Test(
    .enabled(if: TestMount.isAllowed, "mounting is not allowed here"),
    arguments: ["jsonl", "csv", "sqlite"])
  func aFullDiskLeavesWhatWasThere(form: String) async throws {
    let fixture = try await fixture()
    let mount = try TestMount(emptyAt: fixture.folder.path(of: "disk"), kibibytes: 1024)
    let place = "\(mount.path)/out.\(form)"
    try "precious".write(toFile: place, atomically: false, encoding: .utf8)
    try mount.fill(leaving: 0)
    let refused = try await export(fixture, form, "test", "--output", place)
    #expect(refused.status == 64, "\(refused.errors)")
    #expect(refused.errors.contains("--force"), "\(refused.errors)")
    let ending = try await export(fixture, form, "test", "--output", place, "--force")
    #expect(ending.status == 33, "\(ending.errors)")
    #expect(ending.errors.contains("free some space"), "\(ending.errors)")
    #expect(try text(place) == "precious")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: mount.path).count { $0.hasSuffix(".tmp") } == 0)
  }
}
