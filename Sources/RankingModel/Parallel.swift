/// The results of `work` for each of `items`, in their order. Many items are under way at a time, on all cores, because a remote
/// storage answers many requests at a time.
///
/// - Parameters:
///   - atOnce: the most tasks under way at a time.
///   - share: the number of items that one task works on.
///   - isLast: whether no more items are begun after one with this result. All items before it are finished. Items that were
///     not begun have no result.
///   - progress: receives the number of finished items and the number of all.
package func inParallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], atOnce: Int = 16, share: Int = 16,
  endingAt isLast: @escaping @Sendable (Value) -> Bool = { _ in false },
  _ progress: (Int, Int) -> Void = { _, _ in }, _ work: @escaping @Sendable (Item) async -> Value
) async -> [Value] {
  var parts: [Int: [Value]] = [:]
  var done = 0
  await withTaskGroup(of: (Int, [Value]).self) { group in
    var next = 0
    let begin = { (group: inout TaskGroup<(Int, [Value])>) in
      guard next < items.count else { return }
      let part = next..<min(items.count, next + share)
      next = part.upperBound
      group.addTask {
        var values: [Value] = []
        for item in items[part] {
          values.append(await work(item))
          if isLast(values[values.count - 1]) { break }
        }
        return (part.lowerBound, values)
      }
    }
    for _ in 0..<atOnce { begin(&group) }
    for await (start, values) in group {
      parts[start] = values
      done += values.count
      progress(done, items.count)
      if let value = values.last, isLast(value) { next = items.count }
      begin(&group)
    }
  }
  return stride(from: 0, to: items.count, by: share).flatMap { parts[$0] ?? [] }
}

/// `inParallel` for work that may fail: the result for each item, in their order.
package func tryInParallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], atOnce: Int = 16, share: Int = 16,
  endingAt isLast: @escaping @Sendable (Result<Value, Failure>) -> Bool = { _ in false },
  _ work: @escaping @Sendable (Item) async throws(Failure) -> Value
) async -> [Result<Value, Failure>] {
  await inParallel(items, atOnce: atOnce, share: share, endingAt: isLast) { item in
    do throws(Failure) { return .success(try await work(item)) } catch { return .failure(error) }
  }
}

/// `inParallel` for work that must succeed for all items. After a failure no more shares of the items are begun, and those under
/// way are finished.
///
/// - Throws: the first failure in the order of the items.
package func allInParallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], atOnce: Int = 16, share: Int? = nil,
  _ work: @escaping @Sendable (Item) async throws(Failure) -> Value
) async throws(Failure) -> [Value] {
  let share = share ?? min(16, max(1, items.count / atOnce))
  let results = await tryInParallel(
    items, atOnce: atOnce, share: share, endingAt: { if case .failure = $0 { true } else { false } }, work)
  return try results.map { result throws(Failure) in try result.get() }
}

/// The results of `work` for each of `items`, in their order. All are begun at once: such work mostly waits, for a server or for
/// its turn.
///
/// - Throws: the first error in time, which cancels the work on all other items.
package func allAtOnce<Item: Sendable, Value: Sendable>(
  _ items: [Item], _ work: @escaping @Sendable (Item) async throws -> Value
) async throws -> [Value] {
  try await withThrowingTaskGroup(of: (Int, Value).self) { group in
    for (place, item) in items.enumerated() { group.addTask { (place, try await work(item)) } }
    var values: [Int: Value] = [:]
    while let (place, value) = try await group.next() { values[place] = value }
    return items.indices.compactMap { values[$0] }
  }
}
