import JSON
import RankingModel
import Testing

/// Whole numbers past 2^53 in stored records, which canonical JSON would write as other numbers.
@Suite struct RecordNumberTests {
  @Test(arguments: [(9_007_199_254_740_992, true), (9_007_199_254_740_993, false), (Int64.min, false)])
  func aNumberThatWouldBeWrittenAsAnotherIsRefused(number: Int64, isTaken: Bool) throws {
    let call: JSONValue = ["budget": "b", "day": "2026-05-01", "calls": .integer(number)]
    #expect(((try? CallCount(json: call)) != nil) == isTaken)
    let object: JSONValue = [
      "object": .string(String(repeating: "ab", count: 32)), "role": "list", "url": "u",
      "fetched_at": "2026-05-01T03:30Z", "size": .integer(number),
    ]
    #expect(((try? RawObject(json: object)) != nil) == isTaken)
    #expect((Entry(json: ["id": "tt1", "rank": .integer(number), "title": "T"]) != nil) == isTaken)
  }

  @Test func aSizeMayBeMissing() throws {
    var object: [JSONMember] = [
      JSONMember("object", .string(String(repeating: "ab", count: 32))), JSONMember("role", "list"),
      JSONMember("url", "u"), JSONMember("fetched_at", "2026-05-01T03:30Z"),
    ]
    #expect(try RawObject(json: .object(object)).size == nil)
    object.append(JSONMember("size", nil))
    #expect(try RawObject(json: .object(object)).size == nil)
    object[4].value = "7"
    #expect(throws: RecordError.self) { try RawObject(json: .object(object)) }
  }
}
