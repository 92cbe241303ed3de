import JSON
import Jobs
import Pipeline
import RankingModel

/// One run with its faults, and the properties that it must have.
struct NetworkTrial: Sendable, CustomStringConvertible {
  let strikes: [Int: NetworkFault]
  let isSticky: Bool
  let items: Int
  let policy: NetworkPolicy

  var description: String {
    let faults = strikes.sorted { $0.key < $1.key }.map { "\($1) at \($0)" }.joined(separator: ", ")
    return "\(faults), \(isSticky ? "every time" : "once"), \(policy)"
  }

  private var budget: Int { policy.budget(items: items, strikes: strikes.count) }

  /// Does the run, and another one with a sound network; returns the problems of both.
  func problems() async throws -> [String] {
    let fixture = try NetworkFixture(items: items, script: .init(strikes: strikes, isSticky: isSticky))
    let definition = try fixture.definition(policy)
    var problems = Problems()
    let (report, dead) = try await fixture.run(definition)
    problems.expect(!fixture.script.struck.isEmpty, "nothing went wrong")
    if let fault = strikes[1] {
      try await checkList(fault, report, fixture, &problems)
    } else {
      try await checkItems(report, dead, fixture, &problems)
    }
    for wait in fixture.script.struck.values.compactMap(\.wait) {
      problems.expect(fixture.pauses.contains { $0 >= wait }, "it did not wait for \(wait)")
    }
    checkCalls(report, fixture, &problems)

    fixture.recover()
    let again = try await fixture.run(definition).report
    let unanswered = Set(fixture.items).subtracting(fixture.script.answered)
    problems.expect(fixture.script.calls <= budget, "\(fixture.script.calls) calls with the second run")
    // If the calls are used up, the day waits for the next day's budget.
    problems.expect(unanswered.isEmpty || policy == .tight, "nobody was asked about \(unanswered)")
    let expected: DayState = unanswered.isEmpty ? .published : .degraded
    problems.expect(again.outcome == expected, "the second run: \(again.outcome.map { "\($0)" } ?? "")")
    try await checkEntries(fixture, missing: unanswered, &problems)
    return problems.found
  }

  private func checkList(
    _ fault: NetworkFault, _ report: RunReport, _ fixture: NetworkFixture, _ problems: inout Problems
  ) async throws {
    if fault.isTriedAgainForList, !isSticky {
      problems.expect(report.outcome == .published, "the list: \(String(describing: report.outcome))")
      try await checkEntries(fixture, missing: [], &problems)
      return
    }
    // An answer that is no list fails the day; a source without an answer leaves the day unavailable.
    let came: Set<NetworkFault> = [.lengthTooShort, .gzipCut, .otherFilm, .captcha]
    let expected: DayState = came.contains(fault) ? .failed : .unavailable
    problems.expect(report.outcome == expected, "the list: \(String(describing: report.outcome))")
    problems.expect(report.reason?.isEmpty == false, "there is no reason")
    let isEmpty = try await fixture.stored().entries.isEmpty
    problems.expect(isEmpty, "there are entries")
    problems.expect(fixture.script.calls == 0, "films were asked about")
  }

  private func checkItems(
    _ report: RunReport, _ dead: [EnrichmentTask], _ fixture: NetworkFixture, _ problems: inout Problems
  ) async throws {
    let missing = Set(fixture.items).subtracting(fixture.script.answered)
    problems.expect(
      report.enrichment.failed == missing.count, "\(report.enrichment.failed) items are counted as failed")
    if strikes.values.contains(.limitReached) {
      problems.expect(report.outcome == .failed, "\(String(describing: report.outcome))")
      problems.expect(report.reason?.contains("Request limit reached!") == true, report.reason ?? "no reason")
      let isEmpty = try await fixture.stored().entries.isEmpty
      problems.expect(isEmpty, "there are entries")
      return
    }
    let lost = fixture.script.struck.filter { isSticky || !$0.value.isTriedAgainForFilm }
    if policy == .tight {
      problems.expect(
        Set(lost.keys).isSubset(of: missing)
          && (missing.count == lost.count || fixture.script.calls == budget),
        "films are missing, and there were calls left")
    } else {
      problems.expect(missing == Set(lost.keys), "missing are \(missing)")
    }
    let named = Set(dead.map(\.item.description))
    problems.expect(named == missing, "the dead letters are about \(named)")
    problems.expect(
      Set(report.deadLetters?.map(\.item.description) ?? []) == missing, "the record's letters are others")
    for item in missing {
      problems.expect(
        report.findings.contains { $0.entries.contains { $0.contains(item) } }, "no finding names \(item)")
    }
    let expected = missing.isEmpty ? DayState.published : policy.outcome
    problems.expect(
      report.outcome == expected, "\(String(describing: report.outcome)) and not \(expected)")
    if expected == .failed {
      problems.expect(report.reason?.isEmpty == false, "there is no reason")
      let isEmpty = try await fixture.stored().entries.isEmpty
      problems.expect(isEmpty, "there are entries")
    } else {
      try await checkEntries(fixture, missing: missing, &problems)
    }
  }

  /// All requests are counted, and no more are made than allowed.
  private func checkCalls(_ report: RunReport, _ fixture: NetworkFixture, _ problems: inout Problems) {
    let calls = fixture.script.calls
    let counted = report.calls.reduce(0) { $0 + $1.calls }
    problems.expect(calls <= counted, "\(calls) calls, of which \(counted) are counted")
    problems.expect(counted <= budget, "\(counted) calls")
  }

  /// The stored entries: every item in its place, with a mark if its answer is missing.
  private func checkEntries(
    _ fixture: NetworkFixture, missing: Set<String>, _ problems: inout Problems
  ) async throws {
    let entries = try await fixture.stored().entries
    problems.expect(entries.map(\.id.description) == fixture.items, "the entries are others")
    for entry in entries {
      let isMissing = missing.contains(entry.id.description)
      let title = isMissing ? "Film \(entry.id)" : "Named \(entry.id)"
      problems.expect(
        entry.title == title && entry["year"] == (isMissing ? nil : 1994)
          && entry["enrichment"] == (isMissing ? "failed" : "enriched"), "entry \(entry.json)")
    }
  }
}

/// The problems that were found.
private struct Problems {
  var found: [String] = []

  mutating func expect(_ holds: Bool, _ problem: @autoclosure () -> String) {
    if !holds { found.append(problem()) }
  }
}
