import GRDB
import MarqueeTestSupport
import Testing

@testable import Pipeline

@Suite struct GroupedWritesTests {
  private struct Refusal: Error, Equatable { var number: Int }

  private func writes() throws -> (GroupedWrites, DatabaseQueue) {
    let database = try DatabaseQueue()
    try database.write { try $0.execute(sql: "CREATE TABLE number (value INTEGER NOT NULL)") }
    return (GroupedWrites(database), database)
  }

  @Test func aChangeThatFailsIsUndoneByItselfAndIsToldWhy() async throws {
    let (writes, database) = try writes()
    let refused = await withTaskGroup(of: Int?.self) { group in
      for number in 0..<100 {
        group.addTask {
          do {
            try await writes.write(isPatient: true) { database in
              try database.execute(sql: "INSERT INTO number VALUES (?)", arguments: [number])
              if number % 7 == 3 { throw Refusal(number: number) }
            }
            return nil
          } catch {
            return (error as? Refusal)?.number == number ? number : -1
          }
        }
      }
      return await group.reduce(into: Set<Int>()) { found, number in
        if let number { found.insert(number) }
      }
    }
    #expect(refused == Set((0..<100).filter { $0 % 7 == 3 }))
    let kept = try await database.read { try Int.fetchSet($0, sql: "SELECT value FROM number") }
    #expect(kept == Set((0..<100).filter { $0 % 7 != 3 }))
  }

  /// An error of the medium has the same effect: SQLite itself rolls the transaction back.
  @Test func whatEndsTheTransactionIsToldToAllThatWereInIt() async throws {
    let (writes, database) = try writes()
    let told = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<50 {
        group.addTask {
          do {
            try await writes.write(isPatient: true) { database in
              try database.execute(sql: "INSERT INTO number VALUES (?)", arguments: [number])
              guard number == 20 else { return }
              try database.execute(sql: "ROLLBACK")
              throw Refusal(number: number)
            }
            return true
          } catch {
            return (error as? Refusal) == Refusal(number: 20) ? false : true
          }
        }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    // A change that was reported as made is there.
    let kept = try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM number") }
    #expect(kept == told.count { $0 })
    #expect(told.contains(false))
  }
}
