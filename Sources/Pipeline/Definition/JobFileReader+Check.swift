import RankingModel

extension JobFileReader {
  func checks(_ node: JobNode, _ fields: FieldNames) -> Checks {
    var checks = Checks()
    let keys = ["entries", "unique", "ranks", "required", "range", "rows", "turnover"]
    guard let section = node.mapping(keys) else { return checks }
    checks.entries = section["entries"].flatMap(count)
    if let unique = section["unique"].flatMap({ self.unique($0, fields) }) { checks.unique = unique }
    checks.contiguousRanks = section["ranks"].flatMap(ranks)
    checks.required = section["required"].flatMap { required($0, fields) }
    if let range = section["range"] { checks.ranges = ranges(range, fields) }
    if let rows = section["rows"].flatMap(rows) { checks.unreadableRows = rows }
    checks.turnover = section["turnover"].flatMap(turnover)
    return checks
  }

  /// What follows; a check that does not say quarantines.
  private func severity(_ section: JobMapping) -> Finding.Severity {
    section["otherwise"]?.choice(Finding.Severity.self) ?? .quarantine
  }

  private func count(_ node: JobNode) -> Checks.Bounds? {
    guard let section = node.mapping(["equals", "at-least", "at-most", "otherwise"]) else { return nil }
    let range = 0...10_000_000
    let equals = section["equals"]?.wholeNumber(range).map(Double.init)
    let least = section["at-least"]?.wholeNumber(range).map(Double.init)
    let most = section["at-most"]?.wholeNumber(range).map(Double.init)
    if section["equals"] != nil, section["at-least"] != nil || section["at-most"] != nil {
      section.report("\(node.name) has both equals and a bound", hint: "keep one of them")
    }
    if section["equals"] == nil { checkBounds(section, node, least, most) }
    return Checks.Bounds(atLeast: equals ?? least, atMost: equals ?? most, otherwise: severity(section))
  }

  private func checkBounds(_ section: JobMapping, _ node: JobNode, _ least: Double?, _ most: Double?) {
    if section["at-least"] == nil, section["at-most"] == nil {
      section.report("\(node.name) allows everything", hint: "give it at-least or at-most")
    }
    if let least, let most, least > most {
      section.report("\(node.name) allows nothing: at-least is more than at-most")
    }
  }

  private func unique(_ node: JobNode, _ fields: FieldNames) -> Checks.Rule<String>? {
    if node.isScalar { return fields.name(node).map { Checks.Rule($0, otherwise: .quarantine) } }
    guard let section = node.mapping(["field", "otherwise"]) else { return nil }
    let severity = severity(section)
    return section.required("field").flatMap(fields.name).map { Checks.Rule($0, otherwise: severity) }
  }

  private enum RankRule: String, CaseIterable {
    case contiguous
  }

  private func ranks(_ node: JobNode) -> Checks.Rule<Bool>? {
    if node.isScalar {
      return node.choice(RankRule.self).map { _ in Checks.Rule(true, otherwise: .quarantine) }
    }
    guard let section = node.mapping(["rule", "otherwise"]) else { return nil }
    let severity = severity(section)
    return section.required("rule")?.choice(RankRule.self).map { _ in Checks.Rule(true, otherwise: severity) }
  }

  private func required(_ node: JobNode, _ fields: FieldNames) -> Checks.Rule<[String]>? {
    let isShort = node.isList
    let section = isShort ? nil : node.mapping(["fields", "otherwise"])
    let severity = section.map(severity) ?? .quarantine
    guard let list = isShort ? node : section?.required("fields") else { return nil }
    let names = list.list(expected: "a list of field names")?.compactMap(fields.name)
    return names.map { Checks.Rule($0, otherwise: severity) }
  }

  private func ranges(_ node: JobNode, _ fields: FieldNames) -> [String: Checks.Bounds] {
    var ranges: [String: Checks.Bounds] = [:]
    for (key, value) in node.members(expected: "a mapping of field names to their bounds") ?? [] {
      guard let section = value.mapping(["at-least", "at-most", "otherwise"]) else { continue }
      let least = section["at-least"]?.value("a number", JobScalar.decimal)
      let most = section["at-most"]?.value("a number", JobScalar.decimal)
      checkBounds(section, value, least, most)
      guard let name = fields.name(key) else { continue }
      ranges[name] = Checks.Bounds(atLeast: least, atMost: most, otherwise: severity(section))
    }
    return ranges
  }

  private func rows(_ node: JobNode) -> Checks.Rule<Int>? {
    guard let section = node.mapping(["unreadable-at-most", "otherwise"]) else { return nil }
    let severity = severity(section)
    return section.required("unreadable-at-most")?.wholeNumber(0...10_000_000).map {
      Checks.Rule($0, otherwise: severity)
    }
  }

  private func turnover(_ node: JobNode) -> Checks.Rule<Double>? {
    guard let section = node.mapping(["at-most", "otherwise"]) else { return nil }
    let severity = severity(section)
    return section.required("at-most")?.value("a percentage such as 40%", JobScalar.percentage).map {
      Checks.Rule($0, otherwise: severity)
    }
  }
}
