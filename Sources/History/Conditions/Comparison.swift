import JSON
import RankingModel

/// How a condition compares a value with the values that are written in it.
///
/// Two values are compared as numbers where both are numbers or read as such. Otherwise they are compared as texts, regardless of
/// case; so dates are in order too. `contains` and `has` also ignore accents, punctuation and spaces. A comparison holds for a
/// list where it holds for one of its elements. `has` takes a text with commas for a list.
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

  /// A value as the condition has it.
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
  /// The comparison holds where it holds for one of these.
  let operands: [Operand]

  /// Whether it holds for `value`; `nil` where that is unknown: the value is null, or has no order with a number.
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

  /// - Parameter isElement: whether `value` is an element of a list. A comma in it is then part of the element.
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

  /// The text of a number or a boolean; `nil` for anything else.
  private static func plain(_ value: JSONValue) -> String? {
    value.number != nil || value.bool != nil ? CanonicalJSON.text(value) : nil
  }

  /// The number that `text` is in decimal digits; `nil` for any other text.
  private static func number(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let number = Double(text) else {
      return nil
    }
    return number.isFinite ? number : nil
  }
}
