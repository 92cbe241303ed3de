import History
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

/// Properties that events, their feed and differences have in every history.
@Suite struct EventPropertyTests {
  @Test(arguments: UInt64(1)...6) func everyHistoryHasTheseProperties(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let history = try await RandomHistory(30, &generator)
    try eventsAreThoseOfTheListsThatStood(history)
    try aPartOfTheDaysHasTheSameEvents(history, &generator)
    try replayedEventsGiveEachChart(history)
    try theFeedEndsWithWhatIsTrueAtEachInstant(history)
    try theFeedGoesOnAfterAnyRow(history)
    try recordsOfTheFeedAreThoseOfEachInstant(history)
    try await noEventDependsOnTheOrderOfBackfills(history, &generator)
    try differencesAddUp(history, &generator)
  }

  private func events(
    _ history: RandomHistory, by instant: Instant? = nil, from: Day? = nil, to: Day? = nil
  ) throws -> [ChartEvent] {
    var question = EventsQuestion(chart: history.fixture.chart, cutoff: Cutoff(asOf: instant))
    (question.from, question.to) = (from, to)
    return try question.answer(from: history.fixture.reader).events
  }

  private func feed(_ history: RandomHistory, after row: String? = nil) throws -> [FeedRow] {
    try FeedQuestion(EventsQuestion(chart: history.fixture.chart), after: row)
      .answer(from: history.fixture.reader).rows
  }

  private func eventsAreThoseOfTheListsThatStood(_ history: RandomHistory) throws {
    for instant in history.instants {
      let expected = RandomHistory.events(of: history.published(by: instant))
      #expect(try events(history, by: instant).map(\.words) == expected, "as of \(instant)")
    }
  }

