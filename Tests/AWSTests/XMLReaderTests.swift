import Testing

@testable import AWS

@Suite struct XMLReaderTests {
  private func read(_ text: String) throws -> XMLElement { try XMLReader.read(Array(text.utf8)) }

  @Test func elementsAndTextAreRead() throws {
    let root = try read(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <List xmlns="http://x/" a = 'b>c'><Key>a&amp;b&#x20;&#233;</Key><Empty/><Key
      >c</Key ></List>

      """)
    #expect(root.name == "List")
    #expect(root.children.map(\.name) == ["Key", "Empty", "Key"])
    #expect(root["Key"]?.text == "a&b é")
    #expect(root.children[2].text == "c")
    #expect(root["Other"] == nil)
  }

  @Test(arguments: [
    "", "text", "<a>", "<a></b>", "<a></ab>", "<a/><b/>", "<a>&nbsp;</a>", "<a>&amp</a>", "<a b=c/>",
    "<a b/>",
    "<a><!-- x --></a>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a/>x", "<a>&#xD800;</a>",
    String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100),
  ])
  func anythingElseIsAnError(text: String) {
    #expect(throws: XMLError.self) { try read(text) }
  }

  @Test func bytesThatAreNoTextAreAnError() {
    #expect(throws: XMLError.self) { try XMLReader.read(Array("<a>".utf8) + [0xFF] + Array("</a>".utf8)) }
  }
}
