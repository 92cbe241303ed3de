import HTTPFetch
import JSON
import Jobs
import ListSources
import RankingModel

/// Reads values by their declared type. Nothing is guessed.
enum TypedValue {
  /// The longest text, in bytes: 1 MiB.
  static let longestText = 1 << 20
  /// The most texts in a list.
  static let longestList = 1000

  /// Whether `value` means "none": `null`, an empty text or array, or one of the texts in `absent`. If `absent` is `nil`, the
  /// text "N/A" takes its place.
  static func isAbsent(_ value: JSONValue, _ absent: [String]? = nil) -> Bool {
    switch value {
    case .null: true
    case .string(let text): isAbsent(text, absent)
    case .array(let elements): elements.isEmpty
    case .object: false
    default: absent.map { $0.contains(text(value) ?? "") } ?? false
    }
  }

  private static func isAbsent(_ text: String, _ absent: [String]?) -> Bool {
    guard text.utf8.count <= longestText else { return false }
    let trimmed = trimmed(text)
    if let absent { return trimmed.isEmpty || absent.contains(trimmed) }
    return trimmed.isEmpty || (trimmed.utf8.count == 3 && trimmed == "N/A")
  }

  /// `value` as `type`; `nil` if it turns out to be absent.
  static func read(
    _ value: JSONValue, as type: Transformation.FieldType,
    _ notation: Transformation.Notation = Transformation.Notation()
  ) throws(FieldProblem) -> JSONValue? {
    if isAbsent(value, notation.absent) { return nil }
    if case .string(let text) = value, text.utf8.count > longestText {
      throw FieldProblem(text, "is longer than \(longestText) bytes")
    }
    switch type {
    case .string: return try string(value)
    case .integer: return .integer(try integer(value, notation.decimalComma))
    case .decimal: return try decimal(value, notation.decimalComma)
    case .duration: return .integer(try measured(value, "minutes", DurationText.minutes))
    case .money:
      return .integer(
        try measured(value, "a whole amount of money") {
          NumberText.money($0, decimalComma: notation.decimalComma)
        })
    case .list: return try list(value, notation.absent)
    case .date:
      let value: JSONValue = value.string.map { .string(trimmed($0)) } ?? value
      if let day = DateText.day(of: value, milliseconds: notation.milliseconds) {
        return .string(day.description)
      }
      guard let text = value.string else { throw wrongKind(value, "a day") }
      throw FieldProblem(text, "is no day such as \"14 Oct 1994\" or \"1994-10-14\"")
    case .instant:
      let value: JSONValue = value.string.map { .string(trimmed($0)) } ?? value
      guard let instant = DateText.instant(value, milliseconds: notation.milliseconds) else {
        let unit = notation.milliseconds ? "milliseconds" : "seconds"
        throw FieldProblem(
          text(value) ?? value.kind,
          "is not an instant such as \"2026-05-01T00:00:00Z\" or \(unit) since 1970")
      }
      return .string(instant.secondsText)
    case .year: return .integer(try year(value))
    case .boolean:
      if case .bool = value { return value }
      switch value.string.map({ trimmed($0).lowercased() }) {
      case "true": return .bool(true)
      case "false": return .bool(false)
      case let text?: throw FieldProblem(text, "is neither true nor false")
      case nil: throw wrongKind(value, "true or false")
      }
    }
  }

