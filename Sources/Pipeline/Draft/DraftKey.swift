public import JSON
import Jobs
import RankingModel

/// A place in the rows of a list, with the values that are there.
public struct DraftKey: Sendable {
  /// The place.
  public var pointer: JSONPointer
  /// The values of all rows that have one.
  var values: [JSONValue] = []

  /// In how many rows there is a value.
  public var count: Int { values.count }

  /// The kinds of the values, such as `a string` or `a number or a string`.
  public var kind: String {
    var kinds: [String] = []
    for value in values where !kinds.contains(value.kind) { kinds.append(value.kind) }
    return kinds.joined(separator: " or ")
  }

  /// The first value, shortened.
  public var example: String {
    values.first.map { SafeText.start(of: TypedValue.text($0) ?? CanonicalJSON.text($0), limit: 40) } ?? ""
  }

  private static let mostKeys = 200

  /// The places in `rows` that have a value, in the order in which they appear. For an object within a row, these are the places
  /// of its members.
  static func all(in rows: [JSONValue]) -> [DraftKey] {
    var keys: [DraftKey] = []
    var places: [[String]: Int] = [:]
    func visit(_ members: [JSONMember], _ path: [String]) {
      for member in members {
        let path = path + [member.key]
        if let inner = member.value.members, path.count < 3 {
          visit(inner, path)
        } else {
          if places[path] == nil {
            guard keys.count < mostKeys else { continue }
            places[path] = keys.count
            keys.append(DraftKey(pointer: JSONPointer(tokens: path)))
          }
          if let place = places[path], !TypedValue.isAbsent(member.value) {
            keys[place].values.append(member.value)
          }
        }
      }
    }
    for row in rows { visit(row.members ?? [], []) }
    return keys.filter { !$0.values.isEmpty }
  }

  var name: DraftName {
    let tokens = pointer.tokens
    return DraftName(tokens.joined(separator: " "))
  }

  var isTop: Bool { pointer.tokens.count == 1 }
  var texts: [String] { values.compactMap(\.string) }
  /// Whether every value is one text or number.
  var isScalar: Bool { values.allSatisfy { $0.array == nil && $0.members == nil } }

  /// Whether all values can be read as `type`.
  func reads(as type: Transformation.FieldType, _ notation: Transformation.Notation = .init()) -> Bool {
    values.allSatisfy { (try? TypedValue.read($0, as: type, notation)) != nil }
  }
}

extension DraftKey {
  private static let codes: Set<String> = [
    "id", "isbn", "isbn10", "isbn13", "code", "sku", "uuid", "zip", "hash",
  ]
  private static let listNames: Set<String> = [
    "genres", "directors", "writers", "stars", "cast", "keywords", "countries", "languages", "authors",
    "artists", "tags",
    "topics", "categories",
  ]
  /// The notation with a comma before the decimals.
  private static let comma = {
    var notation = Transformation.Notation()
    notation.decimalComma = true
    return notation
  }()
  /// Texts that stand for a missing value, besides "N/A".
  private static let marks: Set<String> = ["-", "–", "—", "n/a", "none", "None", "null", "?"]

  /// The type of the field, and the rest of its text in the job file besides `from`; `nil` for values that make no field: arrays
  /// of objects, or a mix.
  var type: (type: Transformation.FieldType, more: String)? {
    if values.allSatisfy({ $0.array != nil }) { return reads(as: .list) ? (.list, "") : nil }
    guard isScalar else { return nil }
    let marks = Set(texts).intersection(DraftKey.marks)
    guard marks.isEmpty else { return typeBeside(marks) }
    if reads(as: .boolean) { return (.boolean, "") }
    if name.has(DraftKey.codes) { return (.string, "") }
    let isYear = name.has(["year"])
    if texts.isEmpty {
      if isYear, reads(as: .year) { return (.year, "") }
      if name.has(["at", "timestamp", "time", "created", "updated"]),
        let largest = values.compactMap(\.number).max()
      {
        var notation = Transformation.Notation()
        notation.milliseconds = largest > 100_000_000_000
        if reads(as: .instant, notation) {
          return (.instant, notation.milliseconds ? ", unit: milliseconds" : "")
        }
      }
      return reads(as: .integer) ? (.integer, "") : reads(as: .decimal) ? (.decimal, "") : (.string, "")
    }
    return typeOfTexts(isYear)
  }

  /// The type of the values that are not among `marks`, the texts that stand for a missing value.
  private func typeBeside(_ marks: Set<String>) -> (type: Transformation.FieldType, more: String) {
    var others = self
    others.values.removeAll { $0.string.map(marks.contains) ?? false }
    let (type, more) = others.values.isEmpty ? (.string, "") : others.type ?? (.string, "")
    let texts = (marks.sorted() + ["N/A"]).map(JobDraft.quoted)
    return (type, "\(more), absent: [\(texts.joined(separator: ", "))]")
  }

  private func typeOfTexts(_ isYear: Bool) -> (type: Transformation.FieldType, more: String) {
    let texts = texts.map { TypedValue.trimmed($0) }
    if texts.allSatisfy({ $0.first.map("$€£¥".contains) ?? false }), reads(as: .money) { return (.money, "") }
    if isYear, reads(as: .year) { return (.year, "") }
    let isNumber = texts.allSatisfy { text in
      text.first.map { $0.isNumber || "#-+.".contains($0) } ?? false
        && !(text.count > 1 && text.hasPrefix("0") && !text.contains { ".,".contains($0) })
    }
    if isNumber {
      if reads(as: .integer) { return (.integer, "") }
      if reads(as: .decimal) { return (.decimal, "") }
      if reads(as: .decimal, DraftKey.comma) { return (.decimal, #", decimal-separator: ",""#) }
      if reads(as: .duration) { return (.duration, "") }
      if texts.allSatisfy({ $0.contains(":") }), reads(as: .instant) { return (.instant, "") }
    }
    if reads(as: .date) { return (.date, "") }
    if texts.allSatisfy({ $0.hasPrefix("PT") }), reads(as: .duration) { return (.duration, "") }
    if DraftKey.listNames.contains(name.words.last ?? ""), texts.contains(where: { $0.contains(",") }) {
      return (.list, "")
    }
    let isHTML = texts.contains { $0.contains(#/&(#?[A-Za-z0-9]+);/#) }
    return (.string, isHTML ? ", decode: html" : "")
  }
}
