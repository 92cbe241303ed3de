public import LakeStore
public import RankingModel

/// What differs between the charts of two days?
public struct DiffQuestion: Question {
  /// The chart.
  public var chart: ChartName
  /// The day to compare with.
  public var from: Day
  /// The day that is compared. It may be before `from`: then the change is told backwards.
  public var to: Day
  /// Whether the last published day before each may answer in its place.
  public var orBefore: Bool
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about the change from `from` to `to`.
  public init(chart: ChartName, from: Day, to: Day, orBefore: Bool = false, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.from, self.to, self.orBefore, self.cutoff) = (chart, from, to, orBefore, cutoff)
  }

  /// Answers from the rankings of these two days only.
  ///
  /// - Throws: a `noData` failure that names the nearest published days where one of the two is not published.
  public func answer(from reader: LakeReader) throws(Failure) -> DiffAnswer {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let snapshots = [
      try days.answer(for: from, orBefore: orBefore), try days.answer(for: to, orBefore: orBefore),
    ]
    let rankings = try ChartRankings(snapshots, MergedItems(days, from: reader))
    let (first, last) = (rankings.days.min() ?? from, rankings.days.max() ?? to)
    var answer = DiffAnswer(
      chart: chart, requestedFrom: from, requestedTo: to, from: rankings.days[0], to: rankings.days[1],
      cadence: days.cadence, noun: days.noun, coverage: days.coverage(from: first, to: last),
      epochs: days.epochs(after: first, to: last))
    var before = Dictionary(uniqueKeysWithValues: rankings.rows(at: 0).map { ($0.item, $0) })
    for row in rankings.rows(at: 1) {
      let old = before.removeValue(forKey: row.item)?.rank
      let moved = MovedItem(
        id: rankings.item(row), title: rankings.title(row), rank: row.rank, previousRank: old)
      if old == nil {
        answer.entered.append(moved)
      } else if old == row.rank {
        answer.unchanged += 1
      } else {
        answer.moved.append(moved)
      }
    }
    answer.left = before.values.map {
      MovedItem(id: rankings.item($0), title: rankings.title($0), rank: nil, previousRank: $0.rank)
    }
    answer.entered.sort(by: MovedItem.precedes)
    answer.left.sort(by: MovedItem.precedes)
    answer.moved.sort(by: MovedItem.precedes)
    return answer
  }
}

extension ChartDays {
  /// The epochs that begin after `first`, up to `last`. Lists before and after such a start were made in different ways.
  func epochs(after first: Day, to last: Day) -> [Epoch] {
    epochs.filter { first < $0.start && $0.start <= last }
  }
}

/// What differs between the charts of two days.
public struct DiffAnswer: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// The day to compare with, as it was asked for.
  public var requestedFrom: Day
  /// The day that is compared, as it was asked for.
  public var requestedTo: Day
  /// The published day to compare with.
  public var from: Day
  /// The published day that is compared.
  public var to: Day
  /// How often the chart has a list.
  public var cadence: Cadence
  /// What the items are called.
  public var noun: ItemNoun
  /// How much is known of the days from one to the other, including both.
  public var coverage: Coverage
  /// The epochs that begin between the two days.
  public var epochs: [Epoch]
  /// The items on `to` only, by rank and id.
  public var entered: [MovedItem] = []
  /// The items on `from` only, by their rank on that day and id, with their titles of that day.
  public var left: [MovedItem] = []
  /// The items on both days at another rank, by rank and id.
  public var moved: [MovedItem] = []
  /// How many items have the same rank on both days.
  public var unchanged = 0
}

/// An item and its ranks on two days.
public struct MovedItem: Sendable, Hashable {
  /// The item.
  public var id: ItemID
  /// Its title on the second day; on the first day where it left.
  public var title: String
  /// Its rank on the second day; `nil` where it left.
  public var rank: Int?
  /// Its rank on the first day; `nil` where it entered.
  public var previousRank: Int?

  /// How many ranks it rose, negative where it fell; `nil` where it is on one of the days only.
  public var change: Int? { previousRank.flatMap { previous in rank.map { previous - $0 } } }

  fileprivate static func precedes(_ left: MovedItem, _ right: MovedItem) -> Bool {
    let ranks = (left.rank ?? left.previousRank ?? 0, right.rank ?? right.previousRank ?? 0)
    return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : left.id < right.id
  }
}
