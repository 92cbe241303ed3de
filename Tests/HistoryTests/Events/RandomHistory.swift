import History
import LakeStore
import MarqueeTestSupport
import RankingModel

/// A history of random lists, both in a lake and as plain values: days in any order, days that get another list, quarantined
/// lists, and decisions about lists.
struct RandomHistory {
  struct Row: Hashable {
    var id: String
    var title: String
    var rank: Int
  }

  private struct Listed {
    var day: Day
    var at: Instant
    var isPublished: Bool
    var rows: [Row]
  }

  private struct Verdict {
    var at: Instant
    var list: Int
    var accepts: Bool
  }

  let fixture: ChartFixture
  private var lists: [Listed] = []
  private var verdicts: [Verdict] = []

  /// A lake after `count` random changes.
  init(_ count: Int, _ generator: inout SeededGenerator) async throws {
    fixture = try await ChartFixture()
    for hour in 0..<count {
      let at = Instant("2026-03-01")!.advanced(bySeconds: Double(hour) * 3600)
      if hour > 3, Int.random(in: 0..<4, using: &generator) == 0 {
        try await decide(&generator)
        continue
      }
      var days = (0..<12).map { Day("2026-01-01")!.advanced(by: $0) }.shuffled(using: &generator)
      // Now and then two days are recorded at the same instant.
      days.removeLast(Int.random(in: 0..<5, using: &generator) == 0 ? 10 : 11)
      for day in days { try await add(day, at, &generator) }
    }
  }

  /// A lake with the lists of these days, recorded in this order.
  init(_ days: [(day: Day, rows: [Row])]) async throws {
    fixture = try await ChartFixture()
    for (hour, (day, rows)) in days.enumerated() {
      let at = Instant("2026-03-01")!.advanced(bySeconds: Double(hour) * 3600)
      try await record(day, rows, at, .published)
    }
  }

  private mutating func add(_ day: Day, _ at: Instant, _ generator: inout SeededGenerator) async throws {
    var rows: [Row] = []
    for id in "abcdefg".map(String.init).shuffled(using: &generator).prefix(
      .random(in: 2...5, using: &generator))
    {
      let title = Int.random(in: 0..<6, using: &generator) == 0 ? "\(id) again" : id
      // Now and then two items share a rank.
      let isTied = !rows.isEmpty && Int.random(in: 0..<6, using: &generator) == 0
      let rank = isTied ? rows[rows.count - 1].rank : rows.count + 1
      rows.append(Row(id: id, title: title, rank: rank))
    }
    let state: DayState = Int.random(in: 0..<6, using: &generator) == 0 ? .quarantined : .published
    try await record(day, rows, at, state)
  }

  private mutating func record(_ day: Day, _ rows: [Row], _ at: Instant, _ state: DayState) async throws {
    let entries = rows.map { Entry(rank: $0.rank, id: ItemID($0.id), title: $0.title) }
    let recorded = try await fixture.record(
      day.description, entries, state: state, recorded: at.description)
    lists.append(
      Listed(day: day, at: recorded.recordedAt, isPublished: state == .published, rows: rows))
  }

  /// Withdraws a random list if it counts, and accepts it otherwise.
  private mutating func decide(_ generator: inout SeededGenerator) async throws {
    let list = Int.random(in: lists.indices, using: &generator)
    let accepts = !counts(list, by: Instant(microseconds: .max))
    let summary = try fixture.reader.snapshots(of: fixture.chart, on: lists[list].day)
      .first { $0.recordedAt == lists[list].at }!
    let decision = try await fixture.lake.decide(
      accepts ? .accept : .withdraw, about: summary, state: accepts ? .published : nil,
      reason: accepts ? nil : "a trial")
    verdicts.append(Verdict(at: decision.decidedAt, list: list, accepts: accepts))
  }

  private func counts(_ list: Int, by instant: Instant) -> Bool {
    let verdict = verdicts.filter { $0.list == list && $0.at <= instant }.max { $0.at < $1.at }
    return verdict?.accepts ?? lists[list].isPublished
  }
}

extension RandomHistory {
  /// The instants at which anything was recorded or decided.
  var instants: [Instant] { Set(lists.map(\.at) + verdicts.map(\.at)).sorted() }

  /// The lists that stand for the published days as of `instant`, by day.
  func published(by instant: Instant = Instant(microseconds: .max)) -> [(day: Day, rows: [Row])] {
    Set(lists.map(\.day)).sorted().compactMap { day in
      let standing = lists.indices.filter {
        lists[$0].day == day && lists[$0].at <= instant && counts($0, by: instant)
      }.max { lists[$0].at < lists[$1].at }
      return standing.map { (day, lists[$0].rows) }
    }
  }

  /// The events of `days` as texts, worked out from the lists alone, without the program's code for events.
  static func events(of days: [(day: Day, rows: [Row])]) -> [String] {
    var all: [String] = []
    for (index, (day, rows)) in days.enumerated() {
      let before = index > 0 ? days[index - 1] : nil
      var told: [(order: (Int, Int, String), words: String)] = []
      func tell(_ kind: Int, _ row: Row, _ rank: Int?, _ old: Int?, _ title: String? = nil) {
        let name = ["enter", "leave", "return", "move", "number-one", "retitle"][kind]
        let words = [
          "\(day)", before.map { "\($0.day)" } ?? "-", name, row.id, row.title, rank.map { "\($0)" } ?? "-",
          old.map { "\($0)" } ?? "-", title ?? "-",
        ]
        told.append(((kind, rank ?? old!, row.id), words.joined(separator: "|")))
      }
      for row in rows {
        let old = before?.rows.first { $0.id == row.id }?.rank
        let last = days[..<index].compactMap { $0.rows.first { $0.id == row.id } }.last
        if last == nil { tell(0, row, row.rank, nil) }
        if last != nil, old == nil { tell(2, row, row.rank, nil) }
        if let old, old != row.rank { tell(3, row, row.rank, old) }
        if before != nil, row.rank == 1, old != 1 { tell(4, row, 1, old) }
        if let last, last.title != row.title { tell(5, row, row.rank, old, last.title) }
      }
      for row in before?.rows ?? [] where !rows.contains(where: { $0.id == row.id }) {
        tell(1, row, nil, row.rank)
      }
      all += told.sorted { $0.order < $1.order }.map(\.words)
    }
    return all
  }
}

extension ChartEvent {
  /// The event as a text in the form of `RandomHistory.events`.
  var words: String {
    [
      "\(day)", previousDay.map { "\($0)" } ?? "-", kind.rawValue, "\(item)", title,
      rank.map { "\($0)" } ?? "-", previousRank.map { "\($0)" } ?? "-", previousTitle ?? "-",
    ].joined(separator: "|")
  }
}
