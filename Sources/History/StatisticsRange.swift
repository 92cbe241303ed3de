import LakeStore
public import RankingModel

/// The days that a statistic covers: of those asked for, the days that lie in one epoch of the chart.
public struct StatisticsRange: Sendable, Hashable {
  /// The first day asked for; `nil` where none was named.
  public var requestedFrom: Day?
  /// The last day asked for; `nil` where none was named.
  public var requestedTo: Day?
  /// The epoch in which all the days lie; `nil` for the first epoch of the chart, and where epochs are crossed.
  public var epoch: Epoch?
  /// The epoch that begins after the last of the days, where they end because of it: later days were asked for and are known.
  /// `nil` otherwise.
  public var nextEpoch: Epoch?
  /// The last day of that epoch; `nil` where no other epoch follows.
  var epochEnd: Day?
  /// The known days of the range, and how much is known of them.
  public var coverage: Coverage
  /// What people call a period of the chart.
  public var unit: String
}

extension ChartDays {
  /// The days from `first` to `last` that a statistic covers: those in one epoch.
  ///
  /// - Parameters:
  ///   - day: a published day of that epoch; `nil` for the last one of the range.
  ///   - acrossEpochs: whether the days of all epochs count.
  /// - Throws: a `noData` failure where none of the days is published.
  func statisticsRange(
    from first: Day? = nil, to last: Day? = nil, inEpochOf day: Day? = nil, acrossEpochs: Bool = false
  ) throws(Failure) -> StatisticsRange {
    guard let newest = day ?? published.last(where: { $0.day.isWithin(first, last) })?.day else {
      throw nothingPublished(from: first, to: last)
    }
    let epochs = acrossEpochs ? [] : self.epochs
    let epoch = epochs.last { $0.start <= newest }
    let next = epochs.first { $0.start > newest }
    let end = next?.start.advanced(by: -1)
    let asked = [last, known.last?.day].compactMap(\.self).min() ?? newest
    return StatisticsRange(
      requestedFrom: first, requestedTo: last, epoch: epoch,
      nextEpoch: next.flatMap { $0.start <= asked ? $0 : nil }, epochEnd: end,
      coverage: coverage(
        from: [first, epoch?.start].compactMap(\.self).max(), to: [last, end].compactMap(\.self).min()),
      unit: cadence.unit)
  }
}

extension ChartRankings {
  /// The indices of the days of `range` among the published days.
  func places(in range: StatisticsRange) -> Range<Int> {
    guard let known = range.coverage.days else { return 0..<0 }
    return days.place(of: known.from)..<days.place(of: known.to.advanced(by: 1))
  }

  /// The index of the first published day of the epoch of `range`. Days before it do not count.
  func beginning(of range: StatisticsRange) -> Int {
    range.epoch.map { days.place(of: $0.start) } ?? 0
  }

  /// For each item whether it has no debut in `range`: it stood on a day before the range, or on the first day of the epoch.
  func withoutDebut(in range: StatisticsRange) -> [Bool] {
    var found = Array(repeating: false, count: items.count)
    for day in 0..<min(days.count, max(places(in: range).lowerBound, beginning(of: range) + 1)) {
      for row in rows(at: day) { found[Int(row.item)] = true }
    }
    return found
  }
}
