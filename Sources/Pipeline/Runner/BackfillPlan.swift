import HTTPFetch
public import JSON
public import Jobs
public import LakeStore
import ListSources
public import RankingModel

/// What a backfill will do about one day.
public struct BackfillDecision: Sendable, Hashable {
  /// The actions.
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
  /// The action.
  public var action: Action
  /// The reason for the action.
  public var reason: String
  /// The archive that is asked first, or the archives that are compared; `nil` if none is asked.
  public var archive: String?
  /// The most calls that enriching the day will cost; `nil` if this is unknown.
  public var calls: Int?

  /// The JSON form.
  public var json: JSONValue {
    [
      "day": .string(day.description), "action": .string(action.rawValue), "reason": .string(reason),
      "archive": JSONValue(archive), "calls": JSONValue(calls),
    ]
  }
}

/// The days in the lake that a backfill runs again. Each case adds to the cases before it.
public enum Reprocess: String, Sendable, Hashable, CaseIterable {
  /// Days that no source had, or whose source could not be asked.
  case missing
  /// Also days whose run failed.
  case failed
  /// Also days that wait in quarantine.
  case quarantined
  /// All days.
  case all
}

/// The options of a backfill.
public struct BackfillRequest: Sendable, Hashable {
  /// The first day; `nil` for the first that an archive lists.
  public var from: Day?
  /// The last day; `nil` for the last that an archive lists.
  public var to: Day?
  /// How many days before today the backfill begins, in place of `from`; `nil` if no such number is given.
  public var since: Int?
  /// Only these days; `nil` for all of them.
  public var days: Set<Day>?
  /// Which of the known days are run again.
  public var reprocess = Reprocess.failed
  /// Whether the last day comes first.
  public var isNewestFirst = false
  /// The most days that are run; `nil` for all of them.
  public var mostDays: Int?
  /// Whether items are enriched, if the job enriches at all.
  public var enriches = true
  /// How many lists are asked for at the same time, if they come from servers.
  public var concurrency = 4

  /// The days from `first` to `last`.
  public init(from first: Day? = nil, to last: Day? = nil) { (from, to) = (first, last) }
}

/// The part of a job's call budget that is left.
public struct BudgetLeft: Sendable, Hashable {
  /// Calls allowed a day.
  public var perDay: Int
  /// Calls left today.
  public var left: Int
}

/// The plan of a backfill.
public struct BackfillPlan: Sendable {
  /// The first day asked for, or the first that an archive lists.
  public var from: Day
  /// The last day asked for, or the last that an archive lists.
  public var to: Day
  /// The decision about each day, in the order in which the days are run.
  public var days: [BackfillDecision]
  /// The request of the plan.
  let request: BackfillRequest
  /// The archives, with their captures.
  let archives: ArchiveIndex

  /// The days that are run.
  public var open: [Day] { days.filter { $0.action != .skip }.map(\.day) }

  /// Sentences for people about captures without a day and about archives that could not be asked.
  public var passedOver: [String] { archives.passedOver }

  /// Releases what the archives hold. Running the plan does so itself.
  public func close() async { await archives.close() }
}

/// Plans backfills. Writes nothing to the lake. Asks archives for their captures, but reads local lists only.
public struct BackfillPlanner: Sendable {
  private let definition: JobDefinition
  private let lake: LakeReader?
  private let work: WorkState?
  private let dependencies: RunDependencies

  /// A planner for the job `definition`.
  ///
  /// - Parameters:
  ///   - lake: the lake; `nil` if there is none yet.
  ///   - work: the lake's work state; `nil` if there is none yet.
  public init(definition: JobDefinition, lake: LakeReader?, work: WorkState?, dependencies: RunDependencies) {
    (self.definition, self.lake, self.work, self.dependencies) = (definition, lake, work, dependencies)
  }

