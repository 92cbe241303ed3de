import JSON
public import Jobs
public import RankingModel

/// Checks a day's entries by the rules of its job, without a clock and without the lake. Each check that fails becomes a finding
/// that names the entries concerned.
public struct Checker: Sendable {
  let checks: Checks

  /// A checker that applies `checks`.
  public init(_ checks: Checks) { self.checks = checks }

  /// The findings, in the order of the checks; empty if all checks pass.
  ///
  /// - Parameters:
  ///   - entries: The day's entries as they would be published.
  ///   - transform: The result of transforming the list.
  ///   - previous: The last published day before this one; `nil` if there is none.
  public func findings(entries: [Entry], transform: TransformResult, previous: PreviousDay?) -> [Finding] {
    let early = [count(entries), unique(entries), ranks(entries)]
    let late = [rows(transform), fields(transform), turnover(entries, previous)]
    return early.compactMap { $0 } + required(entries) + ranges(entries) + missing(transform)
      + late.compactMap { $0 }
  }

  private func count(_ entries: [Entry]) -> Finding? {
    guard let bounds = checks.entries, !bounds.hold(Double(entries.count)) else { return nil }
    let message = "\(counted(entries.count, "entry", "entries")), and the job allows \(bounds.description)"
    return Finding(check: "entries", severity: bounds.onFailure, message: message)
  }

  private func unique(_ entries: [Entry]) -> Finding? {
    guard let rule = checks.unique else { return nil }
    var seen = Set<JSONValue>(minimumCapacity: entries.count)
    var repeated: Set<JSONValue> = []
    for entry in entries {
      if let value = entry.value(of: rule.value), !seen.insert(value).inserted { repeated.insert(value) }
    }
    guard !repeated.isEmpty else { return nil }
    let concerned = Entry.byRank(
      entries.filter { entry in entry.value(of: rule.value).map(repeated.contains) ?? false })
    let many = rule.value == "id" ? nil : "duplicate values of \(rule.value)"
    let names = EntryNames.sharing(concerned) { $0.value(of: rule.value) }
    return Finding(
      check: "unique", severity: rule.onFailure,
      message: "\(counted(repeated.count, "duplicate \(rule.value)", many)): \(names)",
      entries: EntryNames.of(concerned))
  }

  private func ranks(_ entries: [Entry]) -> Finding? {
    guard let rule = checks.contiguousRanks, rule.value, !entries.isEmpty else { return nil }
    if zip(entries, 1...).allSatisfy({ $0.rank == $1 }) { return nil }
    let counts = Dictionary(entries.map { ($0.rank, 1) }, uniquingKeysWith: +)
    let missing = (1...entries.count).filter { counts[$0] == nil }
    let ties = counts.filter { $0.value > 1 }.keys.sorted()
    let wrong = entries.filter { $0.rank > entries.count || $0.rank < 1 || counts[$0.rank] != 1 }
    guard !(missing.isEmpty && wrong.isEmpty) else { return nil }
    var faults: [String] = []
    if !missing.isEmpty { faults.append("missing: \(EntryNames.listed(missing))") }
    if !ties.isEmpty { faults.append("given more than once: \(EntryNames.listed(ties))") }
    return Finding(
      check: "ranks", severity: rule.onFailure,
      message: "ranks must run from 1 to \(entries.count); \(faults.joined(separator: "; "))",
      entries: EntryNames.of(wrong.sorted { $0.rank < $1.rank }))
  }

  private func required(_ entries: [Entry]) -> [Finding] {
    guard let rule = checks.required else { return [] }
    return rule.value.compactMap { name in
      let lacking = entries.filter { $0.value(of: name) == nil }
      guard !lacking.isEmpty else { return nil }
      let message = "\(counted(lacking.count, "entry lacks", "entries lack")) \(name)"
      return Finding(
        check: "required", severity: rule.onFailure, message: message, entries: EntryNames.of(lacking))
    }
  }

  private func ranges(_ entries: [Entry]) -> [Finding] {
    checks.ranges.sorted { $0.key < $1.key }.compactMap { name, bounds in
      let outside = entries.filter { entry in
        guard let value = entry.value(of: name) else { return false }
        return value.number.map { !bounds.hold($0) } ?? true
      }
      guard !outside.isEmpty else { return nil }
      let count = counted(outside.count, "entry has", "entries have")
      return Finding(
        check: "range", severity: bounds.onFailure,
        message: "\(count) a \(name) outside of \(bounds.description)",
        entries: EntryNames.of(outside) { entry in
          entry.value(of: name).map { ": \(SafeText.start(of: CanonicalJSON.text($0), limit: 40))" } ?? ""
        })
    }
  }

  private func rows(_ transform: TransformResult) -> Finding? {
    let unreadable = transform.unreadableCount
    guard unreadable > 0 else { return nil }
    let limit = checks.unreadableRows.value
    let allowed = limit == 0 ? "" : ", and the job allows \(limit)"
    let isTolerated = unreadable <= limit
    let first = isTolerated ? nil : transform.unreadable.first
    return Finding(
      check: "rows", severity: isTolerated ? .warn : checks.unreadableRows.onFailure,
      message: "\(unreadable) of \(counted(transform.rows, "row", "rows")) cannot be read\(allowed)"
        + (first.map { ": \($0)" } ?? ""),
      entries: EntryNames.of(transform.unreadable, count: unreadable))
  }

  private func missing(_ transform: TransformResult) -> [Finding] {
    transform.missingFields.map {
      Finding(check: "fields", severity: checks.missingFields, message: $0.description)
    }
  }

  private func fields(_ transform: TransformResult) -> Finding? {
    guard transform.noteCount > 0 else { return nil }
    return Finding(
      check: "fields", severity: .warn,
      message: "\(counted(transform.noteCount, "optional value", "optional values")) could not be parsed",
      entries: EntryNames.of(transform.notes, count: transform.noteCount))
  }

  private func turnover(_ entries: [Entry], _ previous: PreviousDay?) -> Finding? {
    guard let rule = checks.turnover, let previous, !entries.isEmpty else { return nil }
    let items = Entry.firstRows(entries)
    let new = items.filter { !previous.ids.contains($0.id) }
    // A small tolerance, so that 4 of 10 are 40% in binary fractions too.
    guard Double(new.count) > rule.value * Double(items.count) + 1e-9 else { return nil }
    let share = EntryNames.percentage(Double(new.count) / Double(items.count))
    return Finding(
      check: "turnover", severity: rule.onFailure,
      message:
        "turnover of \(share) (\(new.count) of \(counted(items.count, "entry", "entries"))) since \(previous.day) "
        + "exceeds the limit of \(EntryNames.percentage(rule.value))",
      entries: EntryNames.of(new))
  }
}

extension Entry {
  /// The value of any field, including rank, id and title.
  fileprivate func value(of name: String) -> JSONValue? {
    switch name {
    case "rank": JSONValue(rank)
    case "id": .string(id.description)
    case "title": .string(title)
    default: self[name]
    }
  }
}

extension Checks.Bounds {
  fileprivate func hold(_ number: Double) -> Bool {
    number >= atLeast ?? -.infinity && number <= atMost ?? .infinity
  }

  fileprivate var description: String {
    let texts = [atLeast, atMost].map { $0.map { CanonicalJSON.text(.double($0)) } }
    return switch (texts[0], texts[1]) {
    case (let least?, let most?): least == most ? "exactly \(least)" : "\(least) to \(most)"
    case (let least?, nil): "at least \(least)"
    case (nil, let most?): "at most \(most)"
    case (nil, nil): "any"
    }
  }
}
