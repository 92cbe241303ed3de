import HTTPFetch
public import JSON
public import Jobs
public import LakeStore
import ListSources
public import RankingModel

/// What a backfill is going to do about one day.
public struct BackfillDecision: Sendable, Hashable {
  /// What is done.
  public enum Action: String, Sendable, Hashable {
    /// The day is run.
    case run
    /// The day is left as it is.
    case skip
    /// No source has the day; a run records it as missing.
    case missing
  }

  /// The day.
  public var day: Day
  /// What is done.
  public var action: Action
  /// Why.
  public var reason: String
  /// Calls that enriching it will cost; `nil` where that shows only when the list is there.
  public var calls: Int?

  /// The JSON form.
  public var json: JSONValue {
    [
      "day": .string(day.description), "action": .string(action.rawValue), "reason": .string(reason),
      "calls": JSONValue(calls),
    ]
  }
}

/// What is left of a job's call budget.
public struct BudgetLeft: Sendable, Hashable {
  /// Calls allowed a day.
  public var perDay: Int
  /// Calls left today.
  public var left: Int
}

/// What a backfill is going to do.
public struct BackfillPlan: Sendable, Hashable {
  /// The first day asked for, or the first that a source lists.
  public var from: Day
  /// The last day asked for, or the last that a source lists.
  public var to: Day
  /// What is done with each day.
  public var days: [BackfillDecision]
}

extension JobRunner {
  /// Which of the days from `first` to `last` a backfill runs, once what killed runs had recorded is in the catalogue.
  public func backfillPlan(from first: Day?, to last: Day?, all: Bool) async throws -> BackfillPlan {
    _ = try await killedRuns(among: [])
    let planner = BackfillPlanner(
      definition: definition, lake: lake.reader, work: work, dependencies: dependencies)
    return try await planner.plan(from: first, to: last, all: all, estimate: false)
  }
}

/// Plans backfills. Writes nothing and fetches nothing but local files.
public struct BackfillPlanner: Sendable {
  private let definition: JobDefinition
  private let lake: LakeReader?
  private let work: WorkState?
  private let dependencies: RunDependencies

  /// Plans for the job `definition`.
  ///
  /// - Parameters:
  ///   - lake: the lake; `nil` where there is none yet.
  ///   - work: its work state; `nil` where there is none yet.
  public init(definition: JobDefinition, lake: LakeReader?, work: WorkState?, dependencies: RunDependencies) {
    (self.definition, self.lake, self.work, self.dependencies) = (definition, lake, work, dependencies)
  }

  /// Which of the days from `first` to `last` a backfill runs: those that are neither published nor in
  /// quarantine, or all where `all` says so.
  ///
  /// - Parameters:
  ///   - first: `nil` for the first day that a source lists.
  ///   - last: `nil` for the last day that a source lists.
  ///   - estimate: whether local lists are read to say what enriching will cost, and which days are
  ///     missing.
  /// - Throws: a `definition` failure where only a list of the source's days could tell which to run, and there is none.
  public func plan(from first: Day?, to last: Day?, all: Bool, estimate: Bool) async throws -> BackfillPlan {
    let known = Dictionary(
      uniqueKeysWithValues: try lake?.days(of: definition.chart).map { ($0.day, $0) } ?? [])
    // Of a daily chart every day is asked for, and nothing need be known of its sources.
    let needsList = definition.cadence != .daily || first == nil || last == nil
    let listed = needsList ? try await listedDays() : nil
    if listed == nil, definition.cadence == .irregular {
      throw noList("\(definition.chart) is irregular, and no source of past days lists the days that it has")
    }
    let today = definition.schedule.day(at: dependencies.clock())
    guard let first = first ?? listed?.min(), let last = last ?? listed?.filter({ $0 <= today }).max() else {
      throw noList("no source of \(definition.chart) lists a day, and no first and last day is given")
    }
    guard first <= last else { throw Failure(.usage, "there is no day from \(first) to \(last)") }
    let found = (listed ?? []).union(known.values.filter { $0.standing.state != .missing }.map(\.day))
    var plan = BackfillPlan(from: first, to: last, days: [])
    var counted: Set<ItemID> = []
    let closed = try all ? nil : lake?.closedDays(of: definition.chart)
    for day in days(from: first, to: last, found) {
      var decision = decision(on: day, known[day], all: all)
      if decision.action == .run, let reason = closed?.reason(of: day) {
        (decision.action, decision.reason) = (.skip, "closed: \(reason)")
      }
      if estimate, decision.action == .run { try await self.estimate(&decision, counted: &counted) }
      plan.days.append(decision)
    }
    return plan
  }

