import GRDB
import Testing

@testable import LakeStore

struct CatalogueComparisonTests {
  /// A catalogue with one item of this id and title.
  private func catalogue(_ item: String, _ title: String) throws -> DatabaseQueue {
    let database = try DatabaseQueue()
    try database.write { database in
      try CatalogueSchema.create(database)
      try database.execute(
        sql: """
          INSERT INTO chart VALUES (1, 'test'); INSERT INTO item VALUES (1, 1, ?, ''); INSERT INTO title VALUES (1, ?, '');
          INSERT INTO item_title VALUES (1, 1)
          """, arguments: [item, title])
    }
    return database
  }

  @Test func aCatalogueWithAnotherSpellingOfATextSaysSomethingElse() throws {
    // é as one character, and as an e with a combining accent.
    let one = try catalogue("Beyonc\u{E9}", "\u{E9}")
    #expect(try CatalogueComparison.difference(one, try catalogue("Beyonc\u{E9}", "\u{E9}")) == nil)
    for (item, title) in [("Beyonce\u{301}", "\u{E9}"), ("Beyonc\u{E9}", "e\u{301}")] {
      let difference = try CatalogueComparison.difference(one, try catalogue(item, title))
      #expect(difference?.contains("item_title") == true)
    }
  }
}
