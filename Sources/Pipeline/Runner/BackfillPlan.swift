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
  /// The archive that is asked first, or those that are compared; `nil` where none is asked.
  public var archive: String?
  /// Calls that enriching it will cost, at most; `nil` where nothing is known of that.
  public var calls: Int?

  /// The JSON form.
  public var json: JSONValue {
    [
      "day": .string(day.description), "action": .string(action.rawValue), "reason": .string(reason),
      "archive": JSONValue(archive), "calls": JSONValue(calls),
    ]
  }
}

/// Which of the days that the lake knows already a backfill runs again.
public enum Reprocess: String, Sendable, Hashable, CaseIterable {
  /// Those that a source did not have, or that could not be asked.
  case missing
  /// Those too whose run failed.
  case failed
  /// Those too that wait in quarantine.
  case quarantined
  /// All of them.
  case all
}

/// What a backfill is asked for.
public struct BackfillRequest: Sendable, Hashable {
  /// The first day; `nil` for the first that an archive lists.
  public var from: Day?
  /// The last day; `nil` for the last that an archive lists.
  public var to: Day?
  /// In place of the first day: so many days before today. `nil` where no span is given.
  public var since: Int?
  /// Only these days; `nil` for all of them.
  public var days: Set<Day>?
  /// Which of the known days are run again.
  public var reprocess = Reprocess.failed
  /// Whether the last day comes first.
  public var isNewestFirst = false
  /// So many days are run at most; `nil` for all of them.
  public var mostDays: Int?
  /// Whether items are enriched, where the job says so.
  public var enriches = true
  /// So many lists are asked for at once, where they come from servers.
  public var concurrency = 4

  /// The days from `first` to `last`.
  public init(from first: Day? = nil, to last: Day? = nil) { (from, to) = (first, last) }
}

/// What is left of a job's call budget.
public struct BudgetLeft: Sendable, Hashable {
  /// Calls allowed a day.
  public var perDay: Int
  /// Calls left today.
  public var left: Int
}

/// What a backfill is going to do.
public struct BackfillPlan: Sendable {
  /// The first day asked for, or the first that an archive lists.
  public var from: Day
  /// The last day asked for, or the last that an archive lists.
  public var to: Day
  /// What is done with each day, in the order in which it is done.
  public var days: [BackfillDecision]
  /// What was asked for.
  let request: BackfillRequest
  /// What the archives have.
  let archives: ArchiveIndex

  /// The days that are run.
  public var open: [Day] { days.filter { $0.action != .skip }.map(\.day) }

  /// What the archives could not place on a day, in sentences for people.
  public var passedOver: [String] { archives.passedOver }

  /// Frees what the archives hold. A plan that is run does so itself.
  public func close() async { await archives.close() }
}

/// Plans backfills. Writes nothing to the lake; asks archives what they have, and of lists reads local ones alone.
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

  /// What a backfill does about each day that `request` asks for.
  ///
  /// - Parameter estimate: whether local lists are read to say what enriching will cost, and which days are missing.
  /// - Throws: a `definition` failure where only a list of the archives' days could tell which to run, and there is none.
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
    // Today's list comes before old ones where it is due and not there.
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
      // What waits for a decision is not closed: there is a list.
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
      // Days that were never tried come first: the same call goes on, whatever some days have come to.
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
  /// - Parameter listed: the days that the archives list; `nil` where none does.
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

  /// The days of `found` from `first` to `last`, and of each period without any the day on which its list is due.
  private func days(from first: Day, to last: Day, _ found: Set<Day>) -> [Day] {
    found.union(definition.cadence.dueDays(from: first, to: last, without: found))
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
      // No list has more entries than the job takes of it, where it says how many.
      decision.calls = definition.enrich.map { $0.readsFiles ? 0 : definition.transform.limit } ?? 0
      return
    }
    let (extractor, day) = (dependencies.extractor(of: definition), decision.day)
    var lists: [FetchResponse] = []
    for candidates in archives.candidates(for: day) where lists.isEmpty || definition.agreement == .compare {
      for capture in candidates {
        do { lists.append(try await archives.list(of: capture)) } catch let problem as ExtractionProblem {
          // The day is tried all the same, and what it costs is not known.
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
