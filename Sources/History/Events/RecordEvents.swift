import LakeStore
import RankingModel

/// Finds the items that broke or tied records of a chart that they did not hold, one published day after another.
///
/// The records are those records of `RecordsQuestion` that items hold, as of each day. They are counted within one epoch, and on
/// its first day there is no record to break.
struct RecordEvents {
  private enum Record: Int, CaseIterable {
    case daysAtNumberOne, reign, daysInTop, days, stay, debut, climb, fall, returns, absence

    var name: String {
      switch self {
      case .daysAtNumberOne: "most-days-at-number-one"
      case .reign: "longest-reign"
      case .daysInTop: "most-days-in-top-\(RecordEvents.top)"
      case .days: "most-days"
      case .stay: "longest-stay"
      case .debut: "highest-debut"
      case .climb: "biggest-climb"
      case .fall: "biggest-fall"
      case .returns: "most-returns"
      case .absence: "longest-absence"
      }
    }
  }

  /// A row, and the rank of its item on the published day before.
  private typealias Row = (row: RankingRow, previousRank: Int?)

  /// How many ranks are the top of the chart.
  private static let top = 10

  private let chart: ChartName
  private let rankings: ChartRankings
  private let epochs: [Epoch]
  /// The last day that was counted.
  private(set) var day: Day?
  private var epoch: Day?
  /// Which items stood on any day so far.
  private var seen: [Bool]
  /// The counts of the items in the epoch, whose days are numbered from 0.
  private var tallies: [RecordBook.Tally]
  private var next = 0
  private var values: [Int?]
  private var holders: [Set<Int32>]

  /// The records before the first day. Items and titles are indices into the lists of `rankings`.
  init(_ chart: ChartName, _ rankings: ChartRankings, _ epochs: [Epoch]) {
    (self.chart, self.rankings, self.epochs) = (chart, rankings, epochs)
    seen = Array(repeating: false, count: rankings.items.count)
    tallies = Array(repeating: RecordBook.Tally(), count: rankings.items.count)
    values = Record.allCases.map { _ in nil }
    holders = Record.allCases.map { _ in [] }
  }

  /// Counts the next published day, whose ranking is at the index `place`. Returns the record events of the day in their order.
  mutating func events(at place: Int) -> [ChartEvent] {
    let (day, before) = (rankings.days[place], self.day)
    begin(epoch: epochs.last { $0.start <= day }?.start)
    var best: [Int?] = Record.allCases.map { _ in nil }
    var reached: [[Row]] = Record.allCases.map { _ in [] }
    for row in rankings.rows(at: place) {
      let old = tallies[Int(row.item)]
      let previousRank = next > 0 && old.stay.goesOn(at: next) ? old.rank : nil
      for (record, value) in count(row, previousRank) {
        if let most = best[record.rawValue], value <= most {
          if value == most { reached[record.rawValue].append((row, previousRank)) }
        } else {
          best[record.rawValue] = value
          reached[record.rawValue] = [(row, previousRank)]
        }
      }
    }
    var events: [ChartEvent] = []
    for record in Record.allCases {
      let (old, held) = (values[record.rawValue], holders[record.rawValue])
      guard let value = best[record.rawValue], old.map({ value >= $0 }) ?? true else { continue }
      let rows = reached[record.rawValue]
      values[record.rawValue] = value
      holders[record.rawValue] = Set(rows.map(\.row.item)).union(value == old ? held : [])
      guard next > 0 else { continue }
      for (row, previousRank) in rows where !held.contains(row.item) {
        var event = ChartEvent(
          chart: chart, day: day, previousDay: before, kind: .record, item: rankings.item(row),
          title: rankings.title(row), rank: row.rank, previousRank: previousRank)
        event.record = ChartEvent.Record(
          name: record.name, value: abs(value), previousValue: old.map { abs($0) })
        events.append(event)
      }
    }
    next += 1
    self.day = day
    return events.sorted(by: ChartEvent.precedes)
  }

  private mutating func begin(epoch start: Day?) {
    guard start != epoch else { return }
    (epoch, next) = (start, 0)
    tallies = tallies.map { _ in RecordBook.Tally() }
    values = values.map { _ in nil }
    holders = holders.map { _ in [] }
  }

  /// Counts the row of an item, and returns the item's value for each record that the row concerns. The value of a debut is the
  /// negative rank, so that a better debut is a greater number.
  private mutating func count(_ row: RankingRow, _ previousRank: Int?) -> [(Record, Int)] {
    var found: [(Record, Int)] = []
    var tally = tallies[Int(row.item)]
    if let previousRank {
      if row.rank < previousRank { found.append((.climb, previousRank - row.rank)) }
      if row.rank > previousRank { found.append((.fall, row.rank - previousRank)) }
    } else if tally.days > 0 {
      tally.returns += 1
      found += [(.absence, next - tally.stay.last - 1), (.returns, tally.returns)]
    } else if next > 0, !seen[Int(row.item)] {
      found.append((.debut, -row.rank))
    }
    tally.days += 1
    tally.rank = row.rank
    tally.stay.add(next)
    found += [(.days, tally.days), (.stay, tally.stay.length)]
    if row.rank == 1 {
      tally.daysAtNumberOne += 1
      tally.reign.add(next)
      found += [(.daysAtNumberOne, tally.daysAtNumberOne), (.reign, tally.reign.length)]
    }
    if row.rank <= RecordEvents.top {
      tally.daysInTop += 1
      found.append((.daysInTop, tally.daysInTop))
    }
    tallies[Int(row.item)] = tally
    seen[Int(row.item)] = true
    return found
  }
}
