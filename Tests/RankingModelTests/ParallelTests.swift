import RankingModel
import Synchronization
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [1, 3, 16], [nil, 1, 4]) func allComeInTheirOrder(atOnce: Int, share: Int?) async throws {
    let items = Array(0..<50)
    let values = try await allInParallel(items, atOnce: atOnce, share: share) { item throws(Failure) in
      await Task.yield()
      return item * 2
    }
    #expect(values == items.map { $0 * 2 })
  }

  /// After a failure no further requests are made to a server, however many items are left.
  @Test(arguments: [nil, 1, 4]) func afterAFailureNoMoreAreBegun(share: Int?) async throws {
    let begun = Mutex(0)
    let failure = await #expect(throws: Failure.self) {
      try await allInParallel(Array(0..<1000), atOnce: 2, share: share) { item throws(Failure) in
        begun.withLock { $0 += 1 }
        guard item < 5 else { throw Failure(.storage, "item \(item)") }
        return item
      }
    }
    // The first failure in the order of the items, although others failed as well.
    #expect(failure?.message == "item 5")
    #expect(begun.withLock { $0 } < 50)
  }

  @Test func theFirstErrorEndsAllThatWasBegunAtOnce() async throws {
    #expect(try await allAtOnce([3, 1, 2]) { $0 * 2 } == [6, 2, 4])
    let failure = await #expect(throws: Failure.self) {
      try await allAtOnce([1, 2, 3]) { item in
        if item == 2 { throw Failure(.storage, "item \(item)") }
        try await Task.sleep(for: .seconds(600))
      }
    }
    #expect(failure?.message == "item 2")
  }
}
