import RankingModel

extension JobFileReader {
  func checks(_ node: JobNode, _ fields: FieldNames) -> Checks {
    var checks = Checks()
    let keys = [
      "entries", "unique", "ranks", "required", "range", "rows", "fields", "turnover", "max-failed-items", "date",
      "unchanged",
    ]
    guard let section = node.mapping(keys) else { return checks }
    checks.entries = section["entries"].flatMap {
      bounds($0, or: ["equals"]) { $0.wholeNumber(0...10_000_000).map(Double.init) }
    }
    section.set(&checks.unique, to: "unique") { rule($0, "field", isShort: $0.isScalar, fields.name) }
    checks.contiguousRanks = section["ranks"].flatMap {
      rule($0, "rule", isShort: $0.isScalar) { $0.choice(RankRule.self).map { _ in true } }
    }
    checks.required = section["required"].flatMap {
      rule($0, "fields", isShort: $0.isList) {
        $0.list(expected: "a list of field names")?.compactMap(fields.name)
      }
    }
    if let range = section["range"] { checks.ranges = ranges(range, fields) }
    section.set(&checks.unreadableRows, to: "rows") {
      rule($0, "unreadable-at-most") { $0.wholeNumber(0...10_000_000) }
    }
    section.set(&checks.missingFields, to: "fields") {
      $0.mapping(["on-failure"])?.required("on-failure")?.choice(Finding.Severity.self)
    }
    checks.turnover = section["turnover"].flatMap {
      rule($0, "at-most") { $0.value("a percentage such as 40%", JobScalar.percentage) }
    }
    if let date = section["date"]?.mapping(["on-failure"]) { checks.date = severity(date) }
    checks.unchanged = section["unchanged"].flatMap { rule($0, "at-most") { $0.wholeNumber(1...10_000) } }
    section.set(&checks.maxFailedItems, to: "max-failed-items") { $0.wholeNumber(0...1_000_000) }
    return checks
  }

  /// What follows; a check that does not say quarantines.
  private func severity(_ section: JobMapping) -> Finding.Severity {
    section["on-failure"]?.choice(Finding.Severity.self) ?? .quarantine
  }

  /// The least and the most that a section allows, as `read` reads them. A key of `exact` states one value in place of both.
  private func bounds(
    _ node: JobNode, or exact: [String] = [], _ read: (JobNode) -> Double?
  ) -> Checks.Bounds? {
    guard let section = node.mapping(exact + ["at-least", "at-most", "on-failure"]) else { return nil }
    let equals = section["equals"].flatMap(read)
    let least = section["at-least"].flatMap(read)
    let most = section["at-most"].flatMap(read)
    let isBounded = section["at-least"] != nil || section["at-most"] != nil
    if section["equals"] != nil {
      if isBounded {
        section.report("\(node.name) has both equals and a bound", hint: "keep one of them")
      }
    } else if !isBounded {
      section.report("\(node.name) allows everything", hint: "give it at-least or at-most")
    } else if let least, let most, least > most {
      section.report("\(node.name) allows nothing: at-least is more than at-most")
    }
    return Checks.Bounds(atLeast: equals ?? least, atMost: equals ?? most, onFailure: severity(section))
  }

  private enum RankRule: String, CaseIterable {
    case contiguous
  }

  /// A rule of the form `{ key: VALUE, on-failure: … }`, or of the value alone where `isShort` says so.
  private func rule<Value>(
    _ node: JobNode, _ key: String, isShort: Bool = false, _ read: (JobNode) -> Value?
  ) -> Checks.Rule<Value>? {
    if isShort { return read(node).map { Checks.Rule($0, onFailure: .quarantine) } }
    guard let section = node.mapping([key, "on-failure"]) else { return nil }
    let severity = severity(section)
    return section.required(key).flatMap(read).map { Checks.Rule($0, onFailure: severity) }
  }

  private func ranges(_ node: JobNode, _ fields: FieldNames) -> [String: Checks.Bounds] {
    var ranges: [String: Checks.Bounds] = [:]
    for (key, value) in node.members(expected: "a mapping of field names to their bounds") ?? [] {
      let bounds = bounds(value) { $0.value("a number", JobScalar.decimal) }
      if let bounds, let name = fields.name(key) { ranges[name] = bounds }
    }
    return ranges
  }
}
