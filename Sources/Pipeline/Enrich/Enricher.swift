import HTTPFetch
import JSON
import Jobs
import LakeStore
import Logging
import RankingModel
import Synchronization

/// Enriches a day's entries. First come stored answers that are fresh or near to a past day, then answers through the queue, then
/// older stored answers.
struct Enricher: Sendable {
  let enrichment: Enrichment
  let noun: ItemNoun
  let source: EnrichmentSource
  let lake: Lake
  let work: WorkState
  let dependencies: RunDependencies

  /// Enriches `entries` for `run`, asking the source about items without a fresh stored answer.
  ///
  /// - Parameters:
  ///   - kept: answers that are good for the day at any age.
  ///   - elsewhere: the result of other processes that asked; if there is one, this process asks nobody.
  func enrich(
    _ entries: [Entry], run: RunCheckpoint, keeping kept: [ItemID: ReadAnswer],
    asked elsewhere: DayRun.Asked? = nil
  ) async throws -> EnrichedEntries {
    let items = Entry.firstRows(entries).map(\.id)
    let (stored, fresh) = try await answersAtHand(about: items, of: run, keeping: kept)
    var leased: [LeasedTask] = []
    if elsewhere == nil {
      leased = try await work.enqueue(
        entries.filter { !fresh.contains($0.id) }, run: run, leasing: max(1, enrichment.concurrency),
        allowance: allowance, now: dependencies.clock())
    }
    let progress: QueueProgress.State
    do { progress = try await workThroughQueue(leased) } catch {
      // The answers that came are kept even if the rest is stopped. The first error is the one to report.
      _ = try? await storeAnswers()
      throw error
    }
    let objects = try await storeAnswers()
    let asked = Set(try await work.queue.tasks(in: .done, run: run.report.id).map(\.item))
    let known = stored.merging(progress.answered) { $1 }
    let answers = try await soundAnswers(about: items, known: known).merging(kept) { $1 }
    var marks: [ItemID: EnrichmentMark] = [:]
    for item in items {
      let isAnswered = fresh.contains(item) || asked.contains(item)
      marks[item] = answers[item] == nil ? .failed : isAnswered ? .enriched : .stale
    }
    var result = merge(entries, answers: answers, marks: marks)
    result.enrichment.asked = asked.count
    result.enrichment.reused = items.count { fresh.contains($0) && !asked.contains($0) }
    result.calls = progress.calls
    result.stored = objects
    result.fatal = elsewhere?.stop ?? progress.fatal
    result.stop = result.fatal ?? progress.budgetUsedUp
    let dead = try await work.queue.tasks(in: .dead, run: run.report.id)
    result.findings += failures(dead, entries: entries)
    let errors = dead.compactMap(\.error)
    result.cause = errors.first.map { Set(errors).count == 1 ? $0 : "such as: \($0)" }
    return result
  }

  /// The stored answers about `items`, and the items about which nobody needs to be asked. The answers about these items were
  /// fresh when the run began, or came during the run, or are in `kept`.
  func answersAtHand(
    about items: [ItemID], of run: RunCheckpoint, keeping kept: [ItemID: ReadAnswer]
  ) async throws -> (stored: [ItemID: ReadAnswer], fresh: Set<ItemID>) {
    let stored = try await soundAnswers(about: items, known: kept)
    let asked = Set(try await work.queue.tasks(in: .done, run: run.report.id).map(\.item))
    let fresh = stored.filter {
      asked.contains($0.key) || enrichment.isFresh($0.value.raw, at: run.report.startedAt)
    }
    return (stored, Set(fresh.keys).union(kept.keys))
  }

  /// Stores new answers as objects, in groups that are small enough for memory.
  func storeAnswers() async throws -> [ObjectID] {
    let objects = try await work.answers.answersToStore()
    var stored: [ObjectID] = []
    for start in stride(from: 0, to: objects.count, by: 256) {
      stored += try await lake.put(
        try await work.answers.bodies(of: objects[start..<min(objects.count, start + 256)]))
    }
    return stored
  }

  /// The stored answers nearest to a past `instant`, if they are nearer to it than a new answer would be: a source says what is
  /// true now.
  func answers(about items: [ItemID], near instant: Instant) async throws -> [ItemID: ReadAnswer] {
    let answers = try await work.answers.answers(
      of: source.cacheName, about: items, near: instant, at: dependencies.clock())
    return try await read(answers, about: items, skipsDamaged: true).filter { $0.value.fields != nil }
  }

