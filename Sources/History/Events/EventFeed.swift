import JSON
import LakeStore
public import RankingModel

/// The events of a chart in the order in which they became known, for programs that follow them.
///
/// A list that is recorded later than that of a later day, a correction, and a decision about a list make events untrue: then
/// the feed withdraws them, and tells those that are true instead. After each row the events told and not withdrawn are those
/// that follow from what was recorded by the end of the rows with the same instant.
///
/// The feed follows from the records of the lake alone. A forgotten snapshot was never there, as in every other answer, and
/// `same-as` of the newest settings holds for all rows: both change rows that were read before. The id of a row therefore names
/// what stands after it, and one that is read no longer is unknown from then on.
struct EventFeed {
  private var timeline: ChartTimeline
  /// The sum of the digests of the events that stand: equal sets of events have equal sums. Records follow from the others and are
  /// left out, so that a row has the same name where they are not told.
  private var sum: UInt64 = 0
  private(set) var rows: [FeedRow] = []

  init(_ timeline: ChartTimeline) { self.timeline = timeline }

  /// Takes in what stands on some days from `instant` on: the places of their rankings, `nil` of a day that is published no
  /// longer.
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

/// A row of the feed: an event became known, or is withdrawn.
public struct FeedRow: Sendable, Hashable {
  /// The name of the row, to go on after it.
  public var id: String
  /// When what made or unmade the event was recorded or decided.
  public var knownAt: Instant
  /// Whether the event is untrue from then on.
  public var withdraws: Bool
  /// The event, as it was told.
  public var event: ChartEvent
  /// The id of the event.
  public var eventID: String { event.id }
}

/// The published days of a chart as they stand at one instant, and the events of each. A day may be put in, changed or taken
/// away anywhere; only the events that depend on it are told again.
struct ChartTimeline {
  private var teller: DayEvents
  /// The published days, in order.
  private var days: [Day] = []
  /// The place of the ranking that stands for each day.
  private var places: [Day: Int] = [:]
  /// The days on which each item stands, in order, with its title.
  private var stands: [[(day: Day, title: Int32)]]
  /// The events of each day.
  private var events: [Day: [ChartEvent]] = [:]
  /// The records before the first day; `nil` where they are not told.
  private let untold: RecordEvents?
  /// The records as of the last day.
  private var records: RecordEvents?

  /// A timeline without days; the rankings of all that there will be are in `teller`, and in `records` where these are told.
  init(_ teller: DayEvents, _ records: RecordEvents? = nil) {
    (self.teller, untold, self.records) = (teller, records, records)
    stands = Array(repeating: [], count: teller.rankings.items.count)
  }

  /// Lets other rankings stand for some days, none for a day whose place is `nil`.
  ///
  /// - Returns: the events that are no longer true, and those that are now; both in the order of events.
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
    // The day after has another day before it, and an item that stood on the day may come next on a still later one.
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

  /// The records on the days after those that are known, or on all days where one that is known has changed. On days that are published
  /// no longer there are none.
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
  /// The first place whose element is not before `day`, in an array that stands in order of days.
  private func place(_ day: (Element) -> Day, of wanted: Day) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if day(self[middle]) < wanted { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The first place whose day is not before `wanted`, in an array of days in order.
  func place(of wanted: Day) -> Int where Element == Day { place({ $0 }, of: wanted) }

  fileprivate func place(of wanted: Day) -> Int where Element == (day: Day, title: Int32) {
    place({ $0.day }, of: wanted)
  }
}
