import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// `marquee job try`, `marquee job new` and `marquee job schema`.
@Suite struct JobTryTests {
  @Test func theFirstEntriesAreShownAndNothingIsWritten() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let result = try await fixture.run(
      "job", "try", "test", "--day", "2026-05-01", "--rows", "2", "--format", "csv")
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output.split(whereSeparator: \.isNewline).map(String.init) == [
        "rank,id,title", "1,a,A", "2,b,B",
      ])
    #expect(result.errors.contains("2026-05-01: 3 rows read from file:../lists/2026-05-01.json, 3 entries"))
    #expect(result.errors.contains("no check found anything"))
    #expect(!FileManager.default.fileExists(atPath: fixture.lake))
  }

  @Test func whatTheChecksFindIsTold() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let list = try fixture.folder.write(
      #"[{"id":"a","title":"A","rank":1},{"id":"a","title":"B","rank":2},{"id":"c","title":"C","rank":"none"}]"#,
      to: "other.json")
    let result = try await fixture.run("job", "try", "test", "--input", list, "--json")
    #expect(result.status == 0, "\(result.errors)")
    let rows = try JSONReader.read(Array(result.output.utf8)).array
    #expect(rows?.map { $0["title"]?.string } == ["A", "B"])
    #expect(result.errors.contains("3 rows read from input:other.json, 2 entries"))
    #expect(result.errors.contains("quarantine: 1 duplicate id: a at 1 and 2"))
    #expect(result.errors.contains("quarantine: 1 of 3 rows cannot be read: row 3: rank"))
  }

  @Test func aDayWithoutAListAndAListThatDoesNotFitEndTheTrial() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let missing = try await fixture.run("job", "try", "test", "--day", "2026-05-02")
    #expect(missing.status == 14)
    #expect(missing.errors.contains("the archive file:../lists/{day}.json has no list of 2026-05-02"))
    let later = try await fixture.run("job", "try", "test", "--day", "2026-05-11")
    #expect(later.status == 64)
    let list = try fixture.folder.write(#"{"items": []}"#, to: "other.json")
    let other = try await fixture.run("job", "try", "test", "--input", list)
    #expect(other.status == 20)
    #expect(other.errors.contains("the list cannot be read as the job file says"))
  }

  @Test func aDraftIsWrittenOnceAndCanBeTried() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let list = fixture.folder.path(of: "lists/2026-05-01.json")
    let file = fixture.folder.path(of: "jobs/songs.yaml")
    let written = try await fixture.run("job", "new", list, "--chart", "songs", "--output", file)
    #expect(written.status == 0, "\(written.errors)")
    #expect(written.output.isEmpty)
    #expect(written.errors.contains("3 rows; their keys:\n  /id: a string in 3 rows, such as a\n"))
    #expect(written.errors.contains("wrote \(file); next: marquee job try"))
    #expect(written.errors.contains("\(file) --day 2026-05-01"))
    let tried = try await fixture.run("job", "try", "songs", "--format", "jsonl")
    #expect(tried.status == 0, "\(tried.errors)")
    #expect(tried.output.split(whereSeparator: \.isNewline).count == 3)
    let again = try await fixture.run("job", "new", list, "--chart", "songs", "--output", file)
    #expect(again.status == 64)
    #expect(again.errors.contains("cannot be written: file exists"))
    let printed = try await fixture.run("job", "new", list, "--chart", "songs")
    #expect(printed.output == (try String(contentsOfFile: file, encoding: .utf8)))
  }

  @Test func theSchemaAndTheReferenceArePrinted() async throws {
    let fixture = try ProgramFixture()
    let schema = try await fixture.run("job", "schema")
    #expect(try JSONReader.read(Array(schema.output.utf8))["properties"]?["chart"] != nil)
    let reference = try await fixture.run("job", "schema", "--reference")
    #expect(reference.output.hasPrefix("# The job file\n"))
    #expect(try await fixture.run("job", "schema", "--format", "csv").status == 64)
  }
}
