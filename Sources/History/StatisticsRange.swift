import LakeStore
public import RankingModel

/// The days that a statistic is over: those that were asked for, as far as they lie in one epoch of the chart.
public struct StatisticsRange: Sendable, Hashable {
  /// The first day asked for; `nil` where none was named.
  public var requestedFrom: Day?
  /// The last day asked for; `nil` where none was named.
  public var requestedTo: Day?
  /// The epoch in which all the days lie; `nil` for the one with which the chart begins, and where epochs are crossed.
  public var epoch: Epoch?
  /// The last day of that epoch; `nil` where no other one follows.
  var epochEnd: Day?
  /// The known days, and how much is known of them.
  public var coverage: Coverage
  /// What people call a period of the chart.
  public var unit: String
}

extension ChartDays {
  /// The days from `first` to `last` that a statistic may be over: those in the epoch of the last published one of them.
  ///
  /// - Parameter acrossEpochs: whether the days of all epochs are taken together.
  /// - Throws: a `noData` failure where none of the days is published.
  func statisticsRange(
    from first: Day? = nil, to last: Day? = nil, acrossEpochs: Bool = false
  ) throws(Failure) -> StatisticsRange {
    guard let newest = published.last(where: { $0.day.isWithin(first, last) })?.day else {
      throw nothingPublished(from: first, to: last)
    }
    let epochs = acrossEpochs ? [] : self.epochs
    let epoch = epochs.last { $0.start <= newest }
    let end = epochs.first { $0.start > newest }?.start.advanced(by: -1)
    return StatisticsRange(
      requestedFrom: first, requestedTo: last, epoch: epoch, epochEnd: end,
      coverage: coverage(
        from: [first, epoch?.start].compactMap(\.self).max(), to: [last, end].compactMap(\.self).min()),
      unit: cadence.unit)
  }
}

extension ChartRankings {
  /// The places of the days of `range` among the published days.
  func places(in range: StatisticsRange) -> Range<Int> {
    guard let known = range.coverage.days else { return 0..<0 }
    let first = days.firstIndex { $0 >= known.from } ?? days.endIndex
    return first..<(days.firstIndex { $0 > known.to } ?? days.endIndex)
  }

  /// Which items stood on a day before the one at `place`.
  func seen(before place: Int) -> [Bool] {
    var seen = Array(repeating: false, count: items.count)
    for day in 0..<place {
      for row in rows(at: day) { seen[Int(row.item)] = true }
    }
    return seen
  }
}
