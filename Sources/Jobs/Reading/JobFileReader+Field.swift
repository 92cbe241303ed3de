import JSON
import RankingModel

extension JobFileReader {
  /// Reads the field's place in a row, or its constant value, or the places that it is composed of.
  func readPlace(_ field: inout Transformation.Field, _ section: JobMapping) {
    let ways = ["from", "value", "of"].filter { section[$0] != nil }
    if ways.count > 1 {
      section.report("\(section.name) has both \(ways[0]) and \(ways[1])", hint: "keep one of them")
    }
    switch ways.first {
    case "value":
      for key in JobKeys.field.map(\.name) where !["from", "value", "type"].contains(key) {
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
  func readNotation(_ field: inout Transformation.Field, _ section: JobMapping) {
    let type = field.type
    func fits(_ key: String, _ types: [Transformation.FieldType]) {
      guard !types.contains(type) else { return }
      let words = types.map(\.rawValue).joined(separator: ", ")
      section[key]?.report("\(key) goes with a field of type \(words), not \(type.rawValue)")
    }
    fits("each", [.list])
    fits("unit", [.instant, .date])
    fits("decimal-separator", [.integer, .decimal, .money])
    field.each = section["each"].flatMap(each)
    field.notation.absent = section["absent"].flatMap {
      $0.texts(expected: "a list of values such as [0, \"-\"]")?.compactMap(\.scalarText)
    }
    field.notation.milliseconds = section["unit"]?.choice(JobKeys.TimeUnit.self) == .milliseconds
    field.notation.decimalComma =
      section["decimal-separator"]?.value("\",\" or \".\"") { [",": true, ".": false][$0] } ?? false
  }

  /// The constant of `type` that the job file gives.
  private func constant(_ node: JobNode, _ type: Transformation.FieldType) -> JSONValue? {
    let largest = Int(JSONValue.largestInteger)
    switch type {
    case .string: return node.value("a text") { $0.isEmpty || $0.utf8.contains(0) ? nil : .string($0) }
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
}
