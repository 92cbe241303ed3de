import LakeStore
import RankingModel

/// What items come to over published days in a row, found in one pass over their rankings. Days and items are named by their
/// places.
struct SummaryTallies {
  /// What an item comes to.
  struct Tally {
    var days = 0
    var daysAtNumberOne = 0
    var ranks = 0
    var best = Int.max
    /// The last day with the item; the title is that of this day.
    var last = -2
    var title: Int32 = 0
    /// The day on which it came, where it had never stood on the chart before and this is not the first of the days.
    var debut: Int?
  }

  let rankings: ChartRankings
  let places: Range<Int>
  private(set) var items: [Tally]
  private(set) var entered = 0
  private(set) var left = 0
  /// How many rows all lists have.
  private var rows = 0
  private let longest: Int

  /// - Parameter longest: how many entries the longest list of the days has, those of items that stand on it twice among them.
  init(_ rankings: ChartRankings, _ places: Range<Int>, longest: Int) {
    (self.rankings, self.places, self.longest) = (rankings, places, longest)
    let seen = rankings.seen(before: places.lowerBound)
    var items = Array(repeating: Tally(), count: rankings.items.count)
    var before = 0
    for place in places {
      let day = rankings.rows(at: place)
      var arrivals = 0
      for row in day {
        let item = Int(row.item)
        var tally = items[item]
        if tally.last != place - 1 {
          arrivals += 1
          if tally.days == 0, place > places.lowerBound, !seen[item] { tally.debut = place }
        }
        tally.days += 1
        if row.rank == 1 { tally.daysAtNumberOne += 1 }
        tally.ranks &+= row.rank
        tally.best = min(tally.best, row.rank)
        tally.last = place
        tally.title = row.title
        items[item] = tally
      }
      if place > places.lowerBound {
        entered += arrivals
        left += before - (day.count - arrivals)
      }
      before = day.count
      rows += day.count
    }
    self.items = items
  }

  /// The share of the list that is replaced from one published day to the next, on average: those who entered and those who left,
  /// over twice the average length of the list and the number of such steps.
  var turnover: Double? {
    guard places.count > 1, rows > 0 else { return nil }
    let days = Double(places.count)
    return quotient(Double(entered + left) * days, 2 * Double(rows) * (days - 1))
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

  /// One more than the length of the longest list, less the rank.
  func points(at rank: Int) -> Int { longest + 1 - rank }

  /// The same, summed over the days of an item.
  func points(of tally: Tally) -> Double { Double(tally.days &* (longest + 1) &- tally.ranks) }

  /// How many of the newcomers stood on the first published day that is `count` days or more after their debut. Newcomers of whom
  /// that cannot be known are left out: such a day is still to come, or a period without a list lies before it.
  func survival(after count: Int, _ cadence: Cadence) -> SummaryAnswer.Survival {
    var survival = SummaryAnswer.Survival(days: count, newcomers: 0, survivors: 0)
    for (item, tally) in items.enumerated() {
      guard let debut = tally.debut,
        let place = place(onOrAfter: rankings.days[debut].advanced(by: count), cadence)
      else { continue }
      survival.newcomers += 1
      if rankings.rows(at: place).contains(where: { Int($0.item) == item }) { survival.survivors += 1 }
    }
    return survival
  }

  /// The first published day on or after `day`; `nil` where a period without a list lies between, or the chart ends before.
  private func place(onOrAfter day: Day, _ cadence: Cadence) -> Int? {
    let days = rankings.days
    guard let place = days.firstIndex(where: { $0 >= day }), place > 0 else { return nil }
    let (wanted, found) = (cadence.period(of: day), cadence.period(of: days[place]))
    // A list may be dated before that day and yet be the list of its period.
    let isNext = found == wanted + 1 && cadence.period(of: days[place - 1]) == wanted
    return cadence == .irregular || found == wanted || isNext ? place : nil
  }
}

/// `part` divided by `whole`, to six decimals; halves are rounded away from zero. Both are whole numbers.
func quotient(_ part: Double, _ whole: Double) -> Double { (part * 1_000_000 / whole).rounded() / 1_000_000 }
