import JSON
import Jobs
import RankingModel

/// Why a value does not fit its field.
struct FieldProblem: Error {
  var value: String
  var problem: String

  init(_ value: String, _ problem: String) {
    self.value = SafeText.start(of: value)
    self.problem = problem
  }
}

/// Reads one field from rows: finds its place, extracts the part that matches, and converts it to the field's type.
final class FieldReader {
  let field: Transformation.Field
  private let pattern: FieldPattern?
  /// The numbers that mean "none", in any spelling.
  private let absentNumbers: [Double]
  /// Whether the field was in a row that was read, even as null.
  private(set) var isFound = false

  init(_ field: Transformation.Field) {
    self.field = field
    pattern = field.match.map { FieldPattern($0) }
    absentNumbers = field.notation.absent?.compactMap { NumberText.decimal($0) } ?? []
  }

  /// The field's value in `row`, or its fallback if the row has none; `nil` if there is neither.
  func value(in row: JSONValue) throws(FieldProblem) -> JSONValue? {
    for pointer in field.from {
      guard let raw = pointer.value(in: row) else { continue }
      if !isFound { isFound = true }
      if TypedValue.isAbsent(raw, field.notation.absent) { continue }
      guard let value = try value(of: raw) else { break }
      if let number = value.number, absentNumbers.contains(number) { break }
      return value
    }
    return field.fallback
  }

  private func value(of raw: JSONValue) throws(FieldProblem) -> JSONValue? {
    var raw = raw
    if let each = field.each, let elements = raw.array {
      raw = .array(elements.compactMap(each.text).map(JSONValue.string))
    }
    if field.decodesHTML { raw = decoded(raw) }
    if let pattern {
      guard let text = TypedValue.text(raw) else { throw FieldProblem(raw.kind, "is \(raw.kind), not text") }
      guard text.utf8.count <= FieldPattern.maximumLength else {
        throw FieldProblem(text, "is longer than the \(FieldPattern.maximumLength) bytes that are searched")
      }
      guard let match = pattern.value(in: text) else {
        throw FieldProblem(text, "has nothing that matches \(SafeText.start(of: field.match ?? ""))")
      }
      raw = .string(match)
    }
    return try TypedValue.read(raw, as: field.type, field.notation)
  }

  private func decoded(_ raw: JSONValue) -> JSONValue {
    switch raw {
    case .string(let text) where text.utf8.count <= TypedValue.longestText:
      .string(HTMLEntities.decoded(text))
    case .array(let elements): .array(elements.map(decoded))
    default: raw
    }
  }
}

extension TextTemplate {
  /// The text with the values of `object` in place of the variables; `nil` if one of them is absent or no text.
  fileprivate func text(of object: JSONValue) -> String? {
    var text = pieces[0]
    for (variable, piece) in zip(variables, pieces.dropFirst()) {
      guard let value = JSONPointer(variable)?.value(in: object), !TypedValue.isAbsent(value),
        let part = TypedValue.text(value)
      else { return nil }
      text += part + piece
    }
    return text
  }
}
