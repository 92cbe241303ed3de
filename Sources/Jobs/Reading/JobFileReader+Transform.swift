import JSON
import RankingModel

extension JobFileReader {
  func transformation(_ node: JobNode) -> Transformation? {
    guard let section = node.mapping(["fields", "limit"]) else { return nil }
    let limit = section["limit"]?.wholeNumber(1...10_000_000)
    guard let fieldsNode = section.required("fields"),
      let members = fieldsNode.members(expected: "a mapping of field names to where they stand")
    else { return nil }
    var result = Transformation(fields: [])
    result.limit = limit
    var names: Set<String> = []
    for (key, value) in members {
      guard let name = key.value("a name of letters, digits, \"_\" and \"-\"", JobScalar.fieldName) else {
        continue
      }
      names.insert(name)
      if name == "rank", isPositional(value) {
        result.ranksByPosition = true
      } else if let field = field(name, value) {
        result.fields.append(field)
      }
    }
    for name in ["rank", "id", "title"] where !names.contains(name) {
      let other = name == "rank" ? ", or rank: { position: true } where the order is the rank" : ""
      fieldsNode.report(
        "the field \"\(name)\" is missing in \(fieldsNode.name)",
        hint: "every entry has one: \(name): { from: \"/POINTER\" }\(other)")
    }
    return result
  }

  /// Whether the rank is the row's place in the list: `rank: { position: true }`.
  private func isPositional(_ node: JobNode) -> Bool {
    guard node.hasKey("position"), let position = node.mapping(["position"])?["position"] else {
      return false
    }
    if position.truth() == false {
      node.report(
        "the rank has neither a place in the row nor a position",
        hint: "write position: true, or from: \"/POINTER\" without position")
    }
    return true
  }

  private func field(_ name: String, _ node: JobNode) -> Transformation.Field? {
    let keys = [
      "from", "value", "match", "decode", "type", "each", "absent", "default", "unit", "decimal-separator",
      "required",
    ]
    guard let section = node.mapping(name == "id" ? ["of"] + keys : keys) else { return nil }
    var field = Transformation.Field(name: name, from: [])
    field.type = fieldType(name, section["type"])
    readPlace(&field, section, keys)
    field.match = section["match"].flatMap(expression)
    if let decode = section["decode"] {
      field.decodesHTML = decode.choice(Decoding.self) == .html
      if ![.string, .list].contains(field.type) {
        decode.report("only a string or a list is decoded, and \(node.name) is \(field.type.rawValue)")
      }
    }
    readNotation(&field, section)
    let isNeeded = ["rank", "id", "title"].contains(name)
    let isRequired = section["required"]?.truth()
    if isNeeded, isRequired == false {
      section["required"]?.report("\(name) cannot be optional", hint: "every entry has rank, id and title")
    }
    field.isRequired = isNeeded || isRequired == true
    return field
  }

  /// Reads where the field stands in a row, or its one value, or what it is composed of.
  private func readPlace(_ field: inout Transformation.Field, _ section: JobMapping, _ keys: [String]) {
    let ways = ["from", "value", "of"].filter { section[$0] != nil }
    if ways.count > 1 {
      section.report(
        "\(section.name) has both \(ways[0]) and \(ways[1])", hint: "keep one of them")
    }
    switch ways.first {
    case "value":
      for key in keys.dropFirst(2) where key != "type" {
        section[key]?.report("\(key) does not go with value")
      }
      field.fallback = section["value"].flatMap { constant($0, field.type) }
    case "of":
      for key in ["match", "each", "default"] { section[key]?.report("\(key) does not go with of") }
      let parts = section["of"]?.list(expected: "a list of JSON Pointers") ?? []
      field.parts = parts.compactMap(pointers)
      if section["of"]?.isList == true, parts.isEmpty {
        section["of"]?.report(
          "\(section.name).of names nothing", hint: "such as of: [\"/song\", \"/artist\"]")
      }
    default:
      let hint = field.name == "id" ? "from: \"/POINTER\", or of: with a list of them" : "from: \"/POINTER\""
      field.from = section.required("from", hint: hint).flatMap(pointers) ?? []
      field.fallback = section["default"].flatMap { constant($0, field.type) }
    }
  }

