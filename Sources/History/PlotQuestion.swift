public import LakeStore
public import RankingModel

/// What is the history of an item on a chart, and which lists are missing in it?
public struct PlotQuestion: Question {
  /// The question about the item.
  public var history: HistoryQuestion

  /// The question about the item that `history` asks about.
  public init(_ history: HistoryQuestion) { self.history = history }

  /// Answers as `history` does, and throws the same failures.
  public func answer(from reader: LakeReader) throws(Failure) -> ItemPlot {
    let days = try ChartDays(of: history.chart, cutoff: history.cutoff, from: reader)
    let answer = try history.answer(from: days, reader)
    let (from, to) = (answer.first.day, answer.last.day)
    return ItemPlot(history: answer, missing: days.missingDays(from: from, to: to))
  }
}

/// An item's history, and the days that are missing in it.
public struct ItemPlot: Sendable, Hashable {
  /// The history.
  public var history: HistoryAnswer
  /// The days from its first to its last on which a list was due and none is published.
  public var missing: [Day]
}
