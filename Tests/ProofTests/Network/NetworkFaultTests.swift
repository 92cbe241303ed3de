import MarqueeTestSupport
import Synchronization
import Testing

/// Each request of a day's run fails in turn, in every way in which networks fail: either once, or every time. The day ends as
/// the job file says, missing items are named, and the source gets no more requests than the budget allows. The next run, with a
/// sound network, is complete.
@Suite(.serialized) struct NetworkFaultTests {
  private static let items = Proof.isFull ? 250 : 8
  /// A fault that ends the run is tried alone; the other faults of items do not affect each other.
  private static let faultsOfFilms = NetworkFault.allCases.filter { $0 != .limitReached }

  @Test(arguments: [false, true]) func aListThatFailsIsSurvived(isSticky: Bool) async throws {
    try await prove("the list", isSticky, strikes: NetworkFault.allCases.map { [1: $0] })
  }

  @Test(arguments: [false, true]) func oneItemThatFailsIsSurvived(isSticky: Bool) async throws {
    let points = Proof.sample(Array(2...(Self.items + 1)), 1, seed: isSticky ? 2 : 1)
    let some = Proof.isFull ? [2, points.count / 2, points.count + 1] : points
    // After a fault that ends the run at once, the run cannot meet it again.
    let ends = isSticky ? some : points
    try await prove(
      "one film", isSticky,
      strikes: some.flatMap { point in Self.faultsOfFilms.map { [point: $0] } }
        + ends.map { [$0: .limitReached] })
  }

  /// Every item with every fault, with as many faulty items at once as there are faults. In each run the faults move on by one
  /// item.
  @Test(.enabled(if: Proof.isFull, "only the full form has items enough"), arguments: [false, true])
  func manyItemsThatFailAreSurvived(isSticky: Bool) async throws {
    let faults = Self.faultsOfFilms
    let distance = Self.items / faults.count
    try await prove(
      "many items at once", isSticky,
      strikes: (0..<Self.items).map { shift in
        Dictionary(
          uniqueKeysWithValues: faults.enumerated().map {
            (2 + (shift + $0 * distance) % Self.items, $1)
          })
      })
  }

  private func prove(_ name: String, _ isSticky: Bool, strikes: [[Int: NetworkFault]]) async throws {
    let start = ContinuousClock.now
    let policies = NetworkPolicy.allCases
    let whole = strikes.enumerated().map { index, strikes in
      // 17 faults and 6 policies have no common divisor, so with a few points every fault meets every policy.
      NetworkTrial(
        strikes: strikes, isSticky: isSticky, items: Self.items, policy: policies[index % policies.count])
    }
    let trials = Proof.share(whole)
    let lost = Mutex(0)
    try await Proof.forEach(trials) { trial in
      let problems = try await trial.problems()
      #expect(problems.isEmpty, "\(trial): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { lost.withLock { $0 += 1 } }
    }
    Proof.report(
      "network: \(name) failing \(isSticky ? "every time" : "once")", points: Self.items + 1,
      faults: trials.reduce(0) { $0 + $1.strikes.count }, lost: lost.withLock { $0 }, since: start)
  }
}