  /// Reads how the source writes the field.
  private func readNotation(_ field: inout Transformation.Field, _ section: JobMapping) {
    let type = field.type
    func fits(_ key: String, _ types: [Transformation.FieldType]) {
      guard !types.contains(type) else { return }
      let words = types.map(\.rawValue).joined(separator: ", ")
      section[key]?.report("\(key) goes with a field of type \(words), not \(type.rawValue)")
    }
    fits("each", [.list])
    fits("unit", [.instant, .date])
    fits("decimal-separator", [.integer, .decimal, .money])
    field.each = section["each"].flatMap(pointer)
    field.notation.absent = section["absent"].flatMap {
      $0.texts(expected: "a list of values such as [0, \"-\"]")?.compactMap(\.scalarText)
    }
    field.notation.milliseconds = section["unit"]?.choice(Unit.self) == .milliseconds
    field.notation.decimalComma =
      section["decimal-separator"]?.value("\",\" or \".\"") { [",": true, ".": false][$0] } ?? false
  }

  private enum Unit: String, CaseIterable {
    case seconds, milliseconds
  }

  /// The value of `type` that the job file itself gives.
  private func constant(_ node: JobNode, _ type: Transformation.FieldType) -> JSONValue? {
    let largest = 9_007_199_254_740_992
    switch type {
    case .string:
      return node.value("a text") { $0.isEmpty || $0.utf8.contains(0) ? nil : .string($0) }
    case .integer, .duration, .money, .year: return node.wholeNumber(-largest...largest).map { JSONValue($0) }
    case .decimal:
      let range = -Double(largest)...Double(largest)
      return node.value("a number", in: range, JobScalar.decimal).map {
        $0 == $0.rounded() ? .integer(Int64($0)) : .double($0)
      }
    case .list:
      let texts = node.texts()?.compactMap(\.scalarText) ?? []
      return texts.isEmpty ? nil : .array(texts.map { .string($0) })
    case .date: return node.value("a day such as 2026-05-01") { Day($0).map { .string($0.description) } }
    case .instant:
      return node.value("an instant such as 2026-05-01T00:00:00Z") {
        Instant($0).map { .string($0.secondsText) }
      }
    case .boolean: return node.truth().map { .bool($0) }
    }
  }

  private enum Decoding: String, CaseIterable {
    case html
  }

  private func fieldType(_ name: String, _ node: JobNode?) -> Transformation.FieldType {
    let natural: Transformation.FieldType? =
      switch name {
      case "rank": .integer
      case "id", "title": .string
      default: nil
      }
    let type = node?.choice(Transformation.FieldType.self)
    if let natural, let type, type != natural {
      node?.report("\(name) must be of type \(natural.rawValue), found \(type.rawValue)")
    }
    return natural ?? type ?? .string
  }

  private func pointers(_ node: JobNode) -> [JSONPointer]? {
    guard node.isList else { return pointer(node).map { [$0] } }
    guard let elements = node.list(expected: "a JSON Pointer or a list of them") else { return nil }
    let pointers = elements.compactMap(pointer)
    if elements.isEmpty { node.wrong(expected: "a JSON Pointer or a list of them") }
    return pointers.isEmpty || pointers.count < elements.count ? nil : pointers
  }

  private func expression(_ node: JobNode) -> String? {
    guard let text = node.text(expected: "a regular expression"), !text.isEmpty else {
      if node.scalarText != nil { node.wrong(expected: "a regular expression") }
      return nil
    }
    if let problem = FieldPattern.problem(with: text) {
      node.report("\(node.name) is not a valid regular expression: \(problem)")
      return nil
    }
    return text
  }
}
