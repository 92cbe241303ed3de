import JSON
import ListSources
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

/// The place of an entry's row in its list.
@Suite struct RowRangeTests {
  /// The text of the row of the item `b` with rank 2.
  private func row(_ list: String, _ change: (inout Extraction) -> Void = { _ in }) throws -> String? {
    var extraction = Extraction(url: "", items: [.document])
    change(&extraction)
    let transformer = Transformer(transformation(), extraction)
    let bytes = Array(list.utf8)
    let entries = try transformer.entries(of: bytes).entries
    let entry = try #require(entries.first { $0.id == ItemID("b") && $0.rank == 2 })
    return transformer.range(of: entry, in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  @Test func anElementOfAnArray() throws {
    let b = #"{ "id": "b", "title": "B ]}", "rank": 2 }"#
    let rows = #"[{"id":"a","title":"A","rank":1}, \#(b) ,{"id":"b","title":"B","rank":3}]"#
    #expect(try row(rows) == b)
    #expect(
      try row(#"{"data": 1, "items": \#(rows), "more": [1]}"#) { $0.items = [JSONPointer("/items")!] } == b)
  }

  @Test func aLineOfJSONLines() throws {
    let b = #"{"id":"b","title":"B","rank":2}"#
    let lines =
      "{\"id\":\"a\",\"title\":\"A\",\"rank\":1}\n\n\(b)\n{\"id\":\"c\",\"title\":\"C\",\"rank\":3}\n"
    #expect(try row(lines) { $0.format = .jsonLines } == b)
    #expect(try row(b) { $0.format = .jsonLines } == b)
  }

  @Test func aLineOfATable() throws {
    let list = "\u{FEFF}rank,id,title\r\n1,a,\"A,\n\"\"1\"\"\"\r\n\r\n2,b,\"B\nB\"\r\n3,c,C"
    #expect(try row(list) { $0.format = .csv } == "2,b,\"B\nB\"")
    #expect(try row("rank\tid\ttitle\n2\tb\tB, B\n") { $0.format = .tsv } == "2\tb\tB, B")
  }

  @Test func rowsOfSeveralPlacesHaveNone() throws {
    let list = #"{"x":[{"id":"a","title":"A","rank":1}],"y":[{"id":"b","title":"B","rank":2}]}"#
    #expect(try row(list) { $0.items = [JSONPointer("/x")!, JSONPointer("/y")!] } == nil)
  }

  @Test func anEntryThatIsNotInTheListHasNone() {
    let transformer = Transformer(transformation(), Extraction(url: "", items: [.document]))
    let list = Array(#"[{"id":"a","title":"A","rank":1}]"#.utf8)
    #expect(transformer.range(of: Entry(rank: 2, id: ItemID("a"), title: "A"), in: list) == nil)
    #expect(transformer.range(of: Entry(rank: 1, id: ItemID("b"), title: "A"), in: list) == nil)
    #expect(transformer.range(of: Entry(rank: 1, id: ItemID("a"), title: "A"), in: Array("no".utf8)) == nil)
  }
}
