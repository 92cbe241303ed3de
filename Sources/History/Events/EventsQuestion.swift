import JSON
public import LakeStore
public import RankingModel

/// What happened on the days of a chart?
public struct EventsQuestion: Question {
  /// The chart.
  public var chart: ChartName
  /// The kinds of events to tell; all except records where it is empty.
  public var kinds: Set<ChartEvent.Kind> = []
  /// The first day; `nil` for the first published one.
  public var from: Day?
  /// The last day; `nil` for the last published one.
  public var to: Day?
  /// The one item whose events are told, by an id, a title or a part of a title; `nil` for all items.
  public var item: String?
  /// The most events to tell, from the first one on; `nil` for all.
  public var limit: Int?
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about all days of `chart`.
  public init(chart: ChartName, cutoff: Cutoff = Cutoff()) { (self.chart, self.cutoff) = (chart, cutoff) }

  /// Answers from the rankings of the range and of the published day before it. Earlier days are read only for items that arrive
  /// within the range, and for records.
  ///
  /// - Throws: a `noData` failure where there is no such chart, or no such item.
  public func answer(from reader: LakeReader) throws(Failure) -> EventsAnswer {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let merged = MergedItems(days, from: reader)
    let isWanted = try filter(days, merged)
    let rankings = try days.rankings(from: from, to: to, withDayBefore: true, merged)
    var told = DayEvents(chart, rankings)
    let before = from.flatMap { days.lastPublished(before: $0) }
    let earlier = try before.map { before throws(Failure) in
      try EventsQuestion.lastTitles(of: rankings, before: before.day, days, merged)
    }
    var all = told.all(earlier: earlier)
    if kinds.contains(.record) {
      let past = try days.rankings(to: to, merged)
      var records = RecordEvents(chart, past, days.epochs)
      all = (all + past.days.indices.flatMap { records.events(at: $0) }).sorted(by: ChartEvent.precedes)
    }
    all = all.filter(isWanted)
    let events = Array(all.prefix(limit ?? .max))
    return EventsAnswer(
      chart: chart, requestedFrom: from, requestedTo: to, cadence: days.cadence,
      coverage: days.coverage(from: from, to: to), events: events, more: all.count - events.count)
  }

  /// A function that tells whether an event is asked for.
  func filter(_ days: ChartDays, _ merged: MergedItems) throws(Failure) -> (ChartEvent) -> Bool {
    let only = try item.map { item throws(Failure) in try ItemFinder(days, merged).find(item).id }
    return { event in
      (kinds.isEmpty || kinds.contains(event.kind)) && (only == nil || only == event.item)
        && event.day.isWithin(from, to)
    }
  }

  /// The last titles of returned items before `first`, the first day of `rankings`. These items arrive after `first` and stood on
  /// the chart before it.
  private static func lastTitles(
    of rankings: ChartRankings, before first: Day, _ days: ChartDays, _ merged: MergedItems
  ) throws(Failure) -> [Int32: Int32] {
    var seen = Array(repeating: false, count: rankings.items.count)
    var arrivals: [RankingRow] = []
    for place in rankings.days.indices {
      for row in rankings.rows(at: place) where !seen[Int(row.item)] {
        seen[Int(row.item)] = true
        if place > 0 { arrivals.append(row) }
      }
    }
    let past = Dictionary(
      uniqueKeysWithValues: days.published.prefix { $0.day < first }.map { ($0.number, $0.day) })
    let returned = try merged.items(arrivals.map(rankings.item), onAnyOf: Set(past.keys))
    let retitled = try merged.retitled(among: returned)
    var titles: [Int32: Int32] = [:]
    for row in arrivals where returned.contains(rankings.item(row)) {
      // An item that has had one title only had this one.
      titles[row.item] = row.title
      guard retitled.contains(rankings.item(row)) else { continue }
      var last: (day: Day, title: String)?
      for observation in try merged.observations(of: rankings.item(row)) {
        if let day = past[observation.snapshot], day > last?.day ?? Day(number: .min) {
          last = (day, observation.title)
        }
      }
      if let last, let place = rankings.titles.firstIndex(where: { $0.hasBytes(of: last.title) }) {
        titles[row.item] = Int32(place)
      }
    }
    return titles
  }
}

/// What happened on the days of a chart.
public struct EventsAnswer: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// The first day asked for.
  public var requestedFrom: Day?
  /// The last day asked for.
  public var requestedTo: Day?
  /// How often the chart has a list.
  public var cadence: Cadence
  /// The days of the range, and how much is known of them.
  public var coverage: Coverage
  /// The events, by day; those of a day in the order of `ChartEvent.Kind`, then by rank and id.
  public var events: [ChartEvent]
  /// How many more events the limit left out.
  public var more: Int
}
