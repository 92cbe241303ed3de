public import History

extension Workplace {
  /// The records of a chart, and who holds them.
  public func answer(_ question: RecordsQuestion) async throws -> RecordsAnswer {
    try question.answer(from: try await reader())
  }

  /// What a chart came to over some days.
  public func answer(_ question: SummaryQuestion) async throws -> SummaryAnswer {
    try await question.answer(from: try await reader())
  }
}