  /// The text of a string, or of a number or boolean as JSON writes it.
  static func text(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .integer(let number): String(number)
    case .double, .bool: CanonicalJSON.text(value)
    default: nil
    }
  }

  private static func wrongKind(_ value: JSONValue, _ expected: String) -> FieldProblem {
    FieldProblem(text(value) ?? value.kind, "is \(value.kind), not \(expected)")
  }

  private static func string(_ value: JSONValue) throws(FieldProblem) -> JSONValue {
    if case .string(let text) = value {
      // SQLite would take the NUL for the end of the text.
      guard !text.utf8.contains(0) else { throw FieldProblem(text, "has a NUL character in it") }
      return .string(trimmed(text))
    }
    if case .double(let number) = value, number.magnitude >= Double(JSONValue.largestInteger) {
      throw FieldProblem(
        CanonicalJSON.text(value), "is past 2^53, where numbers lose digits; it should be text")
    }
    guard let text = text(value) else { throw wrongKind(value, "text") }
    return .string(text)
  }

  private static func bounded(_ number: Int64) throws(FieldProblem) -> Int64 {
    guard number.magnitude <= JSONValue.largestInteger.magnitude else {
      throw FieldProblem(String(number), "is past 2^53, where numbers lose digits")
    }
    return number
  }

  private static func integer(_ value: JSONValue, _ decimalComma: Bool = false) throws(FieldProblem) -> Int64
  {
    switch value {
    case .integer(let number): return try bounded(number)
    case .double:
      guard let number = try decimal(value).integer else {
        throw FieldProblem(CanonicalJSON.text(value), "is not a whole number")
      }
      return number
    case .string(let text):
      let text = trimmed(text)
      switch NumberText.integer(text, decimalComma: decimalComma) {
      case .value(let number): return try bounded(number)
      case .tooLarge: throw FieldProblem(text, "is past 2^53, where numbers lose digits")
      case .none: throw FieldProblem(text, "is not a whole number")
      }
    default: throw wrongKind(value, "a whole number")
    }
  }

  /// The four digits that a text starts with.
  private static func year(_ value: JSONValue) throws(FieldProblem) -> Int64 {
    guard let text = text(value).map(trimmed) else { throw wrongKind(value, "a year") }
    let digits = text.utf8.prefix(while: JobScalar.isDigit)
    guard digits.count == 4, let year = Int64(String(decoding: digits, as: UTF8.self)) else {
      throw FieldProblem(text, "is no year such as \"1994\"")
    }
    return year
  }

  private static func decimal(
    _ value: JSONValue, _ decimalComma: Bool = false
  ) throws(FieldProblem) -> JSONValue {
    let number: Double
    switch value {
    case .integer(let whole): return .integer(try bounded(whole))
    case .double(let double): number = double
    case .string(let text):
      guard let read = NumberText.decimal(trimmed(text), decimalComma: decimalComma) else {
        throw FieldProblem(trimmed(text), "is not a number such as \"9.2\"")
      }
      number = read
    default: throw wrongKind(value, "a number")
    }
    guard number.magnitude <= Double(JSONValue.largestInteger) else {
      throw FieldProblem(text(value) ?? "", "is past 2^53, where numbers lose digits")
    }
    // A whole number is kept as an integer, as it will be when the version is read again.
    return number == number.rounded() ? .integer(Int64(number)) : .double(number)
  }

  private static func measured(
    _ value: JSONValue, _ expected: String, _ read: (String) -> Int64?
  ) throws(FieldProblem) -> Int64 {
    guard case .string(let text) = value else {
      if value.number == nil { throw wrongKind(value, expected) }
      return try integer(value)
    }
    let trimmed = trimmed(text)
    guard let number = read(trimmed) else { throw FieldProblem(trimmed, "is not \(expected)") }
    return try bounded(number)
  }

  private static func list(_ value: JSONValue, _ absent: [String]?) throws(FieldProblem) -> JSONValue? {
    var texts: [JSONValue] = []
    let tooLong = "is a list of more than \(longestList)"
    if case .array(let elements) = value {
      guard elements.count <= longestList else { throw FieldProblem(value.kind, tooLong) }
      for element in elements where !isAbsent(element, absent) {
        guard case .string(let text) = try string(element) else { continue }
        texts.append(.string(text))
      }
    } else if case .string(let text) = value {
      guard text.utf8.count(where: { $0 == UInt8(ascii: ",") }) < longestList else {
        throw FieldProblem(text, tooLong)
      }
      for part in text.split(separator: ",") {
        let part = trimmed(String(part))
        if !isAbsent(part, absent) { texts.append(.string(part)) }
      }
    } else {
      throw wrongKind(value, "a list")
    }
    return texts.isEmpty ? nil : .array(texts)
  }

  /// `text` without white space around it.
  static func trimmed(_ text: String) -> String {
    guard let first = text.utf8.first, let last = text.utf8.last else { return text }
    // Most texts have, at both ends, an ASCII character that is no white space. They need no further look.
    if first > 0x20, first < 0x80, last > 0x20, last < 0x80 { return text }
    return text.trimmed
  }
}
