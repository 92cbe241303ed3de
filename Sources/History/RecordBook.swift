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
  /// The length of the longest part of an absence that no missing period interrupts.
  private var certainAbsence = 0
  /// The most published days between two days on which an item stood, or may have stood because their period is missing.
  private var possibleAbsence = 0
  /// The indices of the days before which a period is missing. The index after the last day is one of them where a period after
  /// that day is missing.
  private let gaps: [Int]
  /// For each day the first one of the consecutive days, up to this one, between which no period is missing.
  private let certainStarts: [Int]

  /// The records of the days at `places`.
  ///
  /// - Parameters:
  ///   - old: which items have no debut.
  ///   - known: the days of which the records are told. They begin and end with these places, or with missing periods.
  ///   - top: how many ranks are the top of the chart.
  init(
    _ rankings: ChartRankings, _ places: Range<Int>, _ old: [Bool], known: DayRange?, top: Int,
    cadence: Cadence
  ) {
    (self.rankings, self.places, self.cadence, self.top) = (rankings, places, cadence, top)
    gaps = RecordBook.gaps(rankings.days[places], known, cadence)
    let parts = Set(gaps)
    certainStarts = places.reduce(into: []) { starts, place in
      starts.append(parts.contains(place) ? place : starts.last ?? place)
    }
    var items = Array(repeating: Tally(), count: rankings.items.count)
    items.withUnsafeMutableBufferPointer { items in
      for place in places { count(place, &items, old) }
    }
    for (item, tally) in items.enumerated() where tally.days > 0 { close(item, tally) }
    // An item that is not known at all may have stood on the chart in two missing periods.
    if let first = gaps.first, let last = gaps.last { possibleAbsence = max(possibleAbsence, last - first) }
  }

  private mutating func count(
    _ place: Int, _ items: inout UnsafeMutableBufferPointer<Tally>, _ old: [Bool]
  ) {
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
      items[item].stay.add(place)
      certainStay = max(certainStay, certainLength(of: items[item].stay))
      if rank == 1 { lead(item, place, &items[item]) }
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
      let away = tally.stay.last + 1..<place
      absence.offer(away.count, item, away.lowerBound, place - 1)
      certainAbsence = max(certainAbsence, longestCertainPart(of: away))
      tally.returns += 1
      tally.lastReturn = place
    } else {
      tally.first = place
      guard !old[item] else { return }
      debut.offer(rank, item, place)
      tally.hasDebut = true
    }
  }

  /// How many days of `run`, up to its last one, no missing period interrupts.
  private func certainLength(of run: Run) -> Int {
    run.last - max(run.first, certainStarts[run.last - places.lowerBound]) + 1
  }

  /// The length of the longest part of `days` in which no period is missing.
  private func longestCertainPart(of days: Range<Int>) -> Int {
    var (longest, end) = (0, days.upperBound)
    while end > days.lowerBound {
      let start = max(days.lowerBound, certainStarts[end - 1 - places.lowerBound])
      longest = max(longest, end - start)
      end = start
    }
    return longest
  }

  /// An item leads the chart.
  private mutating func lead(_ item: Int, _ place: Int, _ tally: inout Tally) {
    if tally.daysAtNumberOne > 0, !tally.reign.goesOn(at: place) { reign.offer(tally.reign, item) }
    tally.reign.add(place)
    certainReign = max(certainReign, certainLength(of: tally.reign))
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
    // Before its debut and after its last day, the item may have stood on the chart in a missing period only.
    if let first = gaps.first, let end = gaps.last {
      possibleAbsence = max(possibleAbsence, tally.first - first, end - last - 1)
    }
    if tally.days == places.count { everPresent.offer(tally.days, item, places.lowerBound, last) }
    // An item that entered on the last day may still stay.
    if tally.days == 1, tally.hasDebut, last < places.upperBound - 1 { wonders.offer(1, item, last) }
  }

  /// The indices of those of `days` before which a period is missing, and the index after the last where one follows it.
  ///
  /// - Parameter known: the days from the first to the last due period.
  private static func gaps(_ days: ArraySlice<Day>, _ known: DayRange?, _ cadence: Cadence) -> [Int] {
    guard let first = days.first, let last = days.last else { return [] }
    let isMissing = { (one: Day?, other: Day) in
      one.map { cadence != .irregular && cadence.period(of: $0) < cadence.period(of: other) } ?? false
    }
    let between = days.indices.dropFirst().filter { cadence.hasGap(between: days[$0 - 1], and: days[$0]) }
    return (isMissing(known?.from, first) ? [days.startIndex] : []) + between
      + (known.map { isMissing(last, $0.to) } == true ? [days.endIndex] : [])
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
  ///   It can also interrupt what looks like consecutive days, and an item may have stood on the chart in it.
  func records(missing: Int) -> [ChartRecord] {
    let unit = cadence.unit + "s"
    let bounds = { (best: Best, certain: Int?, possible: Int) -> ClosedRange<Int>? in
      best.value.flatMap { missing > 0 ? (certain ?? $0)...(max($0, possible) + missing) : nil }
    }
    let count = { (name: String, best: Best, unit: String) in
      record(name, best, unit, bounds: bounds(best, nil, 0))
    }
    let inARow = { (name: String, best: Best, certain: Int, possible: Int) in
      record(name, best, unit, bounds: bounds(best, certain, possible), isOfDaysInARow: true)
    }
    return [
      count("most-days-at-number-one", atNumberOne, unit),
      inARow("longest-reign", reign, certainReign, 0),
      count("most-days-in-top-\(top)", inTop, unit),
      count("most-days", days, unit),
      inARow("longest-stay", stay, certainStay, 0),
      record("highest-debut", debut, "rank", isOfChange: true),
      record("biggest-climb", climb, "ranks", isOfChange: true),
      record("biggest-fall", fall, "ranks", isOfChange: true),
      count("most-returns", returns, "returns"),
      inARow("longest-absence", absence, certainAbsence, possibleAbsence),
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