  /// Decides what a backfill does about each day that `request` asks for.
  ///
  /// - Parameter estimate: whether to read local lists in order to say which days are missing and what enriching will cost.
  /// - Throws: a `definition` failure if the request needs the days that archives list, and no archive lists any.
  public func plan(_ request: BackfillRequest, estimate: Bool) async throws -> BackfillPlan {
    let known = Dictionary(
      uniqueKeysWithValues: try lake?.days(of: definition.chart).map { ($0.day, $0) } ?? [])
    let archives = try await ArchiveIndex(
      of: definition, from: request.from, to: request.to, dependencies, own: try lake?.identifier())
    do {
      return try await plan(request, known, archives, estimate: estimate)
    } catch {
      await archives.close()
      throw error
    }
  }

  private func plan(
    _ request: BackfillRequest, _ known: [Day: DaySnapshots], _ archives: ArchiveIndex, estimate: Bool
  ) async throws -> BackfillPlan {
    let (first, last, asked) = try days(of: request, known, archives.days)
    var days = asked
    if request.isNewestFirst { days.reverse() }
    // Today's list comes before old lists if it is due and missing.
    let now = dependencies.clock()
    let current = definition.currentDay(at: now)
    if definition.schedule.due(on: current) <= now, let place = days.firstIndex(of: current),
      decision(on: current, known[current], .failed).action == .run
    {
      days.insert(days.remove(at: place), at: 0)
    }
    var plan = BackfillPlan(from: first, to: last, days: [], request: request, archives: archives)
    var counted: Set<ItemID> = []
    let closed = try request.reprocess == .all ? nil : lake?.closedDays(of: definition.chart)
    var cutOff: Set<Day> = []
    if let lake, let work { cutOff = try await work.checkpoints.cutOffDays(of: definition.chart, in: lake) }
    for day in days {
      var decision = decision(on: day, known[day], request.reprocess)
      if decision.action == .skip, cutOff.contains(day) {
        (decision.action, decision.reason) = (.run, "was interrupted")
      }
      // A day that waits for a decision is not closed: it has a list.
      if decision.action == .run, known[day]?.waiting == nil, let reason = closed?.reason(of: day) {
        (decision.action, decision.reason) = (.skip, "closed: \(reason)")
      }
      if decision.action == .run {
        let candidates = archives.candidates(for: day)
        let asked = definition.agreement == .first ? candidates.prefix(1) : candidates[...]
        let names = asked.compactMap(\.first?.archive)
        decision.archive = names.isEmpty ? nil : names.joined(separator: ", ")
        if names.isEmpty, definition.isCurrent(day, at: now), !definition.extract.source.namesDay {
          (decision.action, decision.reason) = (
            .skip, "the current list is fetched by a run, not from the past"
          )
        } else if names.isEmpty {
          (decision.action, decision.reason) =
            archives.isIncomplete
            ? (.run, "an archive could not be asked") : (.missing, "no source has this day")
        }
      }
      plan.days.append(decision)
    }
    if let most = request.mostDays {
      // Days that were never tried come first, so that repeated calls make progress, whatever state other days are in.
      let open = plan.open
      let chosen = Set((open.filter { known[$0] == nil } + open.filter { known[$0] != nil }).prefix(most))
      plan.days.removeAll { $0.action != .skip && !chosen.contains($0.day) }
    }
    guard estimate else { return plan }
    for index in plan.days.indices where plan.days[index].action == .run {
      try await self.estimate(&plan.days[index], archives, counted: &counted)
    }
    return plan
  }

  /// The first day, the last day and all days that `request` asks for, in order.
  ///
  /// - Parameter listed: the days that the archives list; `nil` if no archive lists any.
  private func days(
    of request: BackfillRequest, _ known: [Day: DaySnapshots], _ listed: Set<Day>?
  ) throws(Failure) -> (first: Day, last: Day, all: [Day]) {
    if let days = request.days?.sorted(), let first = days.first, let last = days.last {
      return (first, last, days)
    }
    if listed == nil, definition.cadence == .irregular {
      throw noList("\(definition.chart) is irregular, and no source of past days lists the days that it has")
    }
    let today = definition.schedule.day(at: dependencies.clock())
    guard let first = request.from ?? listed?.min(),
      let last = request.to ?? listed?.filter({ $0 <= today }).max()
    else { throw noList("no source of \(definition.chart) lists a day, and no first and last day is given") }
    guard first <= last else { throw Failure(.usage, "there is no day from \(first) to \(last)") }
    let found = (listed ?? []).union(known.values.filter { $0.standing.state != .missing }.map(\.day))
    return (first, last, days(from: first, to: last, found))
  }

