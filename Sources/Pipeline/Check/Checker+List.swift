import Jobs
import ListSources
import RankingModel

/// Checks of the list itself: the day that it is for, and whether it still changes.
extension Checker {
  /// Checks the date that the list names itself, which must be in the period of `day`.
  func date(of transform: TransformResult, on day: Day, _ cadence: Cadence) -> [Finding] {
    let message: String
    switch transform.date {
    case nil, "": message = "the list does not say which day it is of"
    case let text?:
      guard let found = DateText.day(TypedValue.trimmed(text)) else {
        message = "the date of the list cannot be read: \"\(SafeText.start(of: text, limit: 40))\""
        break
      }
      guard cadence.period(of: found) != cadence.period(of: day) else { return [] }
      message = "the list is of \(found), not of \(day)"
    }
    return [Finding(check: "date", severity: checks.date, message: message)]
  }

  /// Checks for how long the list has not changed. The entries were the same on `repeated.days` published days before.
  func unchanged(since repeated: (since: Day, days: Int)?) -> [Finding] {
    guard let rule = checks.unchanged, let repeated, repeated.days + 1 > rule.value else { return [] }
    return [
      Finding(
        check: "unchanged", severity: rule.onFailure,
        message:
          "the entries are the same on \(repeated.days + 1) published days in a row, since \(repeated.since), "
          + "and the job allows \(rule.value)")
    ]
  }
}
