/// So many items are worked on by one task.
private let share = 16
/// So many tasks are under way at once: a storage that is far away answers many at a time.
private let most = 16

/// What `work` makes of each of `items`, in their order. Many are under way at a time, on all cores.
///
/// - Parameter progress: told how many are done, of how many.
func inParallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], _ progress: (Int, Int) -> Void = { _, _ in },
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
    for _ in 0..<most { begin(&group) }
    for await (start, values) in group {
      parts[start] = values
      done += values.count
      progress(done, items.count)
      begin(&group)
    }
  }
  return stride(from: 0, to: items.count, by: share).flatMap { parts[$0] ?? [] }
}
