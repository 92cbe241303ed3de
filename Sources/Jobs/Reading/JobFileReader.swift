import RankingModel

/// Reads the sections of a job file into a definition. If a section is wrong, reading continues, so that one pass finds every
/// mistake.
struct JobFileReader {
  let folder: String
  let source: [UInt8]
  var hasFolder: (String) -> Bool = { _ in true }

  func definition(_ root: JobNode) -> JobDefinition? {
    guard root.isMapping else {
      root.report("a job file is a mapping", hint: "start it with \"chart: NAME\"")
      return nil
    }
    guard let file = root.mapping(JobKeys.file) else { return nil }
    let chart = file.required("chart", hint: "name the chart: chart: my-chart").flatMap(chart)
    let title = file["title"]?.text()
    let item = file["item"].flatMap(noun) ?? .item
    let cadence = file["cadence"].flatMap(cadence) ?? .daily
    let schedule = file["schedule"].map(schedule) ?? Schedule()
    let extract = file.required("extract").flatMap {
      extraction($0, hasArchives: file["archives"] != nil)
    }
    let transform = file.required("transform").flatMap(transformation)
    let enrich = file["enrich"].flatMap(enrichment)
    let isUnreadable = file["enrich"] != nil && enrich == nil
    let known = FieldNames(transform: isUnreadable ? nil : transform, enrich: enrich)
    let measures = file["measures"].map { self.measures($0, known, transform, enrich) } ?? []
    let check = file["check"].map { checks($0, known) } ?? Checks()
    if let extract, extract.date == nil, file["check"]?.hasKey("date") == true {
      file["check"]?.report("check.date needs extract.date: where the list names its date")
    }
    let archives =
      file["archives"].map {
        ArchiveReader(
          reader: self, hosts: extract?.hosts, hasKey: extract.map { $0.request.key != .none } ?? true
        ).archives($0)
      } ?? []
    for (key, sources) in [("extract", [extract?.source]), ("archives", archives.map(\.source))] {
      guard sources.contains(where: { $0?.namesWeek == true }), !cadence.isWeekly else { continue }
      file[key]?.report("{week} names no day", hint: "use {day} or its parts, or cadence: weekly")
    }
    let sameAs = file["same-as"].map(sameAs) ?? [:]
    let epochs = file["epochs"].map(epochs) ?? []
    let dataset = file["dataset"].flatMap(dataset)
    let notify = file["notify"].map(channels) ?? []
    guard let chart, let extract, let transform else { return nil }
    var definition = JobDefinition(
      chart: chart, title: title ?? chart.description, item: item, cadence: cadence, measures: measures,
      schedule: schedule, extract: extract, transform: transform, enrich: enrich, check: check,
      archives: archives, folder: folder, source: source)
    definition.sameAs = sameAs
    definition.epochs = epochs
    definition.dataset = dataset
    file.set(&definition.agreement, to: "agreement") { $0.choice() }
    file.set(&definition.onConflict, to: "on-conflict") { $0.choice() }
    if file["on-conflict"] != nil, definition.agreement != .compare {
      file["on-conflict"]?.report("on-conflict goes with agreement: compare")
    }
    definition.notify = notify
    return definition
  }

  private func chart(_ node: JobNode) -> ChartName? {
    node.value(
      "a slug of lowercase letters, digits, \"-\", \"_\" and \".\"",
      hint: node.scalarText.flatMap(JobFileReader.slug).map { "write \($0)" }
    ) { ChartName($0) }
  }

  private func noun(_ node: JobNode) -> ItemNoun? {
    if let one = node.scalarText { return ItemNoun(one: one) }
    guard let words = node.mapping(JobKeys.noun) else { return nil }
    return words.required("one")?.text().map { ItemNoun(one: $0, many: words["many"]?.text()) }
  }

  /// The slug nearest to `text`.
  private static func slug(_ text: String) -> String? {
    let letters = text.lowercased().map { letter -> Character in
      letter.isASCII && (letter.isLetter || letter.isNumber || "-_.".contains(letter)) ? letter : "-"
    }
    return ChartName(String(letters))?.description
  }

  private func cadence(_ node: JobNode) -> Cadence? {
    if node.isMapping {
      return node.mapping(JobKeys.cadence)?.required("weekly")?.choice(Cadence.Weekday.self).map {
        .weekly(due: $0)
      }
    }
    return switch node.choice(JobKeys.CadenceWord.self) {
    case .daily: .daily
    case .weekly: .weekly(due: .monday)
    case .monthly: .monthly
    case .irregular: .irregular
    case nil: nil
    }
  }

  private func schedule(_ node: JobNode) -> Schedule {
    var schedule = Schedule()
    if node.scalarText == "none" {
      (schedule.isOn, schedule.catchUp) = (false, 0)
      return schedule
    }
    guard let section = node.mapping(JobKeys.schedule) else { return schedule }
    section.set(&schedule.minuteOfDay, to: "at") { $0.clockTime() }
    section.set(&schedule.timeZone, to: "time-zone") { $0.timeZone() }
    section.set(&schedule.deadline, to: "deadline") {
      $0.value("a duration up to 30d, such as 2h", in: 0...30 * 86_400, JobScalar.duration)
    }
    section.set(&schedule.catchUp, to: "catch-up-limit") { $0.wholeNumber() }
    switch section["catch-up"]?.choice(JobKeys.CatchUp.self) {
    case .all?, nil: return schedule
    case .latest?: schedule.catchUp = 1
    case .never?: schedule.catchUp = 0
    }
    section["catch-up-limit"]?.report("catch-up-limit goes with catch-up: all", hint: "leave one of them out")
    return schedule
  }
}

/// The names of the fields that a job's entries can have.
struct FieldNames {
  let all: [String]

  init(transform: Transformation?, enrich: Enrichment?) {
    let own = transform?.fields.map(\.name) ?? []
    let added = enrich?.fields.map(\.name) ?? []
    // If a section cannot be read, the names of its fields are unknown. Then no field name is reported as unknown.
    all =
      transform == nil
      ? [] : own + (own.contains("rank") ? [] : ["rank"]) + added.filter { !own.contains($0) }
  }

  /// The text of `node`. Reports a mistake if it is not the name of a field.
  func name(_ node: JobNode) -> String? {
    guard let name = node.text(expected: "the name of a field") else { return nil }
    guard all.isEmpty || all.contains(name) else {
      node.report(
        "no field is named \"\(SafeText.start(of: name, limit: 60))\"",
        hint: Spelling.nearest(to: name, among: all).map { "did you mean \"\($0)\"?" }
          ?? "fields come from transform.fields and from enrich")
      return nil
    }
    return name
  }
}
