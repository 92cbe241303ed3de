import JSON
import Testing

struct JSONPointerTests {
  /// RFC 6901, section 5.
  private let document: JSONValue = [
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7,
    "m~n": 8,
  ]

  @Test(
    arguments: [
      ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3),
      ("/g|h", 4),
      ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
    ] as [(String, JSONValue)])
  func leadsWhereTheStandardSays(text: String, value: JSONValue) throws {
    #expect(try #require(JSONPointer(text)).value(in: document) == value)
  }

  @Test func theEmptyPointerIsTheDocument() throws {
    #expect(try #require(JSONPointer("")).value(in: document) == document)
    #expect(JSONPointer.document.value(in: document) == document)
    #expect(JSONPointer("") == JSONPointer.document)
  }

  @Test(arguments: ["/foo/2", "/foo/-", "/foo/00", "/foo/+1", "/foo/-1", "/foo/0/x", "/bar", "/foo/", "//"])
  func leadsNowhereWhereNothingStands(text: String) throws {
    #expect(try #require(JSONPointer(text)).value(in: document) == nil)
  }

  @Test(arguments: ["foo", "#/foo", "/a~", "/a~2b", "/~\u{301}", " /foo"])
  func refusesWhatIsNoPointer(text: String) {
    #expect(JSONPointer(text) == nil)
  }

  @Test func unescapesOnlyOnce() throws {
    #expect(try #require(JSONPointer("/~01")).tokens == ["~1"])
    #expect(try #require(JSONPointer("/a//b~1")).tokens == ["a", "", "b/"])
  }

  @Test func aSlashCountsEvenBeforeACombiningMark() throws {
    #expect(try #require(JSONPointer("/a/\u{301}b")).tokens == ["a", "\u{301}b"])
  }
}
