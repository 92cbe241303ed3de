import Jobs
import Testing

struct JobDocumentTests {
  @Test func aSyntaxErrorHasItsPlace() {
    let lines = diagnostics("chart: x\nextract: { url: \"file:x\"\ntransform: 1\n")
    #expect(lines.count == 1)
    #expect(lines[0].hasPrefix("x:3:1"), "\(lines)")
    #expect(lines[0].contains("not YAML: "))
    #expect(diagnostics("chart: x\n\ttitle: y\n").first?.contains("indent with spaces") == true)
  }

  @Test func aRepeatedKeyIsNamedAndHidesNoOtherMistake() {
    let lines = diagnostics(wholeJob + "\nchart: other\nextra: 1\n")
    #expect(
      lines == [
        "x:1:1: duplicate key \"chart\"",
        "x:51:1: unknown key \"extra\"; allowed here: chart, title, item, measures, cadence, same-as, epochs, dataset, "
          + "schedule, extract, transform, enrich, check, archives, agreement, on-conflict, notify",
      ])
    #expect(
      diagnostics(replacing: "redirects: 3", with: "\"redirects\": 3\n  'redirects': 4\n  redirects: 5").count
        == 2)
  }

  @Test(arguments: ["", "\n", "# nothing but words\n"])
  func anEmptyFileSaysSo(text: String) {
    #expect(diagnostics(text) == ["x:1:1: the file is empty; a job file starts with \"chart: NAME\""])
  }

  @Test(arguments: ["just words", "[1, 2]", "{}"])
  func somethingElseThanAMappingIsRefused(text: String) {
    #expect(!diagnostics(text).isEmpty)
  }

  @Test func aByteOrderMarkIsNoPartOfTheText() {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    func told(_ bytes: [UInt8]) -> [String] {
      JobFile.parse(bytes: bytes, path: "x").diagnostics.map { $0.text(path: "x") }
    }
    #expect(JobFile.parse(bytes: mark + Array(wholeJob.utf8), path: "x").definition != nil)
    // Lines and columns are those that an editor shows, in the first line too.
    #expect(told(mark + Array("chrt: x\nextrac: 1\n".utf8)) == told(Array("chrt: x\nextrac: 1\n".utf8)))
    #expect(told(mark + Array("chrt: x\n".utf8)).first?.hasPrefix("x:1:1: unknown key \"chrt\"") == true)
    #expect(told(mark + Array("chart: [\n".utf8)) == told(Array("chart: [\n".utf8)))
    #expect(told(mark) == ["x:1:1: the file is empty; a job file starts with \"chart: NAME\""])
    // At most one byte order mark is accepted, and only at the start.
    #expect(!told(mark + mark + Array(wholeJob.utf8)).isEmpty)
  }

  @Test func bytesThatAreNotUTF8AreRefusedWithTheirLine() {
    let bytes = Array("chart: x\ntitle: L".utf8) + [0xE9] + Array("on\n".utf8)
    let diagnostics = JobFile.parse(bytes: bytes, path: "x").diagnostics
    #expect(
      diagnostics.map { $0.text(path: "x") } == ["x:2:1: the text is not UTF-8; save the file as UTF-8"])
  }

  @Test func aHugeFileIsRefused() {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: 1 << 20 + 1)
    #expect(
      JobFile.parse(bytes: bytes, path: "x").diagnostics.first?.message == "the file is larger than 1 MiB")
  }

  @Test func aliasesThatUnfoldWithoutEndAreRefusedAtOnce() {
    var text = "a0: &a0 [x,x]\n"
    for level in 1...40 {
      text += "a\(level): &a\(level) [\(repeatElement("*a\(level - 1)", count: 9).joined(separator: ","))]\n"
    }
    #expect(diagnostics(text) == ["x:1:1: the file has more than 24 aliases; write the values out"])
    // Too few aliases for the limit above, in keys that are compared with each other.
    text = "a0: &a0 [x,x]\n"
    for level in 1...7 { text += "a\(level): &a\(level) [*a\(level - 1),*a\(level - 1),*a\(level - 1)]\n" }
    #expect(!diagnostics(text + "? *a7\n: 1\n? *a7\n: 2\n").isEmpty)
  }

  @Test func deepNestingIsRefused() {
    #expect(!diagnostics(String(repeating: "[", count: 100_000)).isEmpty)
    #expect(!diagnostics(String(repeating: "{a: ", count: 100_000)).isEmpty)
    #expect(!diagnostics(String(repeating: "- ", count: 100_000)).isEmpty)
  }

  @Test func noPrefixOfAJobCrashesTheReader() {
    let bytes = Array(wholeJob.utf8)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      let (definition, diagnostics) = JobFile.parse(bytes: Array(bytes[..<length]), path: "x")
      #expect((definition == nil) != diagnostics.isEmpty)
    }
  }

  @Test func controlCharactersAreShownHarmless() {
    let lines = diagnostics(replacing: "title: IMDb", with: "\"ti\\e[31mtle\": IMDb")
    #expect(lines.first?.contains("␛[31m") == true)
    #expect(!lines.contains { $0.contains("\u{1B}") })
  }
}
