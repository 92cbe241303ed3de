public import JSON
import LakeStore
public import RankingModel

/// An item's history on a chart.
public struct HistoryAnswer: Sendable, Hashable {
  /// An item's rank and measures on one day.
  public struct Place: Sendable, Hashable {
    /// The published day.
    public var day: Day
    /// The number of the day's period. Consecutive periods have consecutive numbers.
    public var period: Int
    /// The rank on that day.
    public var rank: Int
    /// The measures of the item on that day, by name.
    public var measures: [JSONMember]

    /// Whether it is in the same period as `earlier` or in the next one, so that no period lies between the two.
    public func follows(_ earlier: Place) -> Bool { period <= earlier.period + 1 }

    /// The value of the measure `name`; null where there is none.
    public func measure(_ name: String) -> JSONValue { measures.first { $0.isNamed(name) }?.value ?? .null }
  }

  /// The best rank that an item reached.
  public struct Peak: Sendable, Hashable {
    /// The rank.
    public var rank: Int
    /// The first day at that rank.
    public var day: Day
    /// How many published days it had that rank.
    public var days: Int
  }

  /// A series of published days.
  public struct Series: Sendable, Hashable {
    /// The first day.
    public var from: Day
    /// The last day.
    public var to: Day
    /// How many days, or periods, the series has.
    public var days: Int
  }

  /// The chart.
  public var chart: ChartName
  /// How often the chart has a list.
  public var cadence: Cadence
  /// The item.
  public var id: ItemID
  /// The measures of the chart, in their order.
  public var measures: [String]
  /// The one epoch whose days count; `nil` for the first epoch of the chart, and where epochs are crossed.
  public var epoch: Epoch?
  /// The next epoch, where the days that count end because it begins; `nil` otherwise.
  public var nextEpoch: Epoch?
  /// Its title on its last day.
  public var title: String
  /// Other titles it had, in the order in which they first appeared.
  public var aliases: [String]
  /// Its first day on the chart, in any epoch.
  public var debut: Place
  /// Its last day so far.
  public var last: Place
  /// The best rank that it reached on the days that count.
  public var peakEver: Peak
  /// Its first day among the days that count.
  public var first: Place { observations.first ?? debut }
  /// How many published days it stood on the chart.
  public var days: Int { observations.count }
  /// How many published days it led the chart.
  public var daysAtNumberOne: Int
  /// How often it came back after a published day without it; missing days are not absences.
  public var returns: Int
  /// The longest series of consecutive periods, each published and with the item; the first one where several are as long. A
  /// missing period ends a series. Its `days` are periods.
  public var longestStreak: Series
  /// The longest series of consecutive published days with the item; the first one where several are as long. A missing period
  /// does not end a series.
  public var longestStay: Series
  /// The range in which the length of the longest stay would lie if the missing periods were known; `nil` where none is missing.
  /// With all periods known, the longest streak would have the same length. A missing period may have interrupted the stay, or
  /// belong to it.
  public var boundsOfSeries: ClosedRange<Int>? {
    coverage.atMost(longestStay.days).map { longestStreak.days...$0 }
  }
  /// Its rank and measures on every published day that has it, by day.
  public var observations: [Place]
  /// How much is known of the chart. The item may have stood on it in each missing period.
  public var coverage: Coverage
}

extension HistoryAnswer {
  /// The history from `observations`; `nil` where none of them belongs to a snapshot that counts.
  init?(
    chart: ChartName, id: ItemID, measures: [String], observations: [Observation], positions: Positions,
    coverage: @autoclosure () -> Coverage
  ) {
    let counted =
      observations
      .compactMap { observation in positions[observation.snapshot].map { (position: $0, row: observation) } }
      .sorted { $0.position < $1.position }
    let places = counted.map { position, row in
      Place(
        day: positions.days[position], period: positions.period(at: position), rank: row.rank,
        measures: row.measures)
    }
    guard let debut = places.first, let last = places.last, let title = counted.last?.row.title,
      let best = places.min(by: { $0.rank < $1.rank })
    else { return nil }
    self.chart = chart
    self.cadence = positions.cadence
    (self.id, self.measures, self.title) = (id, measures, title)
    self.aliases = HistoryAnswer.others(than: title, in: counted.map(\.row.title))
    self.debut = debut
    self.last = last
    self.peakEver = Peak(rank: best.rank, day: best.day, days: places.count { $0.rank == best.rank })
    self.daysAtNumberOne = places.count { $0.rank == 1 }
    self.returns = zip(counted, counted.dropFirst()).count { $1.position > $0.position + 1 }
    self.longestStreak = .longest(of: places.map { (number: $0.period, day: $0.day) }, from: debut.day)
    self.longestStay = .longest(of: zip(counted, places).map { ($0.position, $1.day) }, from: debut.day)
    self.observations = places
    self.coverage = coverage()
  }

  /// Whether the item had `title` on a day that counts.
  func hasTitle(_ title: String) -> Bool {
    ([self.title] + aliases).contains { ByteText($0) == ByteText(title) }
  }

  private static func others(than title: String, in titles: [String]) -> [String] {
    var seen: Set = [ByteText(title)]
    return titles.filter { seen.insert(ByteText($0)).inserted }
  }
}

extension HistoryAnswer.Series {
  /// The longest series of days with consecutive numbers; the first one where several are as long. Days of one number count once.
  ///
  /// - Parameter debut: the first of the days.
  fileprivate static func longest(of days: [(number: Int, day: Day)], from debut: Day) -> Self {
    var all: [Self] = []
    var last = Int.min
    for (number, day) in days {
      if let open = all.indices.last, number <= last + 1 {
        all[open].to = day
        all[open].days += number == last ? 0 : 1
      } else {
        all.append(Self(from: day, to: day, days: 1))
      }
      last = number
    }
    return all.max { $0.days < $1.days } ?? Self(from: debut, to: debut, days: 0)
  }
}
