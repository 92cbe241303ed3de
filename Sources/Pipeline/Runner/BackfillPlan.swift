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

extension JobRunner {
  /// Which of the days from `first` to `last` a backfill runs, once what killed runs had recorded is in the catalogue.
  public func backfillPlan(from first: Day, to last: Day, all: Bool) async throws -> [BackfillDecision] {
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
  public init(
    definition: JobDefinition, lake: LakeReader?, work: WorkState?, dependencies: RunDependencies
  ) {
    self.definition = definition
    self.lake = lake
    self.work = work
    self.dependencies = dependencies
  }

  /// Which of the days from `first` to `last` a backfill runs: those that are neither published nor in
  /// quarantine, or all where `all` says so.
  ///
  /// - Parameter estimate: whether local lists are read to say what enriching will cost, and which days are
  ///   missing.
  public func plan(
    from first: Day, to last: Day, all: Bool, estimate: Bool
  ) async throws -> [BackfillDecision] {
    var known: [Day: DaySnapshots] = [:]
    for day in try lake?.days(of: definition.chart) ?? [] { known[day.day] = day }
    var decisions: [BackfillDecision] = []
    var counted: Set<ItemID> = []
    for number in stride(from: first.number, through: last.number, by: 1) {
      let day = Day(number: number)
      let state = known[day]?.standing.state
      if !all, let latest = known[day]?.latest, latest.isRefused, state?.isPublished != true {
        decisions.append(
          BackfillDecision(day: day, action: .skip, reason: latest.reason ?? "rejected", calls: 0))
        continue
      }
      if !all, let state, state.isPublished || state == .quarantined {
        decisions.append(
          BackfillDecision(day: day, action: .skip, reason: "already \(state.rawValue)", calls: 0))
        continue
      }
      var decision = BackfillDecision(
        day: day, action: .run, reason: state.map { "previously \($0.rawValue)" } ?? "not in the lake yet",
        calls: 0)
      if estimate { try await self.estimate(&decision, counted: &counted) }
      decisions.append(decision)
    }
    return decisions
  }

  private func estimate(_ decision: inout BackfillDecision, counted: inout Set<ItemID>) async throws {
    let sources = definition.pastSources
    guard sources.allSatisfy(\.isLocal) else {
      decision.calls = definition.enrich == nil ? 0 : nil
      return
    }
    let extractor = ListExtractor(
      extraction: definition.extract, folder: definition.folder, fetcher: dependencies.fetcher,
      environment: dependencies.environment)
    var body: [UInt8]?
    for source in sources where body == nil {
      do { body = try await extractor.list(from: source, for: decision.day).body } catch let problem
        as ExtractionProblem
      {
        if problem.state == .missing { continue }
        // The day is tried all the same, and what it costs is not known.
        decision.reason = problem.reason
        decision.calls = definition.enrich == nil ? 0 : nil
        return
      }
    }
    guard let body else {
      decision.action = .missing
      decision.reason = "no source has this day"
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
