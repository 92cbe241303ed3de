import GRDB
import MarqueeTestSupport
import Testing

@testable import LakeStore

@Suite struct ReaderPoolTests {
  /// A pool of connections to the empty catalogue of a lake called `one`.
  private func pool(in folder: TemporaryFolder) throws -> ReaderPool {
    let path = folder.path + "/catalogue.sqlite"
    try CatalogueConnection.writer(path: path, lake: "one").database.close()
    return ReaderPool(try ReadOnlyDatabase.open(path: path), path: path)
  }

  @Test func aQuestionIsAnsweredWhileAnotherIsUnderWay() throws {
    let folder = try TemporaryFolder()
    let pool = try pool(in: folder)
    let names = try pool.read { outer in
      // With only one connection, this read would wait for the outer one forever.
      let inner = try pool.read { try String.fetchOne($0, sql: "SELECT id FROM lake") }
      return [inner, try String.fetchOne(outer, sql: "SELECT id FROM lake")]
    }
    #expect(names == ["one", "one"])
  }

  @Test func noConnectionOfAPoolWrites() throws {
    let folder = try TemporaryFolder()
    let pool = try pool(in: folder)
    _ = try pool.read { _ in
      #expect(throws: DatabaseError.self) { try pool.read { try $0.execute(sql: "DELETE FROM lake") } }
    }
    #expect(throws: DatabaseError.self) { try pool.read { try $0.execute(sql: "DELETE FROM lake") } }
    #expect(try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM lake") } == 1)
  }
}
