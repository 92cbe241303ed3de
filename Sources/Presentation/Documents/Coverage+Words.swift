import History
import RankingModel

extension Coverage {
  /// What a count of observed periods may come to, such as `12 to 14 days`; only the count where none is missing.
  ///
  /// - Parameter unit: what people call a period: `day`, `week` or `month`.
  func words(_ count: Int, _ unit: String) -> String {
    atMost(count).map { "\(count) to \(counted($0, unit))" } ?? counted(count, unit)
  }

  /// How complete the range is, as every page says it: `12 of 14 days observed; 2 days are missing`.
  func sentence(_ unit: String) -> String {
    "\(observed) of \(counted(due, unit)) observed"
      + (missing > 0 ? "; \(counted(missing, "\(unit) is", "\(unit)s are")) missing" : "")
  }
}
