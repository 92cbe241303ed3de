import History
import RankingModel

extension Coverage {
  /// A count of observed periods with its upper bound, such as `12 to 14 days`; only the count if no period is missing.
  ///
  /// - Parameter unit: the word for a period: `day`, `week` or `month`.
  func words(_ count: Int, _ unit: String) -> String {
    atMost(count).map { "\(count) to \(counted($0, unit))" } ?? counted(count, unit)
  }

  /// The same without a unit, such as `12 to 14`.
  func words(_ count: Int) -> String { atMost(count).map { "\(count) to \($0)" } ?? "\(count)" }

  /// How complete the range is, in the sentence that every page uses: `12 of 14 days observed; 2 days are missing`.
  func sentence(_ unit: String) -> String {
    "\(observed) of \(counted(due, unit)) observed"
      + (missing > 0 ? "; \(counted(missing, "\(unit) is", "\(unit)s are")) missing" : "")
  }

  /// The same sentence where periods are missing; otherwise empty.
  func notes(_ unit: String) -> [String] { missing > 0 ? [sentence(unit)] : [] }

  /// The sentences with which a page ends: how complete the days of the answer are, that they are restricted to `epoch`, and that
  /// they end because `next` begins.
  func sentences(_ unit: String, _ epoch: Epoch?, before next: Epoch? = nil) -> [Document.Block] {
    ([sentence(unit)] + epoch.sentences(before: next)).map { .text($0) }
  }

  /// The same sentences beside rows, where completeness is told only if periods are missing.
  func notes(_ unit: String, _ epoch: Epoch?, before next: Epoch? = nil) -> [String] {
    notes(unit) + epoch.sentences(before: next)
  }
}

extension Day {
  /// `, the last day published by 2026-05-07` if this day answers in place of `requested`; otherwise empty.
  func instead(of requested: Day?) -> String {
    guard let requested, requested != self else { return "" }
    return ", the last day published by \(requested)"
  }

  /// The sentence that this day answers in place of `requested`; empty if it is the day that was asked for.
  func notes(for requested: Day?) -> [String] {
    let words = instead(of: requested)
    return words.isEmpty ? [] : ["answered for \(self)\(words)"]
  }
}
