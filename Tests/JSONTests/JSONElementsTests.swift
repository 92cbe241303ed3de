import JSON
import Testing

/// The rows that the reader of an array reports, how often it starts over, and the place where it ends.
private func elements(
  _ text: String, at pointer: String, limits: JSONLimits = JSONLimits()
) throws -> (rows: [JSONValue], starts: Int, place: JSONPlace) {
  var rows: [JSONValue] = []
  var starts = 0
  let bytes = Array(text.utf8)
  let place = try JSONReader.elements(of: bytes, at: #require(JSONPointer(pointer)), limits: limits) {
    event in
    switch event {
    case .start: (rows, starts) = ([], starts + 1)
    case .element(let row, let range):
      rows.append(row)
      #expect((try? JSONReader.value(of: bytes, at: range.lowerBound)) == row)
      #expect((try? JSONReader.read(Array(bytes[range]))) == row)
    }
  }
  return (rows, starts, place)
}

private func problem(_ text: String, at pointer: String = "/a", limits: JSONLimits = JSONLimits())
  -> JSONError?
{
  do {
    _ = try elements(text, at: pointer, limits: limits)
    return nil
  } catch { return error as? JSONError }
}

struct JSONElementsTests {
  @Test(
    arguments: [
      ("", #" [1,"x",{"k":[2]},[]] "#), ("/a", #"{"b":[9],"a":[1,"x",{"k":[2]},[]],"c":{}}"#),
      ("/a/b", #"{"a":{"x":{"b":[7]},"b":[1,"x",{"k":[2]},[]]},"b":[8]}"#),
      ("/1/a", #"[[0],{"a":[1,"x",{"k":[2]},[]]}]"#), ("/", #"{"":[1,"x",{"k":[2]},[]]}"#),
    ])
  func theElementsOfTheArrayComeInTheirOrder(pointer: String, text: String) throws {
    let found = try elements(text, at: pointer)
    #expect(found.rows == [1, "x", ["k": [2]], []])
    #expect(found.starts == 1)
    #expect(found.place.isArray)
  }

  @Test func theLastOfRepeatedNamesCounts() throws {
    #expect(try elements(#"{"a":[1,2],"a":[3]}"#, at: "/a").rows == [3])
    #expect(try elements(#"{"a":[1,2],"a":[]}"#, at: "/a").rows == [])
    #expect(try elements(#"{"a":{"b":[1]},"a":{"b":[2]}}"#, at: "/a/b").rows == [2])
    let gone = try elements(#"{"a":{"b":[1]},"a":{"c":[2]}}"#, at: "/a/b").place
    #expect(gone.steps == 1)
    #expect(gone.names == ["c"])
    #expect(try elements(#"{"a":[1],"a":5}"#, at: "/a").place.kind == "a number")
  }

  @Test func whereThePointerLeadsNowhereItsLastValueIsTold() throws {
    let names = (1...14).map { "\"n\($0)\":\($0)" }.joined(separator: ",")
    let many = try elements("{\(names)}", at: "/x/y").place
    #expect(many.steps == 0)
    #expect(many.kind == "an object")
    #expect(many.members == 14)
    #expect(many.names == (1...12).map { "n\($0)" })
    for (text, kind) in [("true", "a boolean"), ("null", "null"), ("\"s\"", "a string"), ("-1", "a number")] {
      let place = try elements("{\"a\":\(text)}", at: "/a/b").place
      #expect(place.steps == 1)
      #expect(place.kind == kind)
      #expect(place.members == nil)
    }
    #expect(try elements("[[1]]", at: "/00").place.steps == 0)
  }

  @Test(arguments: [
    (#"{"a":[1,],"b":2}"#, 9), (#"{"a":[1],"b":tru}"#, 14), (#"{"b":"\x","a":[1]}"#, 8),
    (#"{"a":[1]} 2"#, 11),
    (#"{"b":1e400,"a":[]}"#, 6), (#"{"a":[1]"#, 9),
  ])
  func aFaultAnywhereIsNamedWithItsPlace(text: String, column: Int) {
    #expect(problem(text)?.column == column)
    #expect(problem(text)?.isExcess == false)
  }

  @Test func textThatIsNotUTF8IsRefusedWhereNothingIsMadeOfItToo() {
    let bytes = Array(#"{"b":""#.utf8) + [0xC3, 0x28] + Array(#"","a":[1]}"#.utf8)
    #expect(throws: JSONError.self) {
      _ = try JSONReader.elements(of: bytes, at: .document, limits: JSONLimits()) { _ in }
    }
  }

  @Test func moreThanTheLimitsIsRefused() throws {
    let limits = JSONLimits(elements: 2, values: 3)
    #expect(try elements(#"{"a":[1,2]}"#, at: "/a", limits: limits).rows == [1, 2])
    #expect(
      problem(#"{"a":[1,2,3]}"#, limits: limits)?.description
        == "an array has more than 2 elements at line 1, column 11")
    // A row counts as a value too; values beside the rows do not count.
    #expect(try elements(#"{"x":[1,2,3,4,5],"a":[[1,2],[3,4]]}"#, at: "/a", limits: limits).rows.count == 2)
    #expect(problem(#"{"a":[[1,2,3]]}"#, limits: limits)?.isExcess == true)
    var fewKeys = JSONLimits()
    fewKeys.members = 2
    #expect(try elements(#"{"a":[{"k":1,"l":2}],"b":1,"c":2}"#, at: "/a", limits: fewKeys).rows.count == 1)
    #expect(
      problem(#"{"a":[{"k":1,"l":2,"m":3}]}"#, limits: fewKeys)?.description
        == "an object has more than 2 members at line 1, column 25")
    #expect(throws: JSONError.self) { _ = try JSONReader.read(Array("[[[[]]]]".utf8), limits: limits) }
  }

  @Test func nestingIsLimitedWhereverItIs() {
    let deep = String(repeating: "[", count: 1000)
    #expect(problem("{\"b\":\(deep)")?.description.contains("nested deeper than 128 levels") == true)
    #expect(problem("{\"a\":\(deep)")?.isExcess == true)
    let most = JSONReader.maximumDepth
    let nested = { (depth: Int) in
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    // The document itself is one level.
    #expect(problem("{\"b\":\(nested(most - 1)),\"a\":\(nested(most - 1))}") == nil)
    #expect(problem("{\"b\":\(nested(most))}") != nil)
    #expect(problem("{\"a\":\(nested(most))}") != nil)
  }
}
