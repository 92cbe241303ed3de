import ListSources
import Pipeline
import Testing

struct TransformErrorTests {
  private func error(_ json: String, items: String = "/items") -> TransformError? {
    do throws(TransformError) {
      _ = try transformed(json, transformation(), items: items)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["", " \n\t "])
  func anEmptyAnswerSaysSo(text: String) {
    #expect(error(text)?.kind == .empty)
  }

  @Test(arguments: [
    "<!DOCTYPE html><html><body>Just a moment…</body></html>", "\n  <html lang=\"en\">", "<!-- x --><head>",
    "\u{FEFF}<!doctype HTML>",
  ])
  func aWebPageIsCalledOne(text: String) {
    let error = error(text)
    #expect(error?.kind == .webPage)
    #expect(error?.description.contains("this looks like an HTML page") == true)
  }

  @Test func textThatIsNotJSONIsRefusedWithItsPlace() {
    let error = error("{\"items\": [\n{\"rank\": 1,}]}")
    #expect(error?.kind == .notJSON)
    #expect(error?.description.contains("line 2, column 12") == true)
    #expect(error?.description.contains("it starts with: {\"items\": [␊") == true)
    #expect(self.error("<x/>")?.kind == .notJSON)
    #expect(self.error(String(repeating: "[", count: 1000))?.description.contains("nested deeper") == true)
  }

  @Test func aMissingArrayIsNamedWithTheKeysThereAre() {
    #expect(
      error(#"{"films": [], "errorMessage": "busy"}"#)?.description
        == #"there is nothing at "/items": the document is an object with the keys "films", "errorMessage""#)
    #expect(
      error(#"{"data": {"list": 1}}"#, items: "/data/items")?.description
        == #"there is nothing at "/data/items": "/data" is an object with the keys "list""#)
    #expect(error("[]")?.description == #"there is nothing at "/items": the document is an array"#)
  }

  @Test func somethingElseThanAnArrayOfRowsIsRefused() {
    #expect(
      error(#"{"items": {"a": 1}}"#)?.description
        == #"the value at "/items" is an object, not an array with the keys "a""#)
    #expect(error(#"{"items": null}"#)?.kind == .noArray)
    #expect(error(#"{"items": ["a", "b"]}"#)?.kind == .noRows)
    #expect(error("{}", items: "")?.description == "the document is an object, not an array without keys")
  }

  @Test func aListOfMoreThanIsReadIsRefused() {
    let many = error("{\"items\": [\(String(repeating: "[],", count: 1_000_000))[]]}")
    #expect(many?.kind == .excess)
    #expect(
      many?.description.contains("too much for a list: an array has more than 1000000 elements at line 1")
        == true)
    let keys = error("{\"items\": [{\((0...10_000).map { "\"\($0)\":1" }.joined(separator: ","))}]}")
    #expect(keys?.description.contains("an object has more than 10000 members") == true)
    #expect(error(String(repeating: "[", count: 1000))?.kind == .excess)
  }
}
