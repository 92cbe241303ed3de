import JSON
import RankingModel

extension Condition {
  /// What tells of a row, by the value under each column, whether the condition holds.
  ///
  /// - Throws: a `usage` failure where the condition is about items, or names none of `columns`.
  func ofRows(with columns: [String]) throws(Failure) -> ((String) -> JSONValue) -> Bool {
    let tests = try expression.map { test throws(Failure) in
      guard test.item == nil, test.check.isOfValue else {
        throw source.mistake(
          at: test.subject.place, "of rows only fields can be compared, with values",
          hint: "items are compared with each other over the days of a chart")
      }
      guard columns.contains(test.subject.text) else { throw unknownField(test.subject, columns) }
      return test
    }
    return { value in tests.isTrue { test in test.check.holds(for: value(test.subject.text)) } == true }
  }

  /// The failure that says that none of `fields` is called `name`.
  func unknownField(_ name: ConditionToken, _ fields: [String]) -> Failure {
    source.mistake(
      at: name.place, "there is no field \"\(name.text)\"",
      hint: Spelling.hint(for: name.text, amongAll: fields, called: "fields"))
  }
}

extension ConditionTest.Check {
  /// Whether a value is enough to tell.
  var isOfValue: Bool {
    switch self {
    case .compares, .isNull: true
    case .isOnChart, .isAbove, .isBelow: false
    }
  }

  /// Whether it holds for `value`; `nil` where that is not known.
  func holds(for value: JSONValue) -> Bool? {
    switch self {
    case .compares(let comparison): comparison.holds(for: value)
    case .isNull: value == .null
    case .isOnChart, .isAbove, .isBelow: nil
    }
  }
}

extension Spelling {
  /// The candidate that was probably meant, and all there are: `did you mean "year"? the fields are: rank, year`.
  static func hint(for word: String, amongAll candidates: [String], called noun: String) -> String {
    let guess = nearest(to: word, among: candidates).map { "did you mean \"\($0)\"? " } ?? ""
    return "\(guess)the \(noun) are: \(candidates.joined(separator: ", "))"
  }
}
