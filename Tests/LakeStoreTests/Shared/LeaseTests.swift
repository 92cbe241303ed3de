import RankingModel
import Storage
import Testing

@testable import LakeStore

/// Of the machines that write to a lake, only one at a time may remove objects.
@Suite struct LeaseTests {
  private func take(_ machine: String, _ fixture: SharedLakeFixture) async throws -> Lease {
    try await Lease.take(try await fixture.place(machine), options: fixture.options(machine))
  }

  private func numbers(_ fixture: SharedLakeFixture) -> [Int?] {
    fixture.storage.list(.leases, group: nil, after: nil).map(\.leaseNumber)
  }

  @Test func nobodyElseTakesALeaseThatHolds() async throws {
    let fixture = try SharedLakeFixture()
    let lease = try await take("first", fixture)
    let refused = await #expect(throws: Failure.self) { try await take("second", fixture) }
    #expect(refused?.kind == .locked)
    #expect(refused?.message.contains("(first), until 2006-01-01T03:40:00.000000Z") == true)
    // The lease is safe until a minute after its end.
    fixture.wait(659)
    await #expect(throws: Failure.self) { try await take("second", fixture) }
    fixture.wait(1)
    let other = try await take("second", fixture)
    let lost = await #expect(throws: Failure.self) { try await lease.hold() }
    #expect(lost?.kind == .locked)
    try await other.hold()
    #expect(numbers(fixture) == [1, 2])
  }

  @Test func aLeaseIsRenewedWhenHalfOfItIsOver() async throws {
    let fixture = try SharedLakeFixture()
    let lease = try await take("first", fixture)
    fixture.wait(299)
    try await lease.hold()
    #expect(numbers(fixture) == [1])
    fixture.wait(1)
    try await lease.hold()
    #expect(numbers(fixture) == [1, 2])
    fixture.wait(600)
    await #expect(throws: Failure.self) { try await take("second", fixture) }
    // The lease has ended, and no other machine has taken it.
    try await lease.hold()
    #expect(numbers(fixture) == [1, 2, 3])
  }

  @Test func aLeaseThatIsGivenBackIsTakenAtOnce() async throws {
    let fixture = try SharedLakeFixture()
    let first = try await take("first", fixture)
    await first.giveBack()
    #expect(numbers(fixture) == [2])
    let lease = try await take("second", fixture)
    #expect(numbers(fixture) == [2, 3])
    await #expect(throws: Failure.self) { try await take("first", fixture) }
    await lease.giveBack()
    #expect(numbers(fixture) == [4])
  }

  @Test func whoCreatesANumberThatWasRemovedHasNoLease() async throws {
    let fixture = try SharedLakeFixture()
    let old = try await take("first", fixture)
    fixture.wait(660)
    // The first holder is halted. Meanwhile its lease and those after it are removed.
    let other = try await take("second", fixture)
    await other.giveBack()
    #expect(numbers(fixture) == [3])
    await #expect(throws: Failure.self) { try await old.hold() }
    #expect(numbers(fixture) == [3])
  }

  @Test func ofManyWhoWantItOneHasIt() async throws {
    let fixture = try SharedLakeFixture()
    let place = try await fixture.place("all")
    let taken = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<16 {
        group.addTask {
          (try? await Lease.take(place, options: fixture.options("process \(number)"))) != nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(taken == 1)
  }

  @Test func whatAnotherMachineUsesAgainIsNotRemoved() async throws {
    let fixture = try SharedLakeFixture()
    let first = try await fixture.lake(on: "first")
    try await fixture.record(0..<1, in: first)
    let orphans = try await first.put([Array("used again".utf8), Array("never".utf8)])
    func plan() async throws -> PrunePlan {
      try await first.reader.prunePlan(grace: 86_400, inUse: [], now: fixture.now)
    }
    // Four of the five lists are in no record and are marked too.
    let marking = try await plan()
    #expect(marking.items.map(\.action) == Array(repeating: .mark, count: 6))
    try await first.prune(marking)
    fixture.wait(2 * 86_400)
    let removal = try await plan()
    #expect(removal.items.map(\.action) == Array(repeating: .remove, count: 6))
    let second = try await fixture.lake(on: "second")
    #expect(try await second.put([Array("used again".utf8)]) == [orphans[0]])
    try await first.prune(removal)
    #expect(try await second.reader.objects.contains(orphans[0]))
    #expect(try await !second.reader.objects.contains(orphans[1]))
    #expect(fixture.storage.list(.objects, group: nil, after: nil).count == 2)
    await first.close()
    await second.close()
    #expect(try await LakeVerifier(try await fixture.place("first")).verify(reading: .all).isSound)
  }

  @Test func whoUsesAgainWhatIsBeingRemovedWaits() async throws {
    let fixture = try SharedLakeFixture()
    let first = try await fixture.lake(on: "first")
    try await fixture.record(0..<1, in: first)
    _ = try await first.put([Array("marked".utf8)])
    try await first.prune(try await first.reader.prunePlan(grace: 86_400, inUse: [], now: fixture.now))
    await first.close()
    let lease = try await take("pruner", fixture)
    let second = try await fixture.lake(on: "second")
    let refused = await #expect(throws: Failure.self) { try await second.put([Array("marked".utf8)]) }
    #expect(refused?.kind == .locked)
    // The object is not marked any longer, but the machine that removes may not know that.
    let again = await #expect(throws: Failure.self) { try await second.put([Array("marked".utf8)]) }
    #expect(again?.kind == .locked)
    // An object that was never marked can be stored.
    _ = try await second.put([Array("new".utf8)])
    await lease.giveBack()
    _ = try await second.put([Array("marked".utf8)])
    await second.close()
  }
}
