import RankingModel

extension JobFileReader {
  func checks(_ node: JobNode, _ fields: FieldNames) -> Checks {
    var checks = Checks()
    guard let section = node.mapping(JobKeys.check) else { return checks }
    checks.entries = section["entries"].flatMap {
      bounds($0, JobKeys.entries) { $0.wholeNumber().map(Double.init) }
    }
    section.set(&checks.unique, to: "unique") { rule($0, JobKeys.unique, isShort: $0.isScalar, fields.name) }
    checks.contiguousRanks = section["ranks"].flatMap {
      rule($0, JobKeys.ranks, isShort: $0.isScalar) { $0.choice(JobKeys.RankRule.self).map { _ in true } }
    }
    checks.required = section["required"].flatMap {
      rule($0, JobKeys.required, isShort: $0.isList) {
        $0.list(expected: "a list of field names")?.compactMap(fields.name)
      }
    }
    if let range = section["range"] { checks.ranges = ranges(range, fields) }
    section.set(&checks.unreadableRows, to: "rows") { rule($0, JobKeys.rows) { $0.wholeNumber() } }
    section.set(&checks.missingFields, to: "fields") {
      $0.mapping(JobKeys.fields)?.required("on-failure")?.choice(Finding.Severity.self)
    }
    checks.turnover = section["turnover"].flatMap {
      rule($0, JobKeys.turnover) { $0.value("a percentage such as 40%", JobScalar.percentage) }
    }
    if let date = section["date"]?.mapping(JobKeys.date) { checks.date = severity(date) }
    checks.unchanged = section["unchanged"].flatMap { rule($0, JobKeys.unchanged) { $0.wholeNumber() } }
    section.set(&checks.maxFailedItems, to: "max-failed-items") { $0.wholeNumber() }
    return checks
  }

  /// What follows if the check fails; `quarantine` if the section does not say.
  private func severity(_ section: JobMapping) -> Finding.Severity {
    section["on-failure"]?.choice(Finding.Severity.self) ?? .quarantine
  }

  /// The bounds of a section with `keys`, each read by `read`. `equals` sets both bounds to one value.
  private func bounds(_ node: JobNode, _ keys: [JobKey], _ read: (JobNode) -> Double?) -> Checks.Bounds? {
    guard let section = node.mapping(keys) else { return nil }
    let equals = section["equals"].flatMap(read)
    let least = section["at-least"].flatMap(read)
    let most = section["at-most"].flatMap(read)
    let isBounded = section["at-least"] != nil || section["at-most"] != nil
    if section["equals"] != nil {
      if isBounded { section.report("\(node.name) has both equals and a bound", hint: "keep one of them") }
    } else if !isBounded {
      section.report("\(node.name) allows everything", hint: "give it at-least or at-most")
    } else if let least, let most, least > most {
      section.report("\(node.name) allows nothing: at-least is more than at-most")
    }
    return Checks.Bounds(atLeast: equals ?? least, atMost: equals ?? most, onFailure: severity(section))
  }

  /// A rule whose value is under the first of `keys`, or which is the value alone if `isShort` is `true`.
  private func rule<Value>(
    _ node: JobNode, _ keys: [JobKey], isShort: Bool = false, _ read: (JobNode) -> Value?
  ) -> Checks.Rule<Value>? {
    if isShort { return read(node).map { Checks.Rule($0, onFailure: .quarantine) } }
    guard let section = node.mapping(keys) else { return nil }
    let severity = severity(section)
    return section.required(keys[0].name).flatMap(read).map { Checks.Rule($0, onFailure: severity) }
  }

  private func ranges(_ node: JobNode, _ fields: FieldNames) -> [String: Checks.Bounds] {
    var ranges: [String: Checks.Bounds] = [:]
    for (key, value) in node.members(expected: "a mapping of field names to their bounds") ?? [] {
      let bounds = bounds(value, JobKeys.range) { $0.value("a number", JobScalar.decimal) }
      if let bounds, let name = fields.name(key) { ranges[name] = bounds }
    }
    return ranges
  }
}
