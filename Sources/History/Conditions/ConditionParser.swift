import RankingModel

/// Parses the tokens of a condition; see `Condition` for the grammar.
struct ConditionParser {
  /// How deep brackets and `not` may nest: hostile text must not use up the stack.
  static let deepest = 50

  private static let joins: Set = ["and", "or", "not"]
  /// The words of tests, and one that people try. Next to a mistake, none of them is taken for a part of a title.
  private static let tests = relations.union(["on", "off", "of", "in"])
  /// Those before which a title ends, since they seldom stand within one.
  private static let relations: Set = ["above", "below", "is", "contains", "has", "between"]

  private let text: ConditionText
  private var next = 0
  private var depth = 0

  init(_ text: ConditionText) { self.text = text }

  private var token: ConditionToken { text.tokens[next] }

  /// Consumes the next token where it is the bare word or sign `word`.
  private mutating func take(_ word: String) -> Bool {
    guard token.isWord(word) else { return false }
    next += 1
    return true
  }

  private mutating func require(_ word: String) throws(Failure) {
    guard take(word) else { throw expected("\"\(word)\"") }
  }

  private func expected(_ words: String) -> Failure {
    let found =
      switch token.kind {
      case .end: "the end"
      case .word, .quoted, .sign: "\"\(token.text)\""
      }
    return text.mistake(at: token.place, "expected \(words), found \(found)", hint: hint)
  }

  /// What to write instead, where a word is not understood: tests joined by words, a title in quotation marks, or one of the forms
  /// that a test has.
  private var hint: String? {
    guard next > 0 else { return nil }
    let signs = ["&&", "||"]
    if text.tokens[(next - 1)...next].contains(where: { word in
      word.kind == .word && signs.contains { word.text.contains($0) }
    }) {
      return "conditions are joined by the words \"and\" and \"or\", as in: rank < 3 and year > 1990"
    }
    let words = text.tokens[(next - 1)...].prefix {
      $0.kind == .word && !ConditionParser.joins.contains($0.text.lowercased())
    }
    guard words.count > 1 else { return nil }
    let isTest = { (token: ConditionToken) in ConditionParser.tests.contains(token.text.lowercased()) }
    if !text.tokens[(next - 1)...next].contains(where: isTest),
      let quoted = quoted(words.prefix { !ConditionParser.relations.contains($0.text.lowercased()) })
    {
      return quoted
    }
    return
      "a test is written as in: rank <= 3, year in (1994, 1995), title contains god, genre has Drama, director is null"
  }

  /// A hint to put `words` in quotation marks; `nil` where they can be no title.
  private func quoted(_ words: ArraySlice<ConditionToken>) -> String? {
    let isTitle =
      words.allSatisfy { $0.text.contains { $0.isLetter || $0.isNumber } }
      && words.contains { $0.text.contains(where: \.isLetter) }
    guard isTitle, words.count > 1, let first = words.first, let last = words.last else { return nil }
    let characters = Array(text.text)
    let (start, end) = (first.place, last.place + last.text.count)
    let corrected =
      characters[..<start] + ["\""] + characters[start..<end] + ["\""] + characters[end...]
    return
      "several words stand in quotation marks, and for a shell the whole in single ones: '\(String(corrected))'"
  }

  /// The whole condition.
  mutating func condition() throws(Failure) -> Expression<ConditionTest> {
    let condition = try anyOf()
    guard token.kind == .end else {
      throw expected("\"and\", \"or\" or the end (a value of several words stands in quotation marks)")
    }
    return condition
  }

  private mutating func anyOf() throws(Failure) -> Expression<ConditionTest> {
    var parts = [try allOf()]
    while take("or") { parts.append(try allOf()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func allOf() throws(Failure) -> Expression<ConditionTest> {
    var parts = [try term()]
    while take("and") { parts.append(try term()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func term() throws(Failure) -> Expression<ConditionTest> {
    let start = token.place
    let isNegated = take("not")
    guard isNegated || take("(") else { return try test() }
    depth += 1
    defer { depth -= 1 }
    guard depth <= ConditionParser.deepest else {
      throw text.mistake(
        at: start, "brackets and \"not\" stand more than \(ConditionParser.deepest) deep")
    }
    if isNegated { return .not(try term()) }
    let inner = try anyOf()
    try require(")")
    return inner
  }

  private mutating func test() throws(Failure) -> Expression<ConditionTest> {
    let subject = try operand("a field or an item")
    let item = take("of") ? try operand("an item") : nil
    func test(_ check: ConditionTest.Check) -> Expression<ConditionTest> {
      .test(ConditionTest(subject: subject, item: item, check: check))
    }
    if item == nil {
      if take("above") { return test(.isAbove(try operand("an item"))) }
      if take("below") { return test(.isBelow(try operand("an item"))) }
      for (word, isOn) in [("on", true), ("off", false)] where take(word) {
        try require("chart")
        return isOn ? test(.isOnChart) : .not(test(.isOnChart))
      }
    }
    if take("is") {
      let isNegated = take("not")
      try require("null")
      return isNegated ? .not(test(.isNull)) : test(.isNull)
    }
    let isNegated = take("not")
    if take("contains") { return negated(isNegated, test(try comparison(.contains))) }
    if take("has") { return negated(isNegated, test(try comparison(.has))) }
    if take("in") { return negated(isNegated, test(.compares(try list()))) }
    if isNegated { throw expected("\"contains\", \"has\" or \"in\"") }
    for (sign, isEqual) in [("=", true), ("==", true), ("!=", false), ("<>", false)] where take(sign) {
      return negated(!isEqual, test(take("null") ? .isNull : try comparison(.equal)))
    }
    guard token.kind == .sign, let relation = Comparison.Relation(rawValue: token.text) else {
      throw expected("a comparison, such as =, <=, contains, has, in or is null")
    }
    next += 1
    return test(try comparison(relation))
  }

  private func negated(
    _ isNegated: Bool, _ test: Expression<ConditionTest>
  ) -> Expression<ConditionTest> { isNegated ? .not(test) : test }

  private mutating func comparison(
    _ relation: Comparison.Relation
  ) throws(Failure) -> ConditionTest.Check {
    .compares(Comparison(relation: relation, operands: [try value()]))
  }

  /// The values in brackets after `in`.
  private mutating func list() throws(Failure) -> Comparison {
    try require("(")
    var operands = [try value()]
    while take(",") { operands.append(try value()) }
    guard take(")") else { throw expected("\",\" or \")\"") }
    return Comparison(relation: .equal, operands: operands)
  }

  private mutating func value() throws(Failure) -> Comparison.Operand {
    guard !token.isWord("null") else { throw expected("a value (ask for nothing with \"is null\")") }
    return Comparison.Operand(try operand("a value, such as 1970, Drama or \"Film-Noir\"").text)
  }

  /// Consumes a bare word other than `and`, `or` and `not`, or a text in quotation marks.
  private mutating func operand(_ words: String) throws(Failure) -> ConditionToken {
    let found = token
    guard
      found.kind == .quoted || found.kind == .word && !ConditionParser.joins.contains(found.text.lowercased())
    else { throw expected(words) }
    next += 1
    return found
  }
}
