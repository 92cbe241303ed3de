import JSON
import RankingModel

extension Condition {
  /// A function that tells whether the condition holds for a row, from the row's value under each column.
  ///
  /// - Throws: a `usage` failure where the condition is about items, or names a field that is not among `columns`.
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

  /// The failure for a field `name` that is not among `fields`.
  func unknownField(_ name: ConditionToken, _ fields: [String]) -> Failure {
    source.mistake(
      at: name.place, "there is no field \"\(name.text)\"",
      hint: Spelling.hint(for: name.text, amongAll: fields, called: "fields"))
  }
}

extension ConditionTest.Check {
  /// Whether the value of a field is enough to decide the test.
  var isOfValue: Bool {
    switch self {
    case .compares, .isNull: true
    case .isOnChart, .isAbove, .isBelow: false
    }
  }

  /// Whether the test holds for `value`; `nil` where that is unknown.
  func holds(for value: JSONValue) -> Bool? {
    switch self {
    case .compares(let comparison): comparison.holds(for: value)
    case .isNull: value == .null
    case .isOnChart, .isAbove, .isBelow: nil
    }
  }
}

extension Spelling {
  /// A hint with the candidate that was probably meant, and all candidates: `did you mean "year"? the fields are: rank, year`.
  static func hint(for word: String, amongAll candidates: [String], called noun: String) -> String {
    let guess = nearest(to: word, among: candidates).map { "did you mean \"\($0)\"? " } ?? ""
    return "\(guess)the \(noun) are: \(candidates.joined(separator: ", "))"
  }
}
