import LakeStore
import RankingModel

/// The records of consecutive published days, found in one pass over their rankings. Days and items are given by their indices.
struct RecordBook {
  private let rankings: ChartRankings
  private let places: Range<Int>
  private let cadence: Cadence
  private let top: Int

  private var atNumberOne = Best()
  private var inTop = Best()
  private var days = Best()
  private var reign = Best()
  private var stay = Best()
  private var debut = Best(isLowest: true)
  private var climb = Best()
  private var fall = Best()
  private var returns = Best()
  private var absence = Best()
  private var everPresent = Best()
  private var wonders = Best()
  private var calmest = Best(isLowest: true)
  private var wildest = Best()
  /// The lengths of the longest reign and stay that no missing period interrupts. These lengths are certain.
  private var certainReign = 0
  private var certainStay = 0

  /// The records of the days at `places`.
  ///
  /// - Parameters:
  ///   - old: which items have no debut.
  ///   - top: how many ranks are the top of the chart.
  init(_ rankings: ChartRankings, _ places: Range<Int>, _ old: [Bool], top: Int, cadence: Cadence) {
    (self.rankings, self.places, self.cadence, self.top) = (rankings, places, cadence, top)
    var items = Array(repeating: Tally(), count: rankings.items.count)
    items.withUnsafeMutableBufferPointer { items in
      for place in places { count(place, &items, old) }
    }
    for (item, tally) in items.enumerated() where tally.days > 0 { close(item, tally) }
  }

  private mutating func count(
    _ place: Int, _ items: inout UnsafeMutableBufferPointer<Tally>, _ old: [Bool]
  ) {
    let followsGap = isGap(before: place)
    var movement = 0
    for row in rankings.rows(at: place) {
      let (item, rank) = (Int(row.item), row.rank)
      if items[item].stay.goesOn(at: place) {
        let change = items[item].rank - rank
        if change != 0 {
          movement &+= abs(change)
          if change > 0 { climb.offer(change, item, place) } else { fall.offer(-change, item, place) }
        }
      } else {
        begin(item, rank, place, &items[item], old)
      }
      certainStay = max(certainStay, items[item].stay.add(place, followsGap))
      if rank == 1 { lead(item, place, &items[item], followsGap) }
      if rank <= top {
        items[item].daysInTop += 1
        items[item].lastInTop = place
      }
      items[item].days += 1
      items[item].rank = rank
    }
    guard place > places.lowerBound else { return }
    calmest.offer(movement, nil, place)
    wildest.offer(movement, nil, place)
  }

  /// An item enters or returns.
  private mutating func begin(_ item: Int, _ rank: Int, _ place: Int, _ tally: inout Tally, _ old: [Bool]) {
    if tally.days > 0 {
      stay.offer(tally.stay, item)
      absence.offer(place - tally.stay.last - 1, item, tally.stay.last + 1, place - 1)
      tally.returns += 1
      tally.lastReturn = place
    } else if !old[item] {
      debut.offer(rank, item, place)
      tally.hasDebut = true
    }
  }

  /// An item leads the chart.
  private mutating func lead(_ item: Int, _ place: Int, _ tally: inout Tally, _ followsGap: Bool) {
    if tally.daysAtNumberOne > 0, !tally.reign.goesOn(at: place) { reign.offer(tally.reign, item) }
    certainReign = max(certainReign, tally.reign.add(place, followsGap))
    tally.daysAtNumberOne += 1
  }

  /// Adds the final counts of an item after the last day.
  private mutating func close(_ item: Int, _ tally: Tally) {
    let last = tally.stay.last
    stay.offer(tally.stay, item)
    days.offer(tally.days, item, last)
    if tally.daysAtNumberOne > 0 {
      reign.offer(tally.reign, item)
      atNumberOne.offer(tally.daysAtNumberOne, item, tally.reign.last)
    }
    if tally.daysInTop > 0 { inTop.offer(tally.daysInTop, item, tally.lastInTop) }
    if tally.returns > 0 { returns.offer(tally.returns, item, tally.lastReturn) }
    if tally.days == places.count { everPresent.offer(tally.days, item, places.lowerBound, last) }
    // An item that entered on the last day may still stay.
    if tally.days == 1, tally.hasDebut, last < places.upperBound - 1 { wonders.offer(1, item, last) }
  }

