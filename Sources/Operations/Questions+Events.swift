public import History

extension Workplace {
  /// What happened on the days of a chart.
  public func answer(_ question: EventsQuestion) async throws -> EventsAnswer {
    try question.answer(from: try await reader())
  }

  /// The events of a chart in the order in which they became known.
  public func answer(_ question: FeedQuestion) async throws -> FeedAnswer {
    try question.answer(from: try await reader())
  }

  /// What differs between the charts of two days.
  public func answer(_ question: DiffQuestion) async throws -> DiffAnswer {
    try question.answer(from: try await reader())
  }

  /// The items that climbed and fell most over a range of days.
  public func answer(_ question: MoversQuestion) async throws -> MoversAnswer {
    try question.answer(from: try await reader())
  }
}
