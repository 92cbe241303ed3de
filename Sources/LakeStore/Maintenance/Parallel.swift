import RankingModel

/// So many items are worked on by one task.
private let share = 16
/// So many tasks are under way at once: a storage that is far away answers many at a time.
private let most = 16

extension LakePlace {
  /// So many records are read at once.
  var width: Int { isShared ? most : 1 }
}

/// What `work` makes of each of `items`, in their order. Many are under way at a time, on all cores.
///
/// - Parameters:
///   - atOnce: how many tasks are under way at once.
///   - share: so many items are worked on by one task.
///   - progress: told how many are done, of how many.
func inParallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], atOnce: Int = most, share: Int = share, _ progress: (Int, Int) -> Void = { _, _ in },
  _ work: @escaping @Sendable (Item) async -> Value
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
        for item in items[part] { values.append(await work(item)) }
        return (part.lowerBound, values)
      }
    }
    for _ in 0..<atOnce { begin(&group) }
    for await (start, values) in group {
      parts[start] = values
      done += values.count
      progress(done, items.count)
      begin(&group)
    }
  }
  return stride(from: 0, to: items.count, by: share).flatMap { parts[$0] ?? [] }
}

/// The same for work that may fail: what became of each item, in their order.
func tryInParallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], atOnce: Int = most, share: Int = share,
  _ work: @escaping @Sendable (Item) async throws(Failure) -> Value
) async -> [Result<Value, Failure>] {
  await inParallel(items, atOnce: atOnce, share: share) { item in
    do throws(Failure) { return .success(try await work(item)) } catch { return .failure(error) }
  }
}

/// The same for work of which all has to succeed: the first failure, in the order of the items, is thrown.
func allInParallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], atOnce: Int = most, _ work: @escaping @Sendable (Item) async throws(Failure) -> Value
) async throws(Failure) -> [Value] {
  let share = min(share, max(1, items.count / atOnce))
  return try await tryInParallel(items, atOnce: atOnce, share: share, work)
    .map { result throws(Failure) in try result.get() }
}
