import JSON
import Testing

struct JSONDifferenceTests {
  private func paths(_ before: JSONValue, _ after: JSONValue) -> [String] {
    after.differences(from: before).map { difference in
      let texts = [difference.before, difference.after].map { $0.map(CanonicalJSON.text) ?? "nothing" }
      return "\(difference.path): \(texts[0]) -> \(texts[1])"
    }
  }

  @Test func equalValuesDoNotDiffer() {
    let value: JSONValue = ["a": [1, ["b": nil]], "c": "é"]
    #expect(value.differences(from: value).isEmpty)
    #expect(paths(["a": 1, "b": 2], ["b": 2, "a": 1]).isEmpty)
  }

  @Test func everyPlaceIsNamedOnce() {
    #expect(
      paths(["n": 1, "rows": [["rank": 1], ["rank": 2]]], ["n": 2, "rows": [["rank": 1], ["rank": 4]]])
        == ["/n: 1 -> 2", "/rows/1/rank: 2 -> 4"])
    #expect(paths([1, 2, 3], [1, 5]) == ["/1: 2 -> 5", "/2: 3 -> nothing"])
    #expect(paths(["a": 1], ["b": 1]) == ["/a: 1 -> nothing", "/b: nothing -> 1"])
    #expect(paths(["a": nil], [:]) == ["/a: null -> nothing"])
    #expect(paths(["a": [1]], ["a": ["0": 1]]) == [#"/a: [1] -> {"0":1}"#])
    #expect(paths(1, "1") == [#": 1 -> "1""#])
  }

  @Test func newMembersAreNoDifferenceIfTheyAreIgnored() {
    let before: JSONValue = ["n": 1, "rows": [["rank": 1]]]
    let more: JSONValue = ["m": 2, "n": 1, "rows": [["of": 5, "rank": 1]]]
    #expect(more.differences(from: before, ignoringNewMembers: true).isEmpty)
    let other: JSONValue = ["m": 2, "rows": [["rank": 2], ["rank": 3]]]
    #expect(
      other.differences(from: before, ignoringNewMembers: true).map(\.path.description) == [
        "/n", "/rows/0/rank", "/rows/1",
      ])
  }

  @Test func namesAreEscapedAndComparedByBytes() {
    #expect(paths(["a/b~": 1], ["a/b~": 2]) == ["/a~1b~0: 1 -> 2"])
    #expect(paths(["\u{E9}": 1], ["e\u{301}": 1]).count == 2)
  }
}
