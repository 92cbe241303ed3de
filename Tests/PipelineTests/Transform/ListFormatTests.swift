import JSON
import ListSources
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

/// Lists in other forms than one JSON array.
@Suite struct ListFormatTests {
  private static let fields = transformation(field("artist", "/Artist Name"))

  private func read(
    _ bytes: [UInt8], _ change: (inout Extraction) -> Void
  ) throws(TransformError) -> TransformResult {
    var extraction = Extraction(url: "", items: [.document])
    change(&extraction)
    return try Transformer(ListFormatTests.fields, extraction).entries(of: bytes)
  }

  private func table(
    _ text: String, _ format: ListFormat = .csv, delimiter: Character = ","
  ) throws(TransformError) -> TransformResult {
    try read(Array(text.utf8)) { ($0.format, $0.delimiter) = (format, delimiter) }
  }

  private func json(
    _ text: String, _ items: String..., key: String? = nil
  ) throws(TransformError) -> TransformResult {
    try read(Array(text.utf8)) {
      ($0.items, $0.keyName) = (items.compactMap { JSONPointer($0) }, key)
    }
  }

  private func error(_ read: () throws(TransformError) -> TransformResult) -> TransformError? {
    do throws(TransformError) {
      _ = try read()
      return nil
    } catch { return error }
  }

  @Test func aTableHasItsNamesInTheFirstLine() throws {
    let result = try table(
      "\u{FEFF}rank,id,title,Artist Name\r\n1,a,\"One, \"\"1\"\"\",X\r\n\r\n2,b,\"Two\nlines\",\r\n")
    #expect(result.rows == 2)
    #expect(result.unreadableCount == 0)
    #expect(result.entries.map(\.title) == ["One, \"1\"", "Two\nlines"])
    #expect(result.entries.map { $0["artist"] } == ["X", nil])
    #expect(try table("rank;id;title\n1;a;A", delimiter: ";").entries.map(\.title) == ["A"])
    #expect(try table("rank\tid\ttitle\n1\ta\tA, B\n", .tsv).entries.map(\.title) == ["A, B"])
    #expect(try table("rank,id,title\n").rows == 0)
  }

  @Test func repeatedAndEmptyNamesAreToldApart() throws {
    var extraction = Extraction(url: "", items: [.document])
    extraction.format = .csv
    let fields = transformation(field("second", "/title (2)"), field("third", "/column 5"))
    let result = try Transformer(fields, extraction).entries(
      of: Array("rank,id,title,title,\n1,a,A,B,C\n".utf8))
    #expect(result.entries.map(\.title) == ["A"])
    #expect(result.entries.map { $0["second"] } == ["B"])
    #expect(result.entries.map { $0["third"] } == ["C"])
  }

