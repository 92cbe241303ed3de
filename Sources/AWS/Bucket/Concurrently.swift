import RankingModel

/// What `body` gives for each of `items`, in their order, for at most `width` of them at a time.
///
/// - Throws: the first failure; what is under way is cancelled then.
func concurrently<Item: Sendable, Value: Sendable>(
  _ items: [Item], width: Int, _ body: @escaping @Sendable (Item) async throws(Failure) -> Value
) async throws(Failure) -> [Value] {
  var values = [Value?](repeating: nil, count: items.count)
  let failure = await withTaskGroup(of: (Int, Result<Value, Failure>).self) { group -> Failure? in
    var next = 0
    func startNext() {
      guard next < items.count else { return }
      let (index, item) = (next, items[next])
      next += 1
      group.addTask {
        do throws(Failure) { return (index, .success(try await body(item))) } catch {
          return (index, .failure(error))
        }
      }
    }
    for _ in 0..<width { startNext() }
    while let (index, result) = await group.next() {
      switch result {
      case .success(let value): values[index] = value
      case .failure(let failure):
        group.cancelAll()
        return failure
      }
      startNext()
    }
    return nil
  }
  if let failure { throw failure }
  return values.compactMap { $0 }
}
