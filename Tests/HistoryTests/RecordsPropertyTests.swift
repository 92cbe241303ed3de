import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import History

/// Records of random histories, compared with a simple computation that tries every item and every day.
@Suite struct RecordsPropertyTests {
  /// Lists of three to five out of seven items, on consecutive days, with small changes from day to day.
  private func lists(_ generator: inout SeededGenerator, days: Int) -> [[String]] {
    var order = ["a", "b", "c", "d", "e", "f", "g"]
    return (0..<days).map { _ in
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let place = Int.random(in: 0..<(order.count - 1), using: &generator)
        order.swapAt(place, place + 1)
      }
      return Array(order.prefix(Int.random(in: 3...5, using: &generator)))
    }
  }

  private func records(
    of lists: [[String]], at places: [Int]
  ) async throws -> [ChartRecord] {
    let fixture = try await ChartFixture()
    for place in places {
      let entries = lists[place].enumerated().map { Entry(rank: $0 + 1, id: ItemID($1), title: $1) }
      try await fixture.record("\(Day("2026-01-01")!.advanced(by: place))", entries)
    }
    var question = RecordsQuestion(chart: fixture.chart)
    question.top = 2
    return try question.answer(from: fixture.reader).records
  }

  @Test(arguments: 1...6) func recordsAreThoseOfANaiveComputation(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let lists = lists(&generator, days: 24)
    // The first and the last day stay, so that the range is the same.
    let kept = (0..<24).filter { place in
      place == 0 || place == 23 || Int.random(in: 0..<4, using: &generator) > 0
    }
    let truth = try await records(of: lists, at: Array(0..<24))
    let known = try await records(of: lists, at: kept)
    let first = Day("2026-01-01")!
    #expect(
      truth.map { line($0.withoutBounds) }
        == NaiveRecords(days: (0..<24).map { first.advanced(by: $0) }, lists: lists, top: 2).lines)
    #expect(
      known.map { line($0.withoutBounds) }
        == NaiveRecords(days: kept.map { first.advanced(by: $0) }, lists: kept.map { lists[$0] }, top: 2)
        .lines)

    // The bounds from some of the days hold the true value over all days.
    #expect(truth.allSatisfy { $0.bounds == nil })
    var bounded = 0
    for (truth, known) in zip(truth, known) {
      guard let bounds = known.bounds else { continue }
      bounded += 1
      let value = try #require(truth.value)
      #expect(bounds.contains(value), "seed \(seed): \(line(known)), but it is \(value)")
    }
    #expect(kept.count == 24 || bounded >= 5)
  }
}

extension ChartRecord {
  fileprivate var withoutBounds: ChartRecord {
    var record = self
    record.bounds = nil
    return record
  }
}

/// The records of some days, worked out one by one without the program's code.
private struct NaiveRecords {
  typealias Claim = (value: Int, id: String, from: Int, to: Int)

  let days: [Day]
  let lists: [[String]]
  let top: Int

  private func rank(_ item: String, _ place: Int) -> Int? { lists[place].firstIndex(of: item).map { $0 + 1 } }

  /// The days on which an item stands on a rank from 1 to `worst`.
  private func places(_ item: String, to worst: Int = .max) -> [Int] {
    days.indices.filter { rank(item, $0).map { $0 <= worst } ?? false }
  }

  private func runs(_ places: [Int]) -> [(from: Int, to: Int)] {
    let starts = places.filter { !places.contains($0 - 1) }
    let ends = places.filter { !places.contains($0 + 1) }
    return zip(starts, ends).map { ($0, $1) }
  }

  private func count(_ item: String, _ places: [Int]) -> [Claim] {
    places.last.map { [(places.count, item, $0, $0)] } ?? []
  }

  private func lengths(_ item: String, _ places: [Int]) -> [Claim] {
    runs(places).map { ($0.to - $0.from + 1, item, $0.from, $0.to) }
  }

  private func absences(_ item: String) -> [Claim] {
    let stays = runs(places(item))
    return zip(stays, stays.dropFirst()).map { ($1.from - $0.to - 1, item, $0.to + 1, $1.from - 1) }
  }

  private func debut(_ item: String) -> [Claim] {
    guard let first = places(item).first, first > 0, let rank = rank(item, first) else { return [] }
    return [(rank, item, first, first)]
  }

  private func changes(_ item: String) -> [Claim] {
    days.indices.dropFirst().compactMap { place in
      guard let before = rank(item, place - 1), let now = rank(item, place) else { return nil }
      return (before - now, item, place, place)
    }
  }

  var lines: [String] {
    let items = Set(lists.joined()).sorted()
    let changes = items.flatMap(changes)
    let movements = days.indices.dropFirst().map { place -> Claim in
      (changes.filter { $0.from == place }.map { abs($0.value) }.reduce(0, +), "-", place, place)
    }
    let wonders = items.filter { places($0).count == 1 && places($0) != [days.count - 1] }.flatMap(debut)
    return [
      best("most-days-at-number-one", "days", items.flatMap { count($0, places($0, to: 1)) }),
      best("longest-reign", "days", items.flatMap { lengths($0, places($0, to: 1)) }, isSpan: true),
      best("most-days-in-top-\(top)", "days", items.flatMap { count($0, places($0, to: top)) }),
      best("most-days", "days", items.flatMap { count($0, places($0)) }),
      best("longest-stay", "days", items.flatMap { lengths($0, places($0)) }, isSpan: true),
      best("highest-debut", "rank", items.flatMap(debut), isLowest: true, isMovement: true),
      best("biggest-climb", "ranks", changes.filter { $0.value > 0 }, isMovement: true),
      best(
        "biggest-fall", "ranks", changes.filter { $0.value < 0 }.map { (-$0.value, $0.id, $0.from, $0.to) },
        isMovement: true),
      best(
        "most-returns", "returns",
        items.flatMap { item -> [Claim] in
          let absences = absences(item)
          return absences.last.map { [(absences.count, item, $0.to + 1, $0.to + 1)] } ?? []
        }),
      best("longest-absence", "days", items.flatMap(absences), isSpan: true),
      best(
        "ever-present", "days",
        items.filter { places($0).count == days.count }.map { (days.count, $0, 0, days.count - 1) },
        isSpan: true),
      best("one-day-wonders", "days", wonders.map { (1, $0.id, $0.from, $0.to) }),
      best("calmest-day", "ranks", movements, isLowest: true, isMovement: true),
      best("wildest-day", "ranks", movements, isMovement: true),
    ]
  }

  private func best(
    _ name: String, _ unit: String, _ claims: [Claim], isLowest: Bool = false, isSpan: Bool = false,
    isMovement: Bool = false
  ) -> String {
    let values = claims.map(\.value)
    guard let value = isLowest ? values.min() : values.max() else { return "\(name) - \(unit)" }
    let holders = claims.filter { $0.value == value }.sorted {
      ($0.from, $0.to, $0.id) < ($1.from, $1.to, $1.id)
    }
    return "\(name) \(value) \(unit)"
      + holders.map { holder in
        " \(holder.id) " + (isSpan ? "\(days[holder.from])..\(days[holder.to])" : "\(days[holder.to])")
          + (isMovement ? " since \(days[holder.to - 1])" : "")
      }.joined()
  }
}