  private func noList(_ message: String) -> Failure {
    Failure(
      .definition, message,
      remedy: .words(
        "add a folder of dated files to the archives of the job file, or dates: URL to an archive"))
  }

  /// The days that the sources list; `nil` where none does.
  private func listedDays() async throws -> Set<Day>? {
    // The document of the dates is one, and asked for by GET, whatever the list is like.
    var extraction = definition.extract
    (extraction.pages, extraction.request.method, extraction.request.body) = (nil, .get, nil)
    let source = ListedDays(
      extractor: dependencies.extractor(of: definition, extraction), folder: definition.folder)
    var listed: Set<Day>?
    for archive in definition.pastArchives {
      if let days = try await source.days(of: archive) { listed = (listed ?? []).union(days) }
    }
    return listed
  }

  /// The days of `found` from `first` to `last`, and of each period without any the day on which its list is due.
  private func days(from first: Day, to last: Day, _ found: Set<Day>) -> [Day] {
    let cadence = definition.cadence
    let periods = Set(found.map(cadence.period))
    let due = cadence.dueDays(from: first, to: last).filter { !periods.contains(cadence.period(of: $0)) }
    return found.union(due).filter { first <= $0 && $0 <= last }.sorted()
  }

  private func decision(on day: Day, _ known: DaySnapshots?, all: Bool) -> BackfillDecision {
    let state = known?.standing.state
    if !all, let latest = known?.latest, latest.isRefused, state?.isPublished != true {
      return BackfillDecision(day: day, action: .skip, reason: latest.reason ?? "rejected", calls: 0)
    }
    if !all, let state, state.isPublished || state == .quarantined {
      return BackfillDecision(day: day, action: .skip, reason: "already \(state.rawValue)", calls: 0)
    }
    return BackfillDecision(
      day: day, action: .run, reason: state.map { "previously \($0.rawValue)" } ?? "not in the lake yet",
      calls: 0)
  }

  private func estimate(_ decision: inout BackfillDecision, counted: inout Set<ItemID>) async throws {
    let sources = definition.pastSources
    guard sources.allSatisfy(\.isLocal) else {
      decision.calls = definition.enrich == nil ? 0 : nil
      return
    }
    let (extractor, day) = (dependencies.extractor(of: definition), decision.day)
    let body: [UInt8]
    do {
      body = try await sources.firstList { try await extractor.list(from: $0, for: day).body }
    } catch let problem as ExtractionProblem {
      if problem.state == .missing {
        (decision.action, decision.reason) = (.missing, "no source has this day")
      } else {
        // The day is tried all the same, and what it costs is not known.
        decision.reason = problem.reason
        decision.calls = definition.enrich == nil ? 0 : nil
      }
      return
    }
    guard let enrichment = definition.enrich, !enrichment.readsFiles,
      let entries = try? Transformer(definition).entries(of: try extractor.unpacked(body)).entries
    else { return }
    let wanting = try await itemsToAsk(entries.map(\.id), enrichment).subtracting(counted)
    counted.formUnion(wanting)
    decision.calls = wanting.count
  }

  private func itemsToAsk(_ items: [ItemID], _ enrichment: Enrichment) async throws -> Set<ItemID> {
    let source = EnrichmentSource(
      chart: definition.chart, enrichment: enrichment, folder: definition.folder, key: nil,
      fetcher: dependencies.fetcher)
    let now = dependencies.clock()
    let answers = try await work?.answers.answers(of: source.cacheName, about: items) ?? [:]
    return Set(items).subtracting(answers.filter { enrichment.isFresh($0.value, at: now) }.keys)
  }
}
