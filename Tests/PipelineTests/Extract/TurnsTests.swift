import Synchronization
import Testing

@testable import Pipeline

@Suite struct TurnsTests {
  /// The number of turns at work now, the largest such number, and the number of finished turns.
  private final class Count: Sendable {
    private let state = Mutex((now: 0, most: 0, done: 0))
    var most: Int { state.withLock { $0.most } }
    var done: Int { state.withLock { $0.done } }
    func begin() {
      state.withLock { state in
        state.now += 1
        state.most = max(state.most, state.now)
      }
    }
    func end() {
      state.withLock { state in
        state.now -= 1
        state.done += 1
      }
    }
  }

  @Test(arguments: [1, 3]) func noMoreWorkAtOnceThanThereAreTurns(count: Int) async throws {
    let (turns, seen) = (Turns(count), Count())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await turns.take {
            seen.begin()
            try await Task.sleep(for: .milliseconds(2))
            seen.end()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(seen.most == count)
    #expect(seen.done == 20)
  }

  @Test func whoeverFailsOrIsCancelledGivesTheTurnToTheNext() async throws {
    struct Refusal: Error {}
    let turns = Turns(1)
    let (begun, told) = AsyncStream<Void>.makeStream()
    let holder = Task {
      try await turns.take {
        told.finish()
        try await Task.sleep(for: .seconds(600))
      }
    }
    for await _ in begun {}
    let waiting = Task { try await turns.take { 1 } }
    waiting.cancel()
    let last = Task { () async throws -> Int in try await turns.take { throw Refusal() } }
    holder.cancel()
    await #expect(throws: CancellationError.self) { try await holder.value }
    await #expect(throws: CancellationError.self) { _ = try await waiting.value }
    await #expect(throws: Refusal.self) { _ = try await last.value }
    #expect(try await turns.take { 2 } == 2)
  }
}
