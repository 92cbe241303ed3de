import Synchronization

/// Limits how many tasks work at the same time. The others wait for their turn: first come, first served.
final class Turns: Sendable {
  private let state: Mutex<(free: Int, waiting: [CheckedContinuation<Void, Never>])>

  /// Turns for `count` tasks at the same time, but for at least one.
  init(_ count: Int) { state = Mutex((free: max(1, count), waiting: [])) }

  /// Does `work` when its turn has come. A task that is cancelled while it waits passes its turn on.
  func take<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
    await withCheckedContinuation { turn in
      let mayBegin = state.withLock { state in
        if state.free == 0 {
          state.waiting.append(turn)
          return false
        }
        state.free -= 1
        return true
      }
      if mayBegin { turn.resume() }
    }
    defer { end() }
    try Task.checkCancellation()
    return try await work()
  }

  private func end() {
    let next: CheckedContinuation<Void, Never>? = state.withLock { state in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
      state.free += 1
      return nil
    }
    next?.resume()
  }
}