  /// Whether a period without a list lies between the published day at the index `place` and the one before.
  private func isGap(before place: Int) -> Bool {
    place > 0
      && cadence.hasGap(between: rankings.days[place - 1], and: rankings.days[place])
  }
}

extension RecordBook {
  /// All records, in their usual order.
  ///
  /// - Parameter missing: how many periods have no list. Each can add one to a count of days or of returns, and cannot lower it.
  ///   It can also interrupt what looks like consecutive days.
  func records(missing: Int) -> [ChartRecord] {
    let unit = cadence.unit + "s"
    let bounds = { (best: Best, certain: Int?) -> ClosedRange<Int>? in
      best.value.flatMap { missing > 0 ? (certain ?? $0)...($0 + missing) : nil }
    }
    let count = { (name: String, best: Best, unit: String) in
      record(name, best, unit, bounds: bounds(best, nil))
    }
    let inARow = { (name: String, best: Best, certain: Int?) in
      record(name, best, unit, bounds: certain.flatMap { bounds(best, $0) }, isOfDaysInARow: true)
    }
    return [
      count("most-days-at-number-one", atNumberOne, unit),
      inARow("longest-reign", reign, certainReign),
      count("most-days-in-top-\(top)", inTop, unit),
      count("most-days", days, unit),
      inARow("longest-stay", stay, certainStay),
      record("highest-debut", debut, "rank", isOfChange: true),
      record("biggest-climb", climb, "ranks", isOfChange: true),
      record("biggest-fall", fall, "ranks", isOfChange: true),
      count("most-returns", returns, "returns"),
      inARow("longest-absence", absence, nil),
      record("ever-present", everPresent, unit, isOfDaysInARow: true, isOfAllDays: true),
      record("one-day-wonders", wonders, unit, isOfAllDays: true),
      record("calmest-day", calmest, "ranks", isOfChange: true),
      record("wildest-day", wildest, "ranks", isOfChange: true),
    ]
  }

  private func record(
    _ name: String, _ best: Best, _ unit: String, bounds: ClosedRange<Int>? = nil,
    isOfDaysInARow: Bool = false, isOfAllDays: Bool = false, isOfChange: Bool = false
  ) -> ChartRecord {
    let id = { (holder: Best.Holder) in holder.item.map { rankings.items[$0] } ?? ItemID("") }
    let sorted = best.holders.sorted { ($0.from, $0.to, id($0)) < ($1.from, $1.to, id($1)) }
    let holders = sorted.map { holder in
      ChartRecord.Holder(
        id: holder.item.map { rankings.items[$0] },
        title: holder.item.map { title(of: $0, lastBefore: holder.to + 1) },
        days: DayRange(from: rankings.days[holder.from], to: rankings.days[holder.to]),
        previousDay: isOfChange ? rankings.days[holder.to - 1] : nil,
        isAcrossGap: isOfChange && isGap(before: holder.to))
    }
    return ChartRecord(
      name: name, value: best.value, unit: unit, bounds: bounds, isOfDaysInARow: isOfDaysInARow,
      isOfAllDays: isOfAllDays, holders: holders)
  }

  /// The last title that an item had before the day at the index `end`.
  private func title(of item: Int, lastBefore end: Int) -> String {
    for place in (places.lowerBound..<end).reversed() {
      if let row = rankings.rows(at: place).first(where: { Int($0.item) == item }) {
        return rankings.title(row)
      }
    }
    return ""
  }
}
