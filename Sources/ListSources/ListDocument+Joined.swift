import JSON
import Jobs
import RankingModel

/// Rows in several places of a document, or in an object. The document is read as a whole.
extension ListDocument {
  func joinedRows() throws(TransformError) -> [ListRow] {
    var limits = JSONLimits(values: ListDocument.mostValues)
    limits.members = ListDocument.limits.elements
    let document: JSONValue
    do throws(JSONError) { document = try JSONReader.read(bytes, limits: limits) } catch {
      throw refusal(error)
    }
    return try rows(in: document).map { .value($0) }
  }

  /// The rows in the value of the whole document.
  func rows(in document: JSONValue) throws(TransformError) -> [JSONValue] {
    var rows: [JSONValue] = []
    for pointer in extraction.items {
      let tokens = (extraction.pages == nil ? [] : ["*"]) + pointer.tokens
      try visit(tokens[...], document, []) { (value, path) throws(TransformError) in
        rows += try elements(of: value, path)
      }
    }
    guard rows.count <= ListDocument.limits.elements else { throw ListDocument.tooManyRows }
    if let first = rows.first, !rows.contains(where: \.isRow) { throw noRows("the list", first.kind) }
    return rows
  }

  /// Calls `take` with each value that `tokens` select below `value`, which is at `path`. No branch may end early: a page without
  /// its list must not be taken for the end of the list.
  private func visit(
    _ tokens: ArraySlice<String>, _ value: JSONValue, _ path: [String],
    _ take: (JSONValue, [String]) throws(TransformError) -> Void
  ) throws(TransformError) {
    guard let token = tokens.first else { return try take(value, path) }
    let rest = tokens.dropFirst()
    switch value {
    case .array(let elements) where token == "*":
      for (index, element) in elements.enumerated() { try visit(rest, element, path + [String(index)], take) }
    case .object(let members) where token == "*":
      for member in members { try visit(rest, member.value, path + [member.key], take) }
    default:
      guard let next = value.step(token) else {
        throw missing(JSONPointer(tokens: path + tokens), reached: path, described(value))
      }
      try visit(rest, next, path + [token], take)
    }
  }

  /// The rows that the value at `path` holds.
  private func elements(of value: JSONValue, _ path: [String]) throws(TransformError) -> [JSONValue] {
    switch (value, extraction.keyName) {
    case (.array(let elements), nil): return elements
    case (.object(let members), let name?):
      return members.map { member in
        guard case .object(let fields) = member.value else { return member.value }
        return .object(fields + [JSONMember(name, .string(member.key))])
      }
    case (_, let name):
      let wanted = name == nil ? "an array" : "an object of rows by key"
      throw TransformError(
        .noArray, "\(subject(JSONPointer(tokens: path).description)) is \(described(value)), not \(wanted)")
    }
  }

  private func described(_ value: JSONValue) -> String {
    guard let members = value.members else { return value.kind }
    let names = members.prefix(JSONPlace.mostNames).map(\.key)
    return value.kind + keys(of: JSONPlace(names: names, members: members.count))
  }
}
