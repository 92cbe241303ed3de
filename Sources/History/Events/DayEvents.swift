import LakeStore
import RankingModel

/// Finds the events of a day. All events are defined here, except records: `RecordEvents` finds those.
///
/// It compares the rows of the day with those of the published day before, and asks for the last title of each item on the day.
struct DayEvents {
  let chart: ChartName
  let rankings: ChartRankings
  /// The rank of each item on the day before, while a day is compared; -1 where it has none, and between two calls.
  private var ranks: [Int]

  init(_ chart: ChartName, _ rankings: ChartRankings) {
    (self.chart, self.rankings) = (chart, rankings)
    ranks = Array(repeating: -1, count: rankings.items.count)
  }

  /// The events of the day whose ranking is at the index `place`, in their order.
  ///
  /// - Parameters:
  ///   - previous: the index of the published day before; `nil` where the day is the chart's first.
  ///   - lastTitle: the title that an item had on its last published day before this one; `nil` where it had no such day. Items
  ///     and titles are indices into the lists of the rankings.
  mutating func events(at place: Int, after previous: Int?, lastTitle: (Int32) -> Int32?) -> [ChartEvent] {
    let before = previous.map { rankings.rows(at: $0) } ?? []
    var events: [ChartEvent] = []
    func add(_ kind: ChartEvent.Kind, _ row: RankingRow, rank: Int?, from old: Int?, title: String? = nil) {
      events.append(
        ChartEvent(
          chart: chart, day: rankings.days[place], previousDay: previous.map { rankings.days[$0] },
          kind: kind, item: rankings.item(row), title: rankings.title(row), rank: rank, previousRank: old,
          previousTitle: title))
    }
    for row in before { ranks[Int(row.item)] = row.rank }
    for row in rankings.rows(at: place) {
      let known = ranks[Int(row.item)]
      ranks[Int(row.item)] = -1
      let old = known < 0 ? nil : known
      let title = lastTitle(row.item)
      if old == nil { add(title == nil ? .enter : .return, row, rank: row.rank, from: nil) }
      if let old, old != row.rank { add(.move, row, rank: row.rank, from: old) }
      if previous != nil, row.rank == 1, old != 1 { add(.numberOne, row, rank: 1, from: old) }
      if let title, title != row.title {
        add(.retitle, row, rank: row.rank, from: old, title: rankings.titles[Int(title)])
      }
    }
    for row in before where ranks[Int(row.item)] >= 0 {
      add(.leave, row, rank: nil, from: row.rank)
      ranks[Int(row.item)] = -1
    }
    return events.sorted(by: ChartEvent.precedes)
  }

  /// The events of all days of the rankings. These must be consecutive published days in order.
  ///
  /// - Parameter earlier: the last titles of items that stood on a published day before all of these; `nil` where the first day
  ///   is the chart's first. Otherwise the first day has no events: it only is the day before the second.
  mutating func all(earlier: [Int32: Int32]?) -> [ChartEvent] {
    var titles = Array(repeating: Int32(-1), count: rankings.items.count)
    for (item, title) in earlier ?? [:] { titles[Int(item)] = title }
    var found: [ChartEvent] = []
    for place in rankings.days.indices {
      if place > 0 || earlier == nil {
        found += events(at: place, after: place > 0 ? place - 1 : nil) { item in
          titles[Int(item)] < 0 ? nil : titles[Int(item)]
        }
      }
      for row in rankings.rows(at: place) { titles[Int(row.item)] = row.title }
    }
    return found
  }
}
