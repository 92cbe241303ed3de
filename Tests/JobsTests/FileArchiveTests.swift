import JSON
import RankingModel
import Testing

@testable import Jobs

/// Archives that are files or documents, in job files.
@Suite struct FileArchiveTests {
  private func parse(
    _ archive: String, cadence: String = "daily", extract: String = "{ url: \"https://a.org/list.json\" }",
    path: String = "x", hasFolder: @escaping (String) -> Bool = { _ in true }
  ) -> (archives: [Archive]?, lines: [String]) {
    let text = """
      chart: x
      cadence: \(cadence)
      extract: \(extract)
      transform: { fields: { rank: { position: true }, id: { from: /id }, title: { from: /name } } }
      archives:
        - \(archive)
      """
    let (definition, diagnostics) = JobFile.parse(
      bytes: Array(text.utf8), path: path, hasFolder: hasFolder)
    return (definition?.archives, diagnostics.map { $0.text(path: "x") })
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    let lines = { (url: String) in
      parse("files: \"\(url)\"", path: "/jobs/x.yaml", hasFolder: { $0 == "/jobs/captures" }).lines
    }
    #expect(lines("file:captures/*.json") == [])
    let absent = lines("file:capture/*.json")
    #expect(absent.count == 1)
    #expect(absent.first?.hasPrefix("x:6:") == true)
    #expect(
      absent.first?.hasSuffix(
        ": there is no folder /jobs/capture; a relative path starts at the folder of the job file") == true)
    #expect(lines("file:/captures/*.json").count == 1)
  }

  @Test func theyAreRead() throws {
    let date = try #require(JSONPointer("/date"))
    #expect(
      parse(#"{ document: "file:all-days.csv", group-by: /date }"#).archives == [
        .document(Archive.Document(url: "file:all-days.csv", groupBy: date))
      ])
    #expect(
      parse(#"{ files: "file:captures/*.json", day: /date }"#).archives == [
        .files(Archive.Files(url: "file:captures/*.json", day: date))
      ])
    #expect(
      parse(#"files: "file:/srv/one.json""#).archives == [.files(Archive.Files(url: "file:/srv/one.json"))])
    #expect(
      parse(#"url: "file:{iso-year}/{week}.json""#, cadence: "weekly").archives == [
        .dated(.address(URLTemplate("file:{iso-year}/{week}.json")), dates: nil)
      ])
  }

  @Test(arguments: [
    (#"files: "https://a.org/*.json""#, "must be a file: URL; such as file:captures/*.json"),
    (#"files: "file:*/list.json""#, "* stands only in the last part of"),
    (#"files: "file:captures/""#, "names no files; add * for all files of the folder"),
    (#"files: "file:{day}.json""#, "has an unknown variable {day}; no variable stands here"),
    (#"document: "file:all.csv""#, "the key \"group-by\" is missing"),
    (#"{ document: "file:{day}.csv", group-by: /date }"#, "must be one document for all days"),
    (#"{ document: "file:all.csv", group-by: "" }"#, "a row is no date; name the field that has it"),
    (#"url: "file:{yyyy}{m}{d}.json""#, "the URL of an archive names no day"),
    (
      #"url: "file:{iso-year}/{week}.json""#,
      "{week} names no day; use {day} or its parts, or cadence: weekly"
    ),
  ])
  func mistakesSayWhatToDo(archive: String, message: String) {
    let lines = parse(archive).lines
    #expect(lines.count == 1, "\(lines)")
    #expect(lines.first?.contains(message) == true, "\(lines)")
  }

  @Test func anArchiveMayBeWrittenInAnotherWayThanTodaysList() {
    let archive = #"url: "file:history/{day}.csv""#
    let extract = #"{ url: "https://a.org/list.json", items: /items, delimiter: ";" }"#
    #expect(parse(archive, extract: extract).lines == [])
    let fixed = #"{ url: "https://a.org/list.json", format: json, delimiter: ";" }"#
    #expect(parse(archive, extract: fixed).lines.count == 1)
  }

  @Test func todaysListOfAWeekNeedsAWeeklyChartToo() {
    let archive = #"url: "file:history/{day}.json""#
    let extract = #"{ url: "https://a.org/{iso-year}/{week}.json" }"#
    #expect(parse(archive, cadence: "{ weekly: saturday }", extract: extract).lines == [])
    #expect(parse(archive, extract: extract).lines.count == 1)
  }
}