  @Test func aLineOfAnotherLengthIsAnUnreadableRow() throws {
    let result = try table("rank,id,title\n1,a,A\n2,b\n3,c,C,x\n")
    #expect(result.rows == 3)
    #expect(result.entries.count == 1)
    #expect(
      result.unreadable.map(\.description) == [
        "row 2 has 2 values under 3 column names", "row 3 has 4 values under 3 column names",
      ])
  }

  @Test func aTableThatIsNoneSaysWhere() {
    #expect(
      error { () throws(TransformError) in try table("rank,id,title\n1,a,\"A\n2,b,B\n") }?.description
        == "not CSV: a quotation mark is not closed; the last one is in line 2")
    #expect(
      error { () throws(TransformError) in try table("rank,id,title\n1,a,A\n2,b,\"B\"b\n") }?.description
        == "not CSV: a value contains an unescaped quotation mark, after row 1")
    #expect(
      error { () throws(TransformError) in try table("rank,id,title\n1,a,\0\n") }?.description
        == "not CSV: line 2 contains a zero byte")
    let broken = error { () throws(TransformError) in
      try read(Array("rank,id,title\n1,a,".utf8) + [0xFF]) { $0.format = .tsv }
    }
    #expect(broken?.description == "not TSV: line 2 is not UTF-8")
    #expect(broken?.kind == .notTable)
    #expect(error { () throws(TransformError) in try table("<!doctype html><html>") }?.kind == .webPage)
    #expect(error { () throws(TransformError) in try table("\n \n") }?.kind == .empty)
  }

  @Test func eachLineOfJSONLinesIsARow() throws {
    let text = """
      \u{FEFF}{"rank":1,"id":"a","title":"A"}\r

      {"rank":2,
      {"rank":3,"id":"c","title":"C"}
      """
    let result = try read(Array(text.utf8)) { $0.format = .jsonLines }
    #expect(result.rows == 3)
    #expect(result.entries.map(\.title) == ["A", "C"])
    #expect(result.unreadable.map(\.position) == [2])
    #expect(result.unreadable[0].description.hasPrefix("row 2 is not JSON: "))
    #expect(result.unreadable[0].description.hasSuffix(" at line 3, column 11"))
    #expect(
      error { () throws(TransformError) in try read(Array("1\n2\n".utf8)) { $0.format = .jsonLines } }?.kind
        == .noRows)
  }

  @Test func arraysThatAreSplitOrNestedAreJoined() throws {
    let row = { (rank: Int) in #"{"rank":\#(rank),"id":"i\#(rank)","title":"T\#(rank)"}"# }
    #expect(
      try json(#"{"top":[\#(row(1))],"rest":[\#(row(2)),\#(row(3))]}"#, "/top", "/rest").entries.map(\.rank)
        == [1, 2, 3])
    #expect(
      try json(#"{"p":[{"i":[\#(row(1))]},{"i":[\#(row(2))]}]}"#, "/p/*/i").entries.map(\.rank) == [1, 2])
    #expect(try json(#"{"a":[\#(row(2))],"b":[\#(row(1))]}"#, "/*").entries.map(\.rank) == [1, 2])
    #expect(
      error { () throws(TransformError) in try json(#"{"p":[{"i":[]},{"e":1}]}"#, "/p/*/i") }?.description
        == #"no value at "/p/1/i": "/p/1" is an object with the keys "e""#)
  }

  @Test func theMembersOfAnObjectMayBeRows() throws {
    let films = #"{"films":{"tt2":{"rank":2,"title":"B"},"tt1":{"rank":1,"title":"A"}}}"#
    let result = try json(films, "/films", key: "id")
    #expect(result.entries.map(\.id.description) == ["tt1", "tt2"])
    #expect(error { () throws(TransformError) in try json(films, "/films") }?.kind == .noArray)
    #expect(
      error { () throws(TransformError) in try json(#"{"films":[]}"#, "/films", key: "id") }?.description
        == #"the value at "/films" is an array, not an object of rows by key"#)
  }

  @Test func aListNamesItsDate() throws {
    let row = #"{"rank":1,"id":"a","title":"A","on":"2026-05-03"}"#
    func date(_ text: String, _ pointer: String, _ change: (inout Extraction) -> Void = { _ in }) throws
      -> String?
    {
      try read(Array(text.utf8)) {
        $0.date = JSONPointer(pointer)
        change(&$0)
      }.date
    }
    #expect(
      try date(#"{"date":"2026-05-02","items":[\#(row)]}"#, "/date") { $0.items = [JSONPointer("/items")!] }
        == "2026-05-02")
    #expect(try date("[\(row)]", "/date") == nil)
    // Pages are stored in an array, and the first page names the date of all.
    #expect(
      try date(#"[{"date":"2026-05-04","items":[\#(row)]},{"date":"2026-05-05","items":[]}]"#, "/date") {
        $0.items = [JSONPointer("/items")!]
        $0.pages = ListPages(next: .linkHeader)
      } == "2026-05-04")
    #expect(try date(row, "/on") { $0.format = .jsonLines } == "2026-05-03")
    #expect(try date("rank,id,title,on\n1,a,A,2 May 2026\n", "/on") { $0.format = .csv } == "2 May 2026")
  }
}
