import Foundation
import GRDB
import MarqueeTestSupport
import Pipeline
import Testing

/// `work.sqlite` of an earlier format.
@Suite struct WorkMigrationTests {
  @Test func lookingAtWhatChangingOverWouldDoLeavesTheFileAndItsLogAsTheyAre() async throws {
    let folder = try TemporaryFolder()
    let source = try DatabaseQueue(path: folder.path(of: "source.sqlite"))
    try await source.writeWithoutTransaction { database in
      try database.execute(
        sql: "PRAGMA journal_mode = WAL; CREATE TABLE run (id TEXT); PRAGMA user_version = 1")
    }
    // As a process leaves them that was killed: its last changes stand in the log.
    for (from, to) in [("source.sqlite", "work.sqlite"), ("source.sqlite-wal", "work.sqlite-wal")] {
      try FileManager.default.copyItem(atPath: folder.path(of: from), toPath: folder.path(of: to))
    }
    let before = try ["", "-wal"].map {
      try Data(contentsOf: URL(fileURLWithPath: folder.path(of: "work.sqlite\($0)")))
    }
    #expect(!before[1].isEmpty)
    #expect(try WorkStore.migrate(folder: folder.path, dryRun: true).count == 1)
    let after = ["", "-wal"].map { FileManager.default.contents(atPath: folder.path(of: "work.sqlite\($0)")) }
    #expect(after == before)
  }
}
