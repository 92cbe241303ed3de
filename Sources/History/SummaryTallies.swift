import LakeStore
import RankingModel

/// The counts of items over consecutive published days, found in one pass over their rankings. Days and items are indices.
struct SummaryTallies {
  /// The counts of an item.
  struct Tally {
    var days = 0
    var daysAtNumberOne = 0
    var ranks = 0
    var best = Int.max
    /// The last day with the item. `title` is the title on that day.
    var last = -2
    var title: Int32 = 0
    /// The day of its debut, if that is one of the days.
    var debut: Int?
  }

  let rankings: ChartRankings
  let places: Range<Int>
  private(set) var items: [Tally]
  /// How often an item stands on a day and not on the published day before. On the chart's first day all items do.
  private(set) var entered = 0
  /// How often an item stood on the published day before and not on the day.
  private(set) var left = 0
  /// The share of the list that is replaced from one published day to the next, on average: the items that entered and left,
  /// divided by twice the average length of the list and by the number of such steps.
  private(set) var turnover: Double?
  private let longest: Int

  /// The counts over the days of `range`.
  ///
  /// - Parameter longest: how many entries the longest list of the days has. An item that stands on it twice counts twice.
  init(_ rankings: ChartRankings, _ range: StatisticsRange, longest: Int) {
    (self.rankings, self.places, self.longest) = (rankings, rankings.places(in: range), longest)
    let old = rankings.withoutDebut(in: range)
    let beginning = rankings.beginning(of: range)
    var items = Array(repeating: Tally(), count: rankings.items.count)
    var before = 0
    if places.lowerBound > beginning {
      let dayBefore = rankings.rows(at: places.lowerBound - 1)
      for row in dayBefore { items[Int(row.item)].last = places.lowerBound - 1 }
      before = dayBefore.count
    }
    var (rows, steps, replaced) = (0, 0, 0)
    for place in places {
      let day = rankings.rows(at: place)
      var arrivals = 0
      for row in day {
        let item = Int(row.item)
        var tally = items[item]
        if tally.last != place - 1 { arrivals += 1 }
        if tally.days == 0, !old[item] { tally.debut = place }
        tally.days += 1
        if row.rank == 1 { tally.daysAtNumberOne += 1 }
        tally.ranks &+= row.rank
        tally.best = min(tally.best, row.rank)
        tally.last = place
        tally.title = row.title
        items[item] = tally
      }
      let departures = before - (day.count - arrivals)
      if place > beginning {
        steps += 1
        replaced += arrivals + departures
      }
      if place > beginning || place == 0 {
        entered += arrivals
        left += departures
      }
      before = day.count
      rows += day.count
    }
    self.items = items
    if steps > 0, rows > 0 {
      turnover = quotient(Double(replaced) * Double(places.count), 2 * Double(rows) * Double(steps))
    }
  }

  /// The items of the days, by points.
  var standings: [SummaryAnswer.Standing] {
    items.indices.filter { items[$0].days > 0 }.map(standing)
      .sorted { ($1.points, $0.best, $0.id) < ($0.points, $1.best, $1.id) }
  }

  /// The items that led the chart, those with the most such days first.
  var numberOnes: [SummaryAnswer.Standing] {
    items.indices.filter { items[$0].daysAtNumberOne > 0 }.map(standing)
      .sorted { ($1.daysAtNumberOne, $0.id) < ($0.daysAtNumberOne, $1.id) }
  }

  private func standing(_ item: Int) -> SummaryAnswer.Standing {
    let tally = items[item]
    return SummaryAnswer.Standing(
      id: rankings.items[item], title: rankings.titles[Int(tally.title)],
      points: quotient(points(of: tally), Double(places.count)), days: tally.days, best: tally.best,
      daysAtNumberOne: tally.daysAtNumberOne)
  }

  /// The points of an item for a day at `rank`: one more than the length of the longest list, less the rank.
  func points(at rank: Int) -> Int { longest + 1 - rank }

  /// The points of an item, summed over its days.
  func points(of tally: Tally) -> Double { Double(tally.days &* (longest + 1) &- tally.ranks) }

  /// How many newcomers stood on the first published day that is `count` days or more after their debut. Newcomers of whom this
  /// is unknown are left out: the chart has no such day yet, or a period without a list lies before it.
  func survival(after count: Int, _ cadence: Cadence) -> SummaryAnswer.Survival {
    let places = items.map { tally in
      tally.debut.flatMap { place(onOrAfter: rankings.days[$0].advanced(by: count), cadence) }
    }
    var survival = SummaryAnswer.Survival(days: count, newcomers: 0, survivors: 0)
    for (place, newcomers) in Dictionary(grouping: items.indices, by: { places[$0] }) {
      guard let place else { continue }
      let present = Set(rankings.rows(at: place).map(\.item))
      survival.newcomers += newcomers.count
      survival.survivors += newcomers.count { present.contains(Int32($0)) }
    }
    return survival
  }

  /// The index of the first published day on or after `day`; `nil` where a list between is missing, or the chart ends before.
  private func place(onOrAfter day: Day, _ cadence: Cadence) -> Int? {
    let days = rankings.days
    let place = days.place(of: day)
    guard place > 0, place < days.count else { return nil }
    let (wanted, found) = (cadence.period(of: day), cadence.period(of: days[place]))
    // A list may be dated before `day` and still be the list of its period.
    let isNext = found == wanted + 1 && cadence.period(of: days[place - 1]) == wanted
    return cadence == .irregular || found == wanted || isNext ? place : nil
  }
}

/// `part` divided by `whole`, to six decimals; halves are rounded away from zero. Both are whole numbers.
func quotient(_ part: Double, _ whole: Double) -> Double { (part * 1_000_000 / whole).rounded() / 1_000_000 }
