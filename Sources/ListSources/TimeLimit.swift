/// The result of `work`; `nil` where it takes longer than `seconds`, and is cancelled.
///
/// - Throws: the errors of `work`, and `CancellationError`.
package func within<Value: Sendable>(
  _ seconds: Double, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: .seconds(seconds))
      return nil
    }
    defer { group.cancelAll() }
    return try await group.next() ?? nil
  }
}
