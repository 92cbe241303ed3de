import Dispatch
import GRDB
import Synchronization

/// Commits changes in groups. Changes that come while another commit waits for the storage medium are made in one transaction. So
/// many workers wait for the medium about as often as one.
final class GroupedWrites: Sendable {
  private struct Change: Sendable {
    /// Makes the change. If it fails, undoes it and returns the error.
    var make: @Sendable (Database) -> (any Error)?
    /// Called without an error when the change is durable, or with the error for which the transaction failed.
    var end: @Sendable ((any Error)?) -> Void
  }

  private let database: DatabaseQueue
  private let queue = DispatchQueue(label: "marquee.work-state")
  private let state = Mutex<(waiting: [Change], isAtWork: Bool)>(([], false))

  init(_ database: DatabaseQueue) { self.database = database }

  /// How long a patient change waits for others: a small part of the time that a medium takes to commit.
  private static let patience = DispatchTimeInterval.milliseconds(1)

  /// Makes `changes`. They are durable on return. If they fail, they are undone, and changes of other callers are still made.
  ///
  /// - Parameter isPatient: whether to wait a moment for changes that are about to come.
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
      // An error of the medium ends the whole transaction, so the other changes fail for the same reason.
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
  /// The result of `changes`. If they fail, what they changed is undone.
  fileprivate func savepoint<Value>(_ changes: () throws -> Value) throws -> Value {
    var result: Result<Value, any Error> = .failure(CancellationError())
    try inSavepoint {
      result = .success(try changes())
      return .commit
    }
    return try result.get()
  }
}
