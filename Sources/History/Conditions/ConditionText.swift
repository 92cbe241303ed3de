import JSON
import RankingModel

/// A word, a quoted text or a sign of a condition.
struct ConditionToken: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// A bare word: a name, a number, a date, `and`.
    case word
    /// A text in quotation marks.
    case quoted
    /// A bracket, a comma or a sign that compares.
    case sign
    /// The end of the condition.
    case end
  }

  var kind: Kind
  /// The text of the token, without quotation marks.
  var text: String
  /// How many characters come before it.
  var place: Int

  /// Whether it is the bare word or the sign `word`, regardless of case.
  func isWord(_ word: String) -> Bool { (kind == .word || kind == .sign) && text.lowercased() == word }
}

/// The text of a condition, cut into tokens.
struct ConditionText: Sendable, Hashable {
  /// The most bytes that a condition may have.
  static let longest = 4096

  let text: String
  private(set) var tokens: [ConditionToken] = []

  /// - Throws: a `usage` failure where `text` is too long or a quotation mark has no partner.
  init(_ text: String) throws(Failure) {
    self.text = text
    guard text.utf8.count <= ConditionText.longest else {
      throw Failure(.usage, "a condition has at most \(ConditionText.longest) bytes")
    }
    let characters = Array(text)
    var place = 0
    while place < characters.count {
      if characters[place].isWhitespace {
        place += 1
      } else {
        tokens.append(try token(characters, &place))
      }
    }
    tokens.append(ConditionToken(kind: .end, text: "", place: characters.count))
  }

  /// Reads the token that begins at `place`.
  private func token(_ characters: [Character], _ place: inout Int) throws(Failure) -> ConditionToken {
    let start = place
    let closing: [Character: Character] = ["\"": "\"", "'": "'", "“": "”"]
    if let end = closing[characters[start]] {
      return ConditionToken(kind: .quoted, text: try quoted(characters, &place, until: end), place: start)
    }
    let two = String(characters[start...].prefix(2))
    if let sign = ["<=", ">=", "!=", "<>", "=="].first(where: { $0 == two })
      ?? ["(", ")", ",", "=", "<", ">"].first(where: { $0 == two.prefix(1) })
    {
      place += sign.count
      return ConditionToken(kind: .sign, text: sign, place: start)
    }
    while place < characters.count, !endsWord(characters, place) { place += 1 }
    return ConditionToken(kind: .word, text: String(characters[start..<place]), place: start)
  }

  /// An apostrophe within a word is a part of it, and so is an exclamation mark that is not followed by `=`.
  private func endsWord(_ characters: [Character], _ place: Int) -> Bool {
    let character = characters[place]
    if character == "!" { return place + 1 < characters.count && characters[place + 1] == "=" }
    return character.isWhitespace || "()<>=,\"“".contains(character)
  }

  /// Reads the text in quotation marks that begins at `place`. A doubled closing mark is part of the text.
  private func quoted(
    _ characters: [Character], _ place: inout Int, until end: Character
  ) throws(Failure) -> String {
    let start = place
    var text = ""
    place += 1
    while place < characters.count {
      let isMark = characters[place] == end
      let isTwice = isMark && place + 1 < characters.count && characters[place + 1] == end
      place += isTwice ? 2 : 1
      if isMark, !isTwice { return text }
      text.append(characters[place - 1])
    }
    throw mistake(at: start, "the quotation mark \(characters[start]) has no partner")
  }

  /// The failure that says what is wrong at `place` and points there.
  func mistake(at place: Int, _ words: String, hint: String? = nil) -> Failure {
    let shown = 72
    let first = max(0, place - shown / 2)
    let line = text.dropFirst(first).prefix(shown).map { $0.isWhitespace ? " " : String($0) }.joined()
    let pointer = String(repeating: " ", count: place - first) + "^"
    return Failure(
      .usage, "the condition cannot be read: \(words)\n  \(line)\n  \(pointer)",
      remedy: hint.map { .words($0) }, facts: [JSONMember("position", JSONValue(place + 1))])
  }
}
