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
/// Fields, items and values are bare words or stand in quotation marks; one within is written twice. Nothing is known of a value
/// that is not there: a comparison with it is neither true nor false, `not` does not change that, and the condition holds only
/// where it is true. `is null` and `off chart` ask for what is not there.
public struct Condition: Sendable, Hashable {
  /// The words.
  public var text: String { source.text }
  let source: ConditionText
  let expression: Expression<ConditionTest>

  /// Reads the words.
  ///
  /// - Throws: a `usage` failure that points at the place where they cannot be read, and says what was expected there.
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

  /// The same with other tests.
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

  /// Whether it is true where the tests are what `outcome` says; `nil` where that is not known.
  func isTrue(_ outcome: (Test) -> Bool?) -> Bool? {
    switch self {
    case .test(let test): outcome(test)
    case .not(let inner): inner.isTrue(outcome).map { !$0 }
    case .all(let parts): Expression.joined(parts.map { $0.isTrue(outcome) }, decidedBy: false)
    case .any(let parts): Expression.joined(parts.map { $0.isTrue(outcome) }, decidedBy: true)
    }
  }

  /// `decider` where one of `parts` is that; otherwise not known where one of them is not known.
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
    /// Whether it stands above the other item, or below it.
    case isAbove(ConditionToken)
    case isBelow(ConditionToken)
  }

  /// The field or the item that is tested.
  var subject: ConditionToken
  /// In `rating of "The Godfather"`, the item.
  var item: ConditionToken?
  var check: Check
}
