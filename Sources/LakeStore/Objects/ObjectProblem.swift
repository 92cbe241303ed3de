import RankingModel

/// What is wrong with a stored object.
enum ObjectProblem: Error, Sendable, Hashable {
  case missing
  case damaged(String)
  /// It could not be read, so nothing is known of it.
  case unreadable(Failure)

  init(_ failure: Failure) {
    self = failure.kind == .damaged ? .damaged(failure.message) : .unreadable(failure)
  }
}
