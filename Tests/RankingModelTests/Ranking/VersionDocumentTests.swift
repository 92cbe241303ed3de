import JSON
import RankingModel
import Testing

struct VersionDocumentTests {
  private let entries = [
    Entry(
      rank: 1, id: ItemID("tt0111161"), title: "The Shawshank Redemption",
      fields: [JSONMember("year", 1994), JSONMember("rating", 9.3), JSONMember("actors", ["Tim Robbins"])]),
    Entry(rank: 2, id: ItemID("tt0108052"), title: "Schindler's \"List\""),
  ]

  @Test func hasOneEntryALineInCanonicalForm() {
    let expected = """
      [
      {"actors":["Tim Robbins"],"id":"tt0111161","rank":1,"rating":9.3,"title":"The Shawshank Redemption","year":1994},
      {"id":"tt0108052","rank":2,"title":"Schindler's \\"List\\""}
      ]

      """
    #expect(String(decoding: VersionDocument.bytes(entries), as: UTF8.self) == expected)
  }

  @Test func everyLineIsTheCanonicalFormOfItsEntry() {
    let names = ["a", "ic", "id0", "j", "ran", "rank0", "s", "title ", "u", "z", "Z", "é", "😀"]
    let entry = Entry(rank: 3, id: ItemID("x"), title: "T", fields: names.map { JSONMember($0, 1) })
    let lines = VersionDocument.bytes([entry]).split(separator: UInt8(ascii: "\n"))
    #expect(Array(lines[1]) == CanonicalJSON.bytes(entry.json))
  }

  @Test func comesBackAsItWas() throws {
    #expect(try VersionDocument.entries(VersionDocument.bytes(entries)) == entries)
    #expect(VersionDocument.bytes([]) == Array("[\n]\n".utf8))
    #expect(try VersionDocument.entries(VersionDocument.bytes([])).isEmpty)
  }

  @Test func aFieldIsSetReplacedAndTakenAwayInOrder() {
    var entry = entries[0]
    entry["genre"] = ["Drama"]
    entry["rating"] = 9.2
    entry["year"] = nil
    #expect(entry.fields.map(\.key) == ["actors", "genre", "rating"])
    #expect(entry["rating"] == 9.2)
  }
}
