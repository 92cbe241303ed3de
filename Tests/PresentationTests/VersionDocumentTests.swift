import Presentation
import Testing

@Suite struct VersionDocumentTests {
  @Test func whatIsNotKnownIsNullForProgramsAndSaidToPeople() {
    let document = Document.programVersion(
      "1.2.3", commit: nil, lakeFormat: 1, libraries: (sqlite: "3.45.1", libcurl: nil, zlib: "1.3"))
    #expect(
      Renderer(.jsonl).text(document) == """
        {"version":"1.2.3","commit":null,"lake_format":1,"sqlite":"3.45.1","libcurl":null,"zlib":"1.3"}

        """)
    #expect(
      Renderer(.table).text(document) == """
        version      1.2.3
        commit       unknown
        lake format  1
        sqlite       3.45.1
        libcurl      cannot be loaded
        zlib         1.3

        """)
  }
}
