import JSON
import LakeStore
public import RankingModel

/// The events of a chart in the order in which they became known, for programs that follow them.
///
/// Three things make events untrue: a list that is recorded later than the list of a later day, a correction, and a decision
/// about a list. Then the feed withdraws the untrue events and tells the true ones instead. After the rows of an instant, the
/// events that were told and not withdrawn are exactly those that follow from the records up to that instant.
///
/// The feed depends on the records of the lake alone. A forgotten snapshot counts as never recorded, as in every other answer,
/// and `same-as` of the newest settings applies to all rows. Both change rows that were read before. So the id of a row also
/// stands for the events that hold after it, and the id of a row that has changed is unknown from then on.
struct EventFeed {
  private var timeline: ChartTimeline
  /// The sum of the digests of the events that hold: equal sets of events have equal sums. Records are left out, because they
  /// follow from the other events; so a row has the same id whether records are told or not.
  private var sum: UInt64 = 0
  private(set) var rows: [FeedRow] = []

  init(_ timeline: ChartTimeline) { self.timeline = timeline }

  /// Adds a change at `instant`: the indices of the rankings that stand for some days from then on; `nil` for a day that is no
  /// longer published.
  mutating func add(_ changes: [Day: Int?], at instant: Instant) {
    let (untrue, new) = timeline.change(changes)
    for event in untrue { add(event, withdraws: true, instant) }
    for event in new { add(event, withdraws: false, instant) }
  }

  private mutating func add(_ event: ChartEvent, withdraws: Bool, _ instant: Instant) {
    let digest = event.digest
    if event.kind != .record { sum = withdraws ? sum &- digest : sum &+ digest }
    var name = StableHash()
    for number in [Int(instant.microseconds), withdraws ? 1 : 0] { name.add(number) }
    for number in [digest, sum] { name.add(Int(bitPattern: UInt(number))) }
    rows.append(FeedRow(id: name.text, knownAt: instant, withdraws: withdraws, event: event))
  }
}

/// A row of the feed: an event that became known, or one that is withdrawn.
public struct FeedRow: Sendable, Hashable {
  /// The id of the row, after which a reader can continue.
  public var id: String
  /// When the snapshot or decision was recorded that made the event true or untrue.
  public var knownAt: Instant
  /// Whether the event is untrue from then on.
  public var withdraws: Bool
  /// The event, as it was told.
  public var event: ChartEvent
  /// The id of the event.
  public var eventID: String { event.id }
}

/// The published days of a chart as of one instant, and the events of each day. Any day may be inserted, changed or removed; only
/// the events that depend on it are found again.
struct ChartTimeline {
  private var teller: DayEvents
  /// The published days, in order.
  private var days: [Day] = []
  /// The index of the ranking that stands for each day.
  private var places: [Day: Int] = [:]
  /// The days on which each item stands, in order, with its titles.
  private var stands: [[(day: Day, title: Int32)]]
  /// The events of each day.
  private var events: [Day: [ChartEvent]] = [:]
  /// The state of the records before the first day; `nil` where records are not told.
  private let untold: RecordEvents?
  /// The state of the records as of the last day.
  private var records: RecordEvents?

  /// A timeline without days. `teller` has the rankings of all days to come, and so has `records`, if records are told.
  init(_ teller: DayEvents, _ records: RecordEvents? = nil) {
    (self.teller, untold, self.records) = (teller, records, records)
    stands = Array(repeating: [], count: teller.rankings.items.count)
  }

  /// Replaces the rankings of some days. A day whose index is `nil` is removed.
  ///
  /// - Returns: the events that are no longer true, and those that are true now; both in the order of events.
  mutating func change(_ changes: [Day: Int?]) -> (untrue: [ChartEvent], new: [ChartEvent]) {
    let changes = changes.filter { places[$0.key] != $0.value }
    var touched: [(day: Day, item: Int32)] = []
    for (day, place) in changes {
      for row in rows(on: day) {
        stands[Int(row.item)].remove(at: stands[Int(row.item)].place(of: day))
        touched.append((day, row.item))
      }
      if places[day] == nil { days.insert(day, at: days.place(of: day)) }
      if place == nil { days.remove(at: days.place(of: day)) }
      places[day] = place
      for row in rows(on: day) {
        stands[Int(row.item)].insert((day, row.title), at: stands[Int(row.item)].place(of: day))
        touched.append((day, row.item))
      }
    }
    var affected = Set(changes.keys)
    // The next published day now follows another one, and so does the next day of each item that stood on a changed day.
    for day in changes.keys { affected.formUnion(days[days.place(of: day.advanced(by: 1))...].prefix(1)) }
    for (day, item) in touched {
      let own = stands[Int(item)]
      affected.formUnion(own[own.place(of: day.advanced(by: 1))...].prefix(1).map(\.day))
    }
    var (untrue, new): ([ChartEvent], [ChartEvent]) = ([], [])
    let retold = recordEvents(changes.keys)
    for day in affected.union(retold.keys).sorted() {
      let old = events[day] ?? []
      var now = affected.contains(day) ? events(on: day) : old.filter { $0.kind != .record }
      now += retold[day] ?? old.filter { $0.kind == .record }
      events[day] = now.isEmpty ? nil : now
      let (oldOnes, newOnes) = (Set(old), Set(now))
      untrue += old.filter { !newOnes.contains($0) }
      new += now.filter { !oldOnes.contains($0) }
    }
    return (untrue, new)
  }

  /// The records of the days after the last known one; of all days where a known day has changed. A day that is no longer
  /// published has none.
  private mutating func recordEvents(_ changed: some Collection<Day>) -> [Day: [ChartEvent]] {
    guard var teller = records, let first = changed.min() else { return [:] }
    if let last = teller.day, first <= last, let untold { teller = untold }
    var found = Dictionary(changed.map { ($0, [ChartEvent]()) }) { first, _ in first }
    let start = teller.day.map { days.place(of: $0.advanced(by: 1)) } ?? 0
    for day in days[start...] {
      if let place = places[day] { found[day] = teller.events(at: place) }
    }
    records = teller
    return found
  }

  private func rows(on day: Day) -> ArraySlice<RankingRow> {
    places[day].map { teller.rankings.rows(at: $0) } ?? []
  }

  private mutating func events(on day: Day) -> [ChartEvent] {
    guard let place = places[day] else { return [] }
    let index = days.place(of: day)
    let previous = index > 0 ? places[days[index - 1]] : nil
    return teller.events(at: place, after: previous) { [stands] item in
      let own = stands[Int(item)]
      let index = own.place(of: day)
      return index > 0 ? own[index - 1].title : nil
    }
  }
}

extension Array {
  /// The first index whose element is not before `wanted`, in an array in the order of days.
  private func place(_ day: (Element) -> Day, of wanted: Day) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if day(self[middle]) < wanted { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The first index whose day is not before `wanted`, in an array of days in order.
  func place(of wanted: Day) -> Int where Element == Day { place({ $0 }, of: wanted) }

  fileprivate func place(of wanted: Day) -> Int where Element == (day: Day, title: Int32) {
    place({ $0.day }, of: wanted)
  }
}
