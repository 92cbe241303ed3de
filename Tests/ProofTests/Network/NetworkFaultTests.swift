import MarqueeTestSupport
import Pipeline
import RankingModel
import Synchronization
import Testing

/// Each request of a day's run goes wrong in turn, in every way a network has: once, and from then on. The day ends as
/// the job file says, what is missing is named, and the source is never asked more often than the budget allows.
@Suite(.serialized) struct NetworkFaultTests {
  private static let films = Proof.isFull ? 250 : 8

  @Test(arguments: [false, true]) func everyFailingRequestIsSurvived(isSticky: Bool) async throws {
    let start = ContinuousClock.now
    let points = Self.points(seed: isSticky ? 2 : 1)
    var trials: [NetworkTrial] = []
    let policies = NetworkPolicy.allCases
    for (index, point) in points.enumerated() {
      for fault in NetworkFault.allCases {
        // Every fault meets every policy, as there are more requests than policies.
        let policy = policies[(trials.count + index) % policies.count]
        let script = NetworkBench.Script(point: point, fault: fault, isSticky: isSticky)
        trials.append(NetworkTrial(script: script, policy: policy))
      }
    }
    let lost = Mutex(0)
    try await Proof.forEach(trials) { trial in
      let problems = try await trial.problems(films: Self.films)
      #expect(problems.isEmpty, "\(trial): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { lost.withLock { $0 += 1 } }
    }
    Proof.report(
      "network: \(isSticky ? "a request that keeps failing" : "a request that fails once")",
      points: Self.films + 1, faults: trials.count, lost: lost.withLock { $0 }, since: start)
  }

  /// The list, and some of the films.
  private static func points(seed: UInt64) -> [Int] {
    [1] + Proof.sample(Array(2...(films + 1)), 1, seed: seed)
  }
}

/// One run with one fault, and what must be true of it.
private struct NetworkTrial: Sendable, CustomStringConvertible {
  let script: NetworkBench.Script
  let policy: NetworkPolicy

  var description: String {
    "\(script.fault) at request \(script.point)\(script.isSticky ? " and after" : ""), \(policy)"
  }

  func problems(films: Int) async throws -> [String] {
    let bench = try NetworkBench(films: films, script: script)
    let definition = try bench.definition(policy)
    var problems = Problems()
    let (report, dead) = try await bench.run(definition)
    let faulty = bench.script
    problems.expect(faulty.struck != nil, "nothing went wrong")
    if script.point == 1 {
      problems.expect(faulty.struck == "/list", "the first request was about \(faulty.struck ?? "nothing")")
      try checkList(report, bench, &problems)
    } else {
      try checkFilms(report, dead, bench, &problems)
    }
    if let wait = script.fault.wait {
      problems.expect(bench.pauses.contains { $0 >= wait }, "it did not wait for \(wait)")
    }
    let counted = report.calls.reduce(0) { $0 + $1.calls }
    problems.expect(faulty.calls <= counted, "\(faulty.calls) calls, of which \(counted) are counted")
    problems.expect(counted <= policy.budget(films: films), "\(counted) calls")

    bench.recover()
    let again = try await bench.run(definition).report
    let calls = bench.script.calls
    problems.expect(calls <= policy.budget(films: films), "\(calls) calls with the second run")
    let unanswered = Set(bench.films).subtracting(bench.script.answered)
    // Where the calls are used up the day waits for the next.
    problems.expect(unanswered.isEmpty || policy == .tight, "nobody was asked about \(unanswered)")
    let expected: DayState = unanswered.isEmpty ? .published : .degraded
    problems.expect(again.outcome == expected, "the second run: \(again.outcome.map { "\($0)" } ?? "")")
    try checkEntries(bench, missing: unanswered, &problems)
    return problems.found
  }

  private func checkList(_ report: RunReport, _ bench: NetworkBench, _ problems: inout Problems) throws {
    if script.fault.isTriedAgainForList, !script.isSticky {
      problems.expect(report.outcome == .published, "the list: \(String(describing: report.outcome))")
      try checkEntries(bench, missing: [], &problems)
      return
    }
    // What came and is no list fails the day; a source that gives none leaves it unavailable.
    let came: Set<NetworkFault> = [.lengthTooShort, .gzipCut, .otherFilm, .captcha]
    let expected: DayState = came.contains(script.fault) ? .failed : .unavailable
    problems.expect(report.outcome == expected, "the list: \(String(describing: report.outcome))")
    problems.expect(report.reason?.isEmpty == false, "there is no reason")
    problems.expect(try bench.stored().entries.isEmpty, "there are entries")
    problems.expect(bench.script.calls == 0, "films were asked about")
  }

  private func checkFilms(
    _ report: RunReport, _ dead: [FilmTask], _ bench: NetworkBench, _ problems: inout Problems
  ) throws {
    let missing = Set(bench.films).subtracting(bench.script.answered)
    problems.expect(
      report.films.failed == missing.count, "\(report.films.failed) films are counted as failed")
    if script.fault == .limitReached {
      problems.expect(report.outcome == .failed, "\(String(describing: report.outcome))")
      problems.expect(report.reason?.contains("Request limit reached!") == true, report.reason ?? "no reason")
      problems.expect(try bench.stored().entries.isEmpty, "there are entries")
      return
    }
    let isCured = script.fault.isTriedAgainForFilm && !script.isSticky
    if policy == .tight {
      problems.expect(
        missing.isEmpty || bench.script.calls == policy.budget(films: bench.films.count),
        "films are missing, and there were calls left")
    } else {
      problems.expect(missing == (isCured ? [] : [bench.script.struck ?? ""]), "missing are \(missing)")
    }
    let named = Set(dead.map(\.film.description))
    problems.expect(named == missing, "the dead letters are about \(named)")
    problems.expect(
      Set(report.deadLetters?.map(\.film.description) ?? []) == missing, "the record's letters are others")
    for film in missing {
      problems.expect(
        report.findings.contains { $0.entries.contains { $0.contains(film) } }, "no finding names \(film)")
    }
    let expected = missing.isEmpty ? DayState.published : policy.outcome
    problems.expect(
      report.outcome == expected, "\(String(describing: report.outcome)) and not \(expected)")
    if expected == .failed {
      problems.expect(report.reason?.isEmpty == false, "there is no reason")
      problems.expect(try bench.stored().entries.isEmpty, "there are entries")
    } else {
      try checkEntries(bench, missing: missing, &problems)
    }
  }

  /// The stored entries: every film in its place, and marked where its answer is missing.
  private func checkEntries(
    _ bench: NetworkBench, missing: Set<String>, _ problems: inout Problems
  ) throws {
    let entries = try bench.stored().entries
    problems.expect(entries.map(\.id.description) == bench.films, "the entries are others")
    for entry in entries {
      let isMissing = missing.contains(entry.id.description)
      let title = isMissing ? "Film \(entry.id)" : "Named \(entry.id)"
      problems.expect(
        entry.title == title && entry["year"] == (isMissing ? nil : 1994)
          && entry["enrichment"] == (isMissing ? "failed" : "enriched"), "entry \(entry.json)")
    }
  }
}

/// What was found to be wrong.
private struct Problems {
  var found: [String] = []

  mutating func expect(_ holds: Bool, _ problem: @autoclosure () -> String) {
    if !holds { found.append(problem()) }
  }
}
