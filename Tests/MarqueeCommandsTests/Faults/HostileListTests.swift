import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// Small compressed lists that unpack to 32 MiB of values that take much memory. Each ends with a clear message, in little
/// memory.
@Suite(.serialized, .timeLimit(.minutes(30))) struct HostileListTests {
  /// The memory in MiB that has to be enough for a list of 32 MiB.
  static let memory = 256

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var start = #"{"items":["#
    var piece: String
    var end = "]}"
    var status: Int32 = 12
    var words: String

    /// The list: the piece is repeated as often as fits into less than 32 MiB.
    var body: [UInt8] {
      var pieces = Array(piece.utf8)
      while pieces.count < 32_768 { pieces += pieces }
      var body = Array(start.utf8)
      body.reserveCapacity(32 << 20)
      for _ in 0..<((32 << 20) - 65_536) / pieces.count { body += pieces }
      return body + Array(end.utf8)
    }
  }

  private static let row = #""id":"tt1","title":"One","rank":1"#

  static let cases = [
    Case(
      testDescription: "empty objects", piece: "{},", end: "{}]}",
      words: "an array has more than 1000000 elements at line 1, column 3000011"),
    Case(
      testDescription: "empty arrays", piece: "[],", end: "[]]}",
      words: "an array has more than 1000000 elements at line 1, column 3000011"),
    Case(
      testDescription: "numbers", piece: "1,", end: "1]}",
      words: "an array has more than 1000000 elements at line 1, column 2000011"),
    Case(
      testDescription: "keys beside the rows", start: #"{"items":[{\#(row)}],"more":{"#, piece: #""k":1,"#,
      end: #""k":1}}"#, status: 0, words: "published"),
    Case(
      testDescription: "keys of the document", start: "{", piece: #""k":1,"#, end: #""items":[{\#(row)}]}"#,
      status: 0, words: "published"),
    Case(
      testDescription: "keys instead of rows", start: "{", piece: #""k":1,"#, end: #""k":1}"#,
      words: "no value at"),
    Case(
      testDescription: "keys of a row", start: #"{"items":[{"#, piece: #""k":1,"#, end: #"\#(row)}]}"#,
      words: "an object has more than 10000 members at line 1"),
    Case(
      testDescription: "values of a row", start: #"{"items":[{\#(row),"more":["#, piece: "{},", end: "1]}]}",
      words: "a value contains more than 100000 values at line 1"),
    Case(
      testDescription: "arrays within arrays", start: #"{"items":"#, piece: "[", end: "",
      words: "nested deeper than 128 levels at line 1"),
    Case(
      testDescription: "a title", start: #"{"items":[{"id":"tt1","rank":1,"title":""#, piece: "x",
      end: #""}]}"#, status: 11, words: "1 of 1 row cannot be read"),
    Case(
      testDescription: "an id of two spellings", start: #"{"items":[{"title":"x","rank":1,"id":""#,
      piece: "e\u{301}",
      end: #""}]}"#, status: 11, words: "1 of 1 row cannot be read"),
    Case(
      testDescription: "a title of escapes", start: #"{"items":[{"id":"tt1","rank":1,"title":""#,
      piece: #"\u0001"#, end: #""}]}"#, status: 11, words: "1 of 1 row cannot be read"),
    Case(
      testDescription: "a whole number", start: #"{"items":[{"id":"tt1","title":"x","rank":"#, piece: "1",
      end: "}]}", words: "a number is beyond the range of a double"),
    Case(
      testDescription: "a fraction", start: #"{"items":[{"id":"tt1","title":"x","rank":0."#, piece: "1",
      end: "}]}", status: 11, words: "1 of 1 row cannot be read"),
    Case(
      testDescription: "a rank of many commas", start: #"{"items":[{"id":"tt1","title":"x","rank":""#,
      piece: "1,", end: #"1"}]}"#, status: 11, words: "1 of 1 row cannot be read"),
    Case(
      testDescription: "a list of many commas", start: #"{"items":[{\#(row),"genre":""#, piece: "a,",
      end: #"a"}]}"#, status: 0, words: "published"),
    Case(
      testDescription: "rows of long lists",
      piece: #"{\#(row),"genre":"\#(String(repeating: "a,", count: 900))"},"#, end: "{\(row)}]}",
      words: "its entries have more than 5000000 values"),
    Case(
      testDescription: "rows that cannot be read",
      piece: #"{"id":"tt1","rank":"none at all","title":"x","more":"xxxxxxxxxxxxxxxxxxxxx"},"#,
      end: #"{"id":"tt1","rank":1,"title":"One"}]}"#, status: 11, words: "cannot be read"),
  ]

  @Test(arguments: cases) func aHostileListEndsInAClearWordAndInLittleMemory(_ hostile: Case) async throws {
    let fixture = try LoopbackFixture()
    let list = try fixture.folder.write(hostile.body, to: "list.json")
    _ = try shell("gzip -1 '\(list)'")
    let job = try fixture.job(
      url: "file:\(list).gz", fields: ["genre: { from: /genre, type: list }"])
    let ending = try await fixture.start(["run", job], memory: Self.memory).ending()
    #expect(ending.status == hostile.status, "\(ending.errors)")
    #expect((ending.errors + ending.output).contains(hostile.words), "\(ending.output) \(ending.errors)")
    #expect(ending.errors.utf8.count < 2000)
  }

  @Test func anAnswerOfManyValuesIsRefused() async throws {
    let fixture = try LoopbackFixture()
    let body =
      #"{"imdbID":"tt1","Response":"True","Ratings":["# + String(repeating: "{},", count: 1_300_000) + "1]}"
    fixture.serve { request in
      request.path == "/list" ? .respond(text: LoopbackFixture.list(["tt1"])) : .respond(text: body)
    }
    let job = try fixture.job(enriched: true, maxFailedItems: 1)
    let ending = try await fixture.start(["run", job], memory: Self.memory).ending()
    #expect(ending.status == 0, "\(ending.errors)")
    let told = try await fixture.lastRun().output
    #expect(told.contains("a value contains more than 10000 values"), "\(told)")
  }
}
