import Jobs
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Operations

struct JobFolderTests {
  private let folder = JobFolder(
    path: #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/jobs")

  @Test func everyJobThatComesWithMarqueeIsWithoutMistake() throws {
    let names = try folder.names()
    #expect(Set(names).isSuperset(of: ["imdb-top10", "imdb-top250", "sample"]))
    for name in names {
      let (definition, diagnostics) = try parse(name)
      #expect(diagnostics == [], "\(name)")
      #expect(definition?.chart.description == name)
    }
  }

  private func parse(_ name: String) throws -> (definition: JobDefinition?, diagnostics: [JobDiagnostic]) {
    do {
      return (try folder.definition(of: name), [])
    } catch let error as JobFileError {
      return (nil, error.diagnostics)
    }
  }

  @Test func aNameIsAFileOfTheFolderAndAPathIsItself() throws {
    #expect(try folder.file(of: "sample") == folder.path + "/sample.yaml")
    #expect(try folder.file(of: "./sample") == "./sample")
    #expect(try folder.file(of: "other/job.yaml") == "other/job.yaml")
    #expect(try folder.file(of: "job.yaml") == "job.yaml")
    #expect(JobFolder().file(named: "x") == "jobs/x.yaml")
  }

  @Test func aFileInPlaceOfTheFolderIsNoEmptyFolder() throws {
    let folder = try TemporaryFolder()
    try folder.write("x", to: "jobs")
    let failure = #expect(throws: Failure.self) { try JobFolder(path: folder.path(of: "jobs")).names() }
    #expect(failure?.kind == .definition)
    #expect(
      failure?.remedy == .either(.words("see that it is a folder that can be read"), or: .otherJobFolder))
  }

  @Test func anUnknownNameIsRefusedWithTheNameMeant() throws {
    let error = #expect(throws: JobFolderError.self) { try folder.file(of: "imdb-top-10") }
    #expect(error?.nearest == "imdb-top10")
    #expect(
      error?.description.contains("did you mean \"imdb-top10\"? known jobs: books, imdb-top10, imdb-top250")
        == true)
    let empty = JobFolderError(job: "x", folder: "jobs", known: [])
    #expect(
      empty.description
        == "there is no job \"x\" in jobs, and no other; write one as jobs/NAME.yaml, or name a path")
    #expect(try JobFolder(path: "/nowhere").names() == [])
  }

  @Test func aFileThatIsNotThereSaysSo() {
    let error = #expect(throws: JobFileError.self) { try JobFile.read("/nowhere/x.yaml") }
    #expect(
      error?.description.hasPrefix("cannot read the job file /nowhere/x.yaml: there is no such file") == true)
    #expect(throws: JobFileError(path: "/", reason: "it is a folder")) { try JobFile.read("/") }
  }
}
