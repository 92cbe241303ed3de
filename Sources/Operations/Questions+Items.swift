public import History

extension Workplace {
  /// Which of some items stood above the others.
  public func answer(_ question: ComparisonQuestion) async throws -> HeadToHead {
    try question.answer(from: try await reader())
  }

  /// What was ever recorded for a day.
  public func answer(_ question: DayVersionsQuestion) async throws -> DayVersions {
    try await question.answer(from: try await reader())
  }

  /// Which items have some words in their texts.
  public func answer(_ question: SearchQuestion) async throws -> SearchAnswer {
    try question.answer(from: try await reader())
  }

  /// How an item fared on a chart, to be drawn.
  public func answer(_ question: PlotQuestion) async throws -> ItemPlot {
    try question.answer(from: try await reader())
  }
}
