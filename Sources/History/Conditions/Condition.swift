import JSON
public import RankingModel

/// A condition on the rows of a chart, or on the days of its history, in words: `rank <= 10 and not (rating >= 9)`.
///
///     condition = part { "or" part }                    part = term { "and" term }
///     term      = "not" term | "(" condition ")" | test
///     test      = field comparison | field "of" item comparison | item comparison
///               | item "on chart" | item "off chart" | item "above" item | item "below" item
///     comparison = sign value | ["not"] "contains" value | ["not"] "has" value
///               | ["not"] "in" "(" value { "," value } ")" | "is" ["not"] "null"
///     sign      = "=" | "!=" | "<" | "<=" | ">" | ">="
///
/// Fields, items and values are bare words or texts in quotation marks; a quotation mark within such a text is doubled. A
/// comparison with a missing value is neither true nor false but unknown, and `not` leaves it unknown. The condition holds only
/// where it is true. `is null` and `off chart` test whether something is missing.
public struct Condition: Sendable, Hashable {
  /// The condition as it was written.
  public var text: String { source.text }
  let source: ConditionText
  let expression: Expression<ConditionTest>

  /// Parses a condition.
  ///
  /// - Throws: a `usage` failure that points at the place that cannot be parsed, and says what was expected there.
  public init(_ text: String) throws(Failure) {
    source = try ConditionText(text)
    var parser = ConditionParser(source)
    expression = try parser.condition()
  }
}

/// Tests joined by `not`, `and` and `or`.
indirect enum Expression<Test> {
  case test(Test)
  case not(Self)
  case all([Self])
  case any([Self])

  /// The expression with each test replaced.
  func map<Other>(
    _ change: (Test) throws(Failure) -> Other
  ) throws(Failure) -> Expression<Other> {
    switch self {
    case .test(let test): return .test(try change(test))
    case .not(let inner): return .not(try inner.map(change))
    case .all(let parts): return .all(try parts.map { part throws(Failure) in try part.map(change) })
    case .any(let parts): return .any(try parts.map { part throws(Failure) in try part.map(change) })
    }
  }

  /// Whether the expression is true with these outcomes of its tests; `nil` where that is unknown.
  func isTrue(_ outcome: (Test) -> Bool?) -> Bool? {
    switch self {
    case .test(let test): outcome(test)
    case .not(let inner): inner.isTrue(outcome).map { !$0 }
    case .all(let parts): Expression.joined(parts.map { $0.isTrue(outcome) }, decidedBy: false)
    case .any(let parts): Expression.joined(parts.map { $0.isTrue(outcome) }, decidedBy: true)
    }
  }

  /// `decider` where one of `parts` is that; otherwise `nil` where one of `parts` is unknown.
  private static func joined(_ parts: [Bool?], decidedBy decider: Bool) -> Bool? {
    if parts.contains(decider) { return decider }
    return parts.contains(nil) ? nil : !decider
  }
}

extension Expression: Sendable where Test: Sendable {}
extension Expression: Equatable where Test: Equatable {}
extension Expression: Hashable where Test: Hashable {}

/// One test of a condition.
struct ConditionTest: Sendable, Hashable {
  enum Check: Sendable, Hashable {
    case compares(Comparison)
    case isNull
    case isOnChart
    /// Whether the item ranks above another item, or below it.
    case isAbove(ConditionToken)
    case isBelow(ConditionToken)
  }

  /// The field or the item that is tested.
  var subject: ConditionToken
  /// In `rating of "The Godfather"`, the item.
  var item: ConditionToken?
  var check: Check
}
