import JSON

extension JobFileReader {
  func transformation(_ node: JobNode) -> Transformation? {
    guard let section = node.mapping(JobKeys.transform) else { return nil }
    let limit = section["limit"]?.wholeNumber()
    guard let fieldsNode = section.required("fields"),
      let members = fieldsNode.members(expected: "a mapping of field names to where they stand")
    else { return nil }
    var result = Transformation(fields: [])
    result.limit = limit
    var names: Set<String> = []
    for (key, value) in members {
      guard let name = fieldName(key) else { continue }
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
    guard node.hasKey("position"), let position = node.mapping(JobKeys.position)?["position"] else {
      return false
    }
    if position.truth() == false {
      node.report(
        "the rank has neither a place in the row nor a position",
        hint: "write position: true, or from: \"/POINTER\" without position")
    }
    return true
  }

  func fieldName(_ node: JobNode) -> String? {
    node.value("a name of letters, digits, \"_\" and \"-\"", JobScalar.fieldName)
  }

  /// One field of a list's rows, or of an answer's object if `isOfRow` is `false`.
  func field(_ name: String, _ node: JobNode, isOfRow: Bool = true) -> Transformation.Field? {
    guard let section = node.mapping(name == "id" ? JobKeys.of + JobKeys.field : JobKeys.field) else {
      return nil
    }
    var field = Transformation.Field(name: name, from: [])
    field.type = fieldType(name, section["type"])
    readPlace(&field, section)
    field.match = section["match"].flatMap(expression)
    if let decode = section["decode"] {
      field.decodesHTML = decode.choice(JobKeys.Decoding.self) == .html
      if ![.string, .list].contains(field.type) {
        decode.report("only a string or a list is decoded, and \(node.name) is \(field.type.rawValue)")
      }
    }
    readNotation(&field, section)
    let isNeeded = isOfRow && ["rank", "id", "title"].contains(name)
    let isRequired = section["required"]?.truth()
    if isNeeded, isRequired == false {
      section["required"]?.report("\(name) cannot be optional", hint: "every entry has rank, id and title")
    }
    field.isRequired = isNeeded || isRequired == true
    return field
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

  /// The text that each object of a list becomes: a text with pointers in braces, or one pointer.
  func each(_ node: JobNode) -> TextTemplate? {
    node.value(
      "a JSON Pointer, or a text with JSON Pointers in braces", hint: "such as \"{/name}: {/value}\""
    ) {
      let template = TextTemplate($0.hasPrefix("/") && !$0.contains("{") ? "{\($0)}" : $0)
      let pointers = template.variables.map { JSONPointer($0) }
      return pointers.isEmpty || pointers.contains(nil) ? nil : template
    }
  }

  func pointers(_ node: JobNode) -> [JSONPointer]? {
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
