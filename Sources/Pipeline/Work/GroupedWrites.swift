import Dispatch
import GRDB
import Synchronization

/// Commits the changes that come while another commit waits for the medium together, in one transaction: many workers then
/// wait for the medium about as often as one.
final class GroupedWrites: Sendable {
  private struct Change: Sendable {
    /// Makes the change; undoes it and says why where it fails.
    var make: @Sendable (Database) -> (any Error)?
    /// Called when the change is durable, or with the error for which nothing is.
    var end: @Sendable ((any Error)?) -> Void
  }

  private let database: DatabaseQueue
  private let queue = DispatchQueue(label: "marquee.work-state")
  private let state = Mutex<(waiting: [Change], isAtWork: Bool)>(([], false))

  init(_ database: DatabaseQueue) { self.database = database }

  /// How long a patient change waits: a small part of what a medium takes to commit.
  private static let patience = DispatchTimeInterval.milliseconds(1)

  /// Makes `changes`; they are durable on return. Changes that fail are undone, and those of others are made.
  ///
  /// - Parameter isPatient: whether to wait a moment for others that are about to come.
  func write<Value: Sendable>(
    isPatient: Bool, _ changes: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    let result = Mutex<Result<Value, any Error>?>(nil)
    return try await withCheckedThrowingContinuation { continuation in
      add(
        Change { database in
          let made = Result { try database.savepoint { try changes(database) } }
          result.withLock { $0 = made }
          return if case .failure(let error) = made { error } else { nil }
        } end: { error in
          let made = result.withLock { $0 }
          if case .success? = made, let error { return continuation.resume(throwing: error) }
          continuation.resume(with: made ?? .failure(error ?? CancellationError()))
        }, isPatient)
    }
  }

  private func add(_ change: Change, _ isPatient: Bool) {
    let isFirst = state.withLock { state in
      state.waiting.append(change)
      defer { state.isAtWork = true }
      return !state.isAtWork
    }
    guard isFirst else { return }
    queue.asyncAfter(deadline: isPatient ? .now() + GroupedWrites.patience : .now()) { self.work() }
  }

  private func work() {
    while let changes = next() {
      var failure: (any Error)?
      // An error of the medium ends the whole transaction: it is why the others are not made either.
      var cause: (any Error)?
      do {
        try database.writeWithoutTransaction { database in
          try database.inTransaction(.immediate) {
            for change in changes where database.isInsideTransaction {
              let error = change.make(database)
              if !database.isInsideTransaction { cause = error }
            }
            return .commit
          }
        }
      } catch {
        failure = cause ?? error
      }
      for change in changes { change.end(failure) }
    }
  }

  private func next() -> [Change]? {
    state.withLock { state in
      let changes = state.waiting
      state.waiting = []
      state.isAtWork = !changes.isEmpty
      return changes.isEmpty ? nil : changes
    }
  }
}

extension Database {
  /// What `changes` give; where they fail, what they changed is undone.
  fileprivate func savepoint<Value>(_ changes: () throws -> Value) throws -> Value {
    var result: Result<Value, any Error> = .failure(CancellationError())
    try inSavepoint {
      result = .success(try changes())
      return .commit
    }
    return try result.get()
  }
}
