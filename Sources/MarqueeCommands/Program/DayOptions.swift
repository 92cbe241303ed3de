import ArgumentParser
import RankingModel

/// The rule for options that name the first and the last day of a range.
enum DayOptions {
  /// Refuses a range that ends before it begins.
  ///
  /// - Parameter end: the option that names the last day.
  static func validate(_ from: Day?, _ to: Day?, called end: String = "--to") throws {
    guard let from, let to, to < from else { return }
    throw ValidationError("--from \(from) is after \(end) \(to)")
  }
}