  private func aPartOfTheDaysHasTheSameEvents(
    _ history: RandomHistory, _ generator: inout SeededGenerator
  ) throws {
    let all = try events(history)
    for _ in 0..<20 {
      let from = Day("2026-01-01")!.advanced(by: .random(in: 0..<12, using: &generator))
      let to = from.advanced(by: .random(in: 0..<6, using: &generator))
      #expect(
        try events(history, from: from, to: to) == all.filter { from <= $0.day && $0.day <= to },
        "\(from) to \(to)")
    }
  }

  private func replayedEventsGiveEachChart(_ history: RandomHistory) throws {
    let events = try events(history)
    var chart: [String: RandomHistory.Row] = [:]
    for (day, rows) in history.published() {
      for event in events where event.day == day {
        let id = event.item.description
        switch event.kind {
        case .enter, .return: chart[id] = .init(id: id, title: event.title, rank: event.rank!)
        case .leave: chart[id] = nil
        case .move: chart[id]!.rank = event.rank!
        case .retitle: chart[id]!.title = event.title
        case .numberOne: #expect(chart[id]!.rank == 1)
        case .record: Issue.record("records are told only where they are asked for")
        }
      }
      #expect(Set(chart.values) == Set(rows), "\(day)")
    }
  }

  private func theFeedEndsWithWhatIsTrueAtEachInstant(_ history: RandomHistory) throws {
    let rows = try feed(history)
    var left = rows[...]
    var standing: [String: String] = [:]
    for instant in history.instants {
      while let row = left.first, row.knownAt <= instant {
        left.removeFirst()
        #expect(row.event.id == row.eventID)
        let old = standing.updateValue(row.event.words, forKey: row.eventID)
        #expect(old == (row.withdraws ? row.event.words : nil))
        if row.withdraws { standing[row.eventID] = nil }
      }
      let expected = RandomHistory.events(of: history.published(by: instant))
      #expect(standing.values.sorted() == expected.sorted(), "as of \(instant)")
    }
    #expect(left.isEmpty)
    #expect(Set(rows.map(\.id)).count == rows.count)
    #expect(Set(try events(history).map(\.id)) == Set(standing.keys))
  }

  private func theFeedGoesOnAfterAnyRow(_ history: RandomHistory) throws {
    let rows = try feed(history)
    for index in stride(from: 0, to: rows.count, by: 11) {
      #expect(try feed(history, after: rows[index].id) == Array(rows[(index + 1)...]))
    }
    let failure = #expect(throws: Failure.self) { try feed(history, after: "0000000000000000") }
    #expect(failure?.kind == .noData)
  }

  private func recordsOfTheFeedAreThoseOfEachInstant(_ history: RandomHistory) throws {
    var question = EventsQuestion(chart: history.fixture.chart)
    question.kinds = Set(ChartEvent.Kind.allCases)
    let rows = try FeedQuestion(question).answer(from: history.fixture.reader).rows
    #expect(Set(rows.map(\.id)).count == rows.count)
    // Rows have the same ids whether or not records are among them.
    #expect(rows.filter { $0.event.kind != .record }.map(\.id) == (try feed(history).map(\.id)))
    question.kinds = [.record]
    var left = rows.filter { $0.event.kind == .record }[...]
    var standing: Set<String> = []
    for instant in history.instants {
      while let row = left.first, row.knownAt <= instant {
        left.removeFirst()
        if row.withdraws {
          #expect(standing.remove(row.eventID) != nil)
        } else {
          #expect(standing.insert(row.eventID).inserted)
        }
      }
      question.cutoff = Cutoff(asOf: instant)
      let events = try question.answer(from: history.fixture.reader).events
      #expect(standing == Set(events.map(\.id)), "as of \(instant)")
    }
    #expect(left.isEmpty)
  }

  private func noEventDependsOnTheOrderOfBackfills(
    _ history: RandomHistory, _ generator: inout SeededGenerator
  ) async throws {
    let days = history.published()
    let inOrder = try await RandomHistory(days)
    let shuffled = try await RandomHistory(days.shuffled(using: &generator))
    let expected = try events(history)
    let ids = expected.map(\.id)
    for other in [inOrder, shuffled] {
      #expect(try events(other).map(\.id) == ids)
      var standing: Set<String> = []
      for row in try feed(other) {
        if row.withdraws { standing.remove(row.eventID) } else { standing.insert(row.eventID) }
      }
      #expect(standing == Set(ids))
    }
    // If no day comes late, nothing is withdrawn.
    #expect(try feed(inOrder).allSatisfy { !$0.withdraws })
    #expect(try feed(inOrder).map(\.eventID) == ids)
  }

  private func differencesAddUp(
    _ history: RandomHistory, _ generator: inout SeededGenerator
  ) throws {
    let days = history.published()
    try #require(!days.isEmpty)
    for _ in 0..<10 {
      let chosen = (0..<3).map { _ in days.randomElement(using: &generator)! }
      let (a, b, c) = (chosen[0], chosen[1], chosen[2])
      let (first, second) = (try ranks(history, a.day, b.day), try ranks(history, b.day, c.day))
      var composed = first
      for (id, change) in second {
        composed[id] = Change(old: first[id] == nil ? change.old : first[id]!.old, new: change.new)
      }
      let direct = try ranks(history, a.day, c.day)
      #expect(composed.filter { $0.value.old != $0.value.new } == direct)
      // Applied to the first chart, the changes give the third.
      var chart = Dictionary(uniqueKeysWithValues: a.rows.map { ($0.id, $0.rank) })
      for (id, change) in direct { chart[id] = change.new }
      #expect(chart == Dictionary(uniqueKeysWithValues: c.rows.map { ($0.id, $0.rank) }))
      // Backwards, the same changes have old and new exchanged.
      #expect(try ranks(history, c.day, a.day) == direct.mapValues { Change(old: $0.new, new: $0.old) })
    }
  }

  private struct Change: Equatable {
    var old: Int?
    var new: Int?
  }

  /// The ranks that differ between two days.
  private func ranks(_ history: RandomHistory, _ from: Day, _ to: Day) throws -> [String: Change] {
    let diff = try DiffQuestion(chart: history.fixture.chart, from: from, to: to)
      .answer(from: history.fixture.reader)
    let rows = history.published().first { $0.day == to }!.rows
    #expect(diff.entered.count + diff.moved.count + diff.unchanged == rows.count)
    #expect(diff.entered.allSatisfy { $0.previousRank == nil } && diff.left.allSatisfy { $0.rank == nil })
    return Dictionary(
      uniqueKeysWithValues: (diff.entered + diff.left + diff.moved).map {
        ($0.id.description, Change(old: $0.previousRank, new: $0.rank))
      })
  }
}
