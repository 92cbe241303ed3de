import History
import RankingModel

extension Coverage {
  /// What a count of observed periods may come to if the missing ones were known, such as `12 to 14 days; 2 days are missing`;
  /// only the count where none is missing.
  ///
  /// - Parameter unit: what people call a period: `day`, `week` or `month`.
  func words(_ count: Int, _ unit: String) -> String {
    guard missing > 0 else { return counted(count, unit) }
    return
      "\(count) to \(counted(count + missing, unit)); \(counted(missing, "\(unit) is", "\(unit)s are")) missing"
  }
}