  /// The stored answers whose objects are there and sound. The source is asked again about the other items.
  private func soundAnswers(
    about items: [ItemID], known: [ItemID: ReadAnswer] = [:]
  ) async throws(Failure) -> [ItemID: ReadAnswer] {
    let stored = try await work.answers.answers(of: source.cacheName, about: items)
    return try await read(stored, about: items, known: known, skipsDamaged: true)
  }

  /// Reads those of `answers` that are about `items`, each once. Answers in `known` are not read again.
  ///
  /// - Throws: `damaged` if an object is missing or damaged, unless such objects are skipped.
  func read(
    _ answers: [ItemID: RawObject], about items: [ItemID], known: [ItemID: ReadAnswer] = [:],
    skipsDamaged: Bool = false
  ) async throws(Failure) -> [ItemID: ReadAnswer] {
    var found: [ItemID: ReadAnswer] = [:]
    for item in items where found[item] == nil {
      guard let raw = answers[item] else { continue }
      if let known = known[item], known.raw.object == raw.object {
        found[item] = ReadAnswer(raw: raw, fields: known.fields)
        continue
      }
      do throws(Failure) {
        let body = try await lake.reader.bytes(of: raw.object)
        found[item] = ReadAnswer(
          raw: raw, fields: try? source.reader.fields(status: 200, body: body, asked: item))
      } catch {
        guard skipsDamaged, error.kind == .damaged else { throw error }
      }
    }
    return found
  }

  /// Merges `answers` into `entries` and marks each entry. An item with two rows counts once.
  func merge(
    _ entries: [Entry], answers: [ItemID: ReadAnswer], marks: [ItemID: EnrichmentMark]
  ) -> EnrichedEntries {
    var result = EnrichedEntries(entries: [])
    var seen: Set<ItemID> = []
    for entry in entries {
      let isFirst = seen.insert(entry.id).inserted
      var mark = marks[entry.id] ?? .unenriched
      var fields: [JSONMember]?
      if mark.usesAnswer {
        if let answer = answers[entry.id], answer.fields != nil {
          fields = answer.fields
          if isFirst { result.answers.append(answer.raw) }
        } else {
          // An answer that cannot be used enriches nothing.
          mark = .failed
        }
      }
      result.entries.append(EntryMerge.entry(entry, answer: fields, mark: mark, enrichment: enrichment))
      guard isFirst else { continue }
      switch mark {
      case .stale: result.enrichment.stale += 1
      case .failed: result.enrichment.failed += 1
      case .unenriched:
        result.enrichment.unenriched += 1
        result.notAsked.insert(entry.id)
      case .enriched: break
      }
    }
    return result
  }

  /// Enriches `entries` with stored answers that are fresh or kept. Marks the rest as unenriched, because there is no key.
  func withoutKey(
    _ entries: [Entry], keeping kept: [ItemID: ReadAnswer]
  ) async throws -> EnrichedEntries {
    let now = dependencies.clock()
    let answers = try await soundAnswers(about: entries.map(\.id), known: kept)
      .filter { enrichment.isFresh($0.value.raw, at: now) }
      .merging(kept) { $1 }
    var result = merge(entries, answers: answers, marks: answers.mapValues { _ in .enriched })
    result.enrichment.reused = answers.count
    guard result.enrichment.unenriched > 0 else { return result }
    let place =
      switch enrichment.key {
      case .environment(let name): "set \(name)"
      case .file(let path): "put one into \(path)"
      case .secret(let name): "store one as the secret \(name)"
      case .none: "name one in the job file"
      }
    result.findings.append(
      Finding(
        check: "enrich", severity: .warn,
        message:
          "there is no key for \(enrichment.sourceName), so the entries are unenriched; \(place) to enrich them"
      ))
    return result
  }

  private func failures(_ dead: [EnrichmentTask], entries: [Entry]) -> [Finding] {
    guard !dead.isEmpty else { return [] }
    let ranks = Dictionary(entries.map { ($0.id, $0.rank) }, uniquingKeysWith: { first, _ in first })
    return [
      Finding(
        check: "enrich", severity: .warn,
        message: "\(dead.count) of \(noun.counted(Entry.firstRows(entries).count)) could not be enriched",
        entries: dead.map { task in
          let place = ranks[task.item].map { "#\($0) " } ?? ""
          return "\(place)\(task.item) \(task.payload["title"]?.string ?? ""): \(task.error ?? "no answer")"
        })
    ]
  }