  private func noList(_ message: String) -> Failure {
    Failure(
      .definition, message,
      remedy: .words(
        "add an archive that lists its days to the job file: a folder of dated files, a git repository, dates: URL"
      ))
  }

  /// The days of `found` from `first` to `last`, and the due day of each period without any of them.
  private func days(from first: Day, to last: Day, _ found: Set<Day>) -> [Day] {
    found.union(definition.cadence.dueDays(from: first, to: last, without: Array(found)))
      .filter { $0.isWithin(first, last) }.sorted()
  }

  private func decision(on day: Day, _ known: DaySnapshots?, _ reprocess: Reprocess) -> BackfillDecision {
    guard let known else {
      return BackfillDecision(day: day, action: .run, reason: "not in the lake yet", calls: 0)
    }
    let state = known.standing.state
    let isRun =
      switch state {
      case .missing, .unavailable: true
      case .failed: known.latest.isRefused ? reprocess == .all : reprocess != .missing
      case .quarantined: reprocess == .quarantined || reprocess == .all
      case .published, .degraded: reprocess == .all
      }
    let refusal = known.latest.isRefused && !state.isPublished ? known.latest.reason ?? "rejected" : nil
    let reason = isRun ? "previously \(state.rawValue)" : refusal ?? "already \(state.rawValue)"
    return BackfillDecision(day: day, action: isRun ? .run : .skip, reason: reason, calls: 0)
  }

  private func estimate(
    _ decision: inout BackfillDecision, _ archives: ArchiveIndex, counted: inout Set<ItemID>
  ) async throws {
    guard archives.isLocal else {
      // No list has more entries than the job's limit, if the job has one.
      decision.calls = definition.enrich.map { $0.readsFiles ? 0 : definition.transform.limit } ?? 0
      return
    }
    let (extractor, day) = (dependencies.extractor(of: definition), decision.day)
    var lists: [FetchResponse] = []
    for candidates in archives.candidates(for: day) where lists.isEmpty || definition.agreement == .compare {
      for capture in candidates {
        do { lists.append(try await archives.list(of: capture)) } catch let problem as ExtractionProblem {
          // The day is tried all the same, but its cost is unknown.
          guard problem.state != .missing else { continue }
          decision.reason = problem.reason
          decision.calls = definition.enrich == nil ? 0 : nil
          return
        }
      }
    }
    if lists.isEmpty { (decision.action, decision.reason) = (.missing, "no source has this day") }
    guard let enrichment = definition.enrich, !enrichment.readsFiles else { return }
    var items: Set<ItemID> = []
    for list in lists {
      let entries = try? Transformer(definition).entries(
        of: try extractor.unpacked(list.body), from: list.effectiveURL
      ).entries
      items.formUnion(entries?.map(\.id) ?? [])
    }
    let wanting = try await itemsToAsk(Array(items), on: day, enrichment).subtracting(counted)
    counted.formUnion(wanting)
    decision.calls = wanting.count
  }

  private func itemsToAsk(
    _ items: [ItemID], on day: Day, _ enrichment: Enrichment
  ) async throws -> Set<ItemID> {
    let source = EnrichmentSource(
      chart: definition.chart, enrichment: enrichment, folder: definition.folder, key: nil,
      fetcher: dependencies.fetcher)
    let now = dependencies.clock()
    let answers = try await work?.answers.answers(of: source.cacheName, about: items) ?? [:]
    let near = try await work?.answers.answers(
      of: source.cacheName, about: items, near: definition.schedule.end(of: day), at: now)
    return Set(items).subtracting(answers.filter { enrichment.isFresh($0.value, at: now) }.keys)
      .subtracting(near?.keys.map(\.self) ?? [])
  }
}
