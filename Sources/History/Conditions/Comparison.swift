import JSON
import RankingModel

/// How a value is compared with others that are written in a condition.
///
/// Both are compared as numbers where both are numbers or read as such, and otherwise as texts regardless of case; so dates are
/// in order too. `contains` and `has` are regardless of accents, punctuation and spaces too. A list is what one of its elements
/// is, and `has` takes a text for a list with commas.
struct Comparison: Sendable, Hashable {
  enum Relation: String, Sendable, Hashable {
    case equal = "="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case contains
    case has
  }

  /// A value as it is written.
  struct Operand: Sendable, Hashable {
    let text: String
    let folded: String
    let number: Double?

    init(_ text: String) {
      self.text = text.lowercased()
      folded = FoldedText.of(text)
      number = Comparison.number(text)
    }
  }

  let relation: Relation
  /// It holds where it does with one of them.
  let operands: [Operand]

  /// Whether it holds for `value`; `nil` where that is not known: there is no value, or it has no order with a number.
  func holds(for value: JSONValue) -> Bool? {
    let outcomes: [Bool?] =
      if case .array(let elements) = value {
        elements.flatMap { element in operands.map { holds(element, $0, isElement: true) } }
      } else {
        operands.map { holds(value, $0) }
      }
    if outcomes.contains(true) { return true }
    return outcomes.contains(nil) ? nil : false
  }

  /// - Parameter isElement: whether `value` is an element of a list: a comma is part of it then.
  private func holds(_ value: JSONValue, _ operand: Operand, isElement: Bool = false) -> Bool? {
    guard value != .null, let text = value.string ?? Comparison.plain(value) else { return nil }
    switch relation {
    case .contains: return FoldedText.of(text).contains(operand.folded)
    case .has:
      let parts = isElement ? [text] : text.split(separator: ",").map(String.init)
      return parts.contains { FoldedText.of($0) == operand.folded }
    case .equal, .less, .atMost, .greater, .atLeast: break
    }
    if let left = value.number ?? Comparison.number(text), let right = operand.number {
      return compares(left, right)
    }
    // "Drama" is not 1970, and neither less nor greater.
    if operand.number != nil, relation != .equal { return nil }
    if value.number != nil, relation != .equal { return nil }
    return compares(text.lowercased(), operand.text)
  }

  private func compares<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch relation {
    case .less: left < right
    case .atMost: left <= right
    case .greater: left > right
    case .atLeast: left >= right
    case .equal, .contains, .has: left == right
    }
  }

  /// A number or a truth value as it is written; `nil` for anything else.
  private static func plain(_ value: JSONValue) -> String? {
    value.number != nil || value.bool != nil ? CanonicalJSON.text(value) : nil
  }

  /// The number that `text` is, in decimal.
  private static func number(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let number = Double(text) else {
      return nil
    }
    return number.isFinite ? number : nil
  }
}