  /// Works with up to `concurrency` workers until the queue of the run is empty.
  private func workThroughQueue(_ first: [LeasedTask]) async throws -> QueueProgress.State {
    let progress = QueueProgress()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for leased in first {
        group.addTask {
          var next: LeasedTask? = leased
          while progress.state.fatal == nil, let leased = next {
            next = try await ask(about: leased, progress)
          }
        }
      }
      try await group.waitForAll()
    }
    return progress.state
  }

  /// The calls that are allowed today; `nil` if calls are free.
  private var allowance: CallAllowance? {
    source.budget.map {
      CallAllowance(budget: $0, limit: enrichment.callsPerDay, day: dependencies.clock().day)
    }
  }

  private func ask(about leased: LeasedTask, _ progress: QueueProgress) async throws -> LeasedTask? {
    let task = leased.task
    var attempt = task.attempts
    var mayCall = leased.mayCall
    while progress.state.fatal == nil {
      try Task.checkCancellation()
      guard mayCall else {
        progress.tell { $0.budgetUsedUp = enrichment.budgetUsedUp }
        return try await end(task, .failed(enrichment.budgetUsedUp), progress)
      }
      progress.tell { $0.calls += 1 }
      switch try await source.ask(task.item) {
      case .answer(let body, let fields, let url, let response):
        let now = dependencies.clock()
        let raw = RawObject(
          object: ObjectID(of: body), role: .answer, url: url, fetchedAt: now, item: task.item,
          size: body.count, response: response)
        progress.tell { $0.answered[task.item] = ReadAnswer(raw: raw, fields: fields) }
        return try await end(task, .answered(raw, body: body, source: source.cacheName), progress)
      case .failure(let failure, let retryAfter):
        dependencies.logger.info(
          "no answer about an item",
          metadata: [
            "item": .stringConvertible(task.item), "attempt": .stringConvertible(attempt),
            "reason": .string(failure.message),
          ])
        if failure.kind == .fatalForRun { progress.tell { $0.fatal = $0.fatal ?? failure.message } }
        let pause = dependencies.pause(afterAttempt: attempt, retryAfter: retryAfter)
        guard failure.kind == .transient, attempt < enrichment.attempts, let pause else {
          return try await end(task, .failed(failure.message), progress)
        }
        try await dependencies.sleep(pause)
        mayCall = try await work.takeCall(for: task, allowance: allowance, now: dependencies.clock())
        attempt += 1
      }
    }
    return nil
  }

  /// Ends `task`, and leases the next one unless the run has stopped asking.
  private func end(
    _ task: EnrichmentTask, _ end: TaskEnd, _ progress: QueueProgress
  ) async throws -> LeasedTask? {
    let leasesNext = progress.state.fatal == nil && !Task.isCancelled
    return try await work.end(
      task, end, leasesNext: leasesNext, allowance: allowance, now: dependencies.clock())
  }
}

extension RunDependencies {
  /// How long to wait before the next attempt; `nil` if the source asks for a longer pause than a run waits.
  func pause(afterAttempt attempt: Int, retryAfter: Duration?) -> Duration? {
    RetryPolicy().pause(afterAttempt: attempt, asked: retryAfter, random: random())
  }
}

/// The progress of the workers of a queue, and what stops them.
private final class QueueProgress: Sendable {
  struct State: Sendable {
    /// The answers, by item.
    var answered: [ItemID: ReadAnswer] = [:]
    /// How often the source was asked.
    var calls = 0
    /// Why the run must fail.
    var fatal: String?
    /// Why no more calls are allowed today.
    var budgetUsedUp: String?
  }

  private let stored = Mutex(State())

  var state: State { stored.withLock { $0 } }

  func tell(_ change: (inout State) -> Void) { stored.withLock { change(&$0) } }
}

extension Enrichment {
  /// The error of an item that is not asked about because the call budget is used up.
  var budgetUsedUp: String { "the budget of \(callsPerDay) calls a day is used up" }

  /// Whether `answer` makes it unnecessary to ask at `now` about what was true at `instant`: it is fresh, or it is nearer to that
  /// instant than a new answer would be.
  func isGood(_ answer: RawObject, about instant: Instant, at now: Instant) -> Bool {
    let distance = { (other: Instant) in (other.microseconds - instant.microseconds).magnitude }
    return isFresh(answer, at: now) || distance(answer.fetchedAt) < distance(now)
  }

  /// Whether `answer` may be used at `instant` without asking again. An answer that a wrong clock dated far ahead may not.
  func isFresh(_ answer: RawObject, at instant: Instant) -> Bool {
    instant.microseconds - answer.fetchedAt.microseconds < Int64(maxAge * 1_000_000)
      && !answer.fetchedAt.isFarAhead(of: instant)
  }
}
