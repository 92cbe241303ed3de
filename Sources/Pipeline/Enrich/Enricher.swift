import HTTPFetch
import LakeStore
import Logging
import RankingModel
import Synchronization

/// Enriches a day's entries: fresh stored answers first, then the queue, then what is left of older answers.
struct Enricher: Sendable {
  let enrichment: Enrichment
  let source: OMDbSource
  let lake: Lake
  let work: WorkStore
  let surroundings: RunSurroundings

  /// Enriches `entries` for `run`, asking the source about films without a fresh stored answer.
  func enrich(_ entries: [Entry], run: RunCheckpoint) async throws -> EnrichedEntries {
    let now = surroundings.clock()
    let films = entries.map(\.id)
    let stored = try await work.answers(of: source.name, about: films)
    let before = try await work.tasks(run: run.report.id)
    var asked = Set(before.lazy.filter { $0.state == .done }.map(\.film))
    let fresh = stored.filter { film, answer in
      asked.contains(film)
        || now.microseconds - answer.fetchedAt.microseconds < Int64(enrichment.freshFor * 1_000_000)
    }
    let wanting = entries.filter { fresh[$0.id] == nil }
    try await work.releaseLeases(run: run.report.id)
    try await work.enqueue(wanting, run: run, now: now)
    let fatal = try await workThroughQueue(run: run.report.id)
    asked = Set(try await work.tasks(in: .done, run: run.report.id).map(\.film))
    let answers = try await work.answers(of: source.name, about: films)
    var marks: [FilmID: EnrichmentMark] = [:]
    for film in films {
      let isAnswered = fresh[film] != nil || asked.contains(film)
      marks[film] = isAnswered ? .enriched : answers[film] == nil ? .failed : .stale
    }
    var result = try merge(entries, answers: answers, marks: marks)
    result.films.asked = asked.count
    result.films.reused = films.count { fresh[$0] != nil && !asked.contains($0) }
    result.fatal = fatal
    result.findings += try await failures(run: run.report.id, entries: entries)
    return result
  }

  /// Merges `answers` into `entries` and marks each entry.
  func merge(
    _ entries: [Entry], answers: [FilmID: RawObject], marks: [FilmID: EnrichmentMark]
  ) throws -> EnrichedEntries {
    var result = EnrichedEntries(entries: [])
    for entry in entries {
      let mark = marks[entry.id] ?? .unenriched
      var fields: [JSONMember]?
      if mark == .enriched || mark == .stale, let raw = answers[entry.id] {
        let body = try lake.reader.bytes(of: raw.object)
        if case .success(let answer) = OMDbAnswer.read(status: 200, body: body, asked: entry.id) {
          fields = answer.fields
          result.answers.append(raw)
        }
      }
      var merged = EntryMerge.entry(entry, answer: fields, enrichment: enrichment)
      merged[EnrichmentMark.field] = .string(mark.rawValue)
      result.entries.append(merged)
      switch mark {
      case .stale: result.films.stale += 1
      case .failed: result.films.failed += 1
      case .unenriched: result.films.unenriched += 1
      case .enriched: break
      }
    }
    return result
  }

  /// Marks all `entries` as unenriched, because there is no key.
  func withoutKey(_ entries: [Entry]) throws -> EnrichedEntries {
    var result = try merge(entries, answers: [:], marks: [:])
    let place =
      switch enrichment.key {
      case .environment(let name): "set \(name)"
      case .file(let path): "put one into \(path)"
      case .none: "name one in the job file"
      }
    result.findings.append(
      Finding(
        check: "enrich", severity: .warn,
        message: "there is no OMDb key, so the entries are unenriched; \(place) to enrich them"))
    return result
  }

  private func failures(run: String, entries: [Entry]) async throws -> [Finding] {
    let dead = try await work.tasks(in: .dead, run: run)
    guard !dead.isEmpty else { return [] }
    let ranks = Dictionary(entries.map { ($0.id, $0.rank) }, uniquingKeysWith: { first, _ in first })
    return [
      Finding(
        check: "enrich", severity: .warn,
        message: "\(dead.count) of \(entries.count) films could not be enriched",
        entries: dead.map { task in
          let place = ranks[task.film].map { "#\($0) " } ?? ""
          return "\(place)\(task.film) \(task.payload["title"]?.string ?? ""): \(task.error ?? "no answer")"
        })
    ]
  }

  /// Works with up to `inFlight` workers until the queue of the run is empty; returns why the run must fail.
  private func workThroughQueue(run: String) async throws -> String? {
    let fatal = FatalError()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<max(1, enrichment.inFlight) {
        group.addTask {
          while fatal.reason == nil,
            let leased = try await work.lease(run: run, budget: budget, now: surroundings.clock())
          {
            try await ask(about: leased, fatal: fatal)
          }
        }
      }
      try await group.waitForAll()
    }
    return fatal.reason
  }

  /// What may be asked today; `nil` where the source has no key and so no budget.
  private var budget: CallBudget? {
    source.key.map {
      CallBudget(name: $0.budget, limit: enrichment.callsPerDay, day: surroundings.clock().day)
    }
  }

  private func ask(about leased: LeasedTask, fatal: FatalError) async throws {
    let task = leased.task
    var attempt = task.attempts
    var mayCall = leased.mayCall
    while fatal.reason == nil {
      try Task.checkCancellation()
      guard mayCall else {
        let reason = "the budget of \(enrichment.callsPerDay) calls a day is used up"
        try await work.bury(task.number, error: reason, now: surroundings.clock())
        return
      }
      switch try await source.ask(task.film) {
      case .answer(let body, let url):
        let now = surroundings.clock()
        let object = try await lake.put([body])[0]
        let raw = RawObject(object: object, role: .answer, url: url, fetchedAt: now, film: task.film)
        try await work.complete(task.number, answer: raw, source: source.name, now: now)
        return
      case .failure(let failure, let retryAfter):
        surroundings.logger.info(
          "no answer about a film",
          metadata: ["film": "\(task.film)", "attempt": "\(attempt)", "why": "\(failure.message)"])
        if failure.kind == .fatalForRun { fatal.set(failure.message) }
        let pause = pause(afterAttempt: attempt, retryAfter: retryAfter)
        guard failure.kind == .transient, attempt < enrichment.attempts, let pause else {
          try await work.bury(task.number, error: failure.message, now: surroundings.clock())
          return
        }
        try await surroundings.sleep(pause)
        mayCall = try await work.takeCall(task: task.number, budget: budget)
        attempt += 1
      }
    }
  }

  /// How long to wait before the next attempt; `nil` where the source asks for longer than a run waits.
  private func pause(afterAttempt attempt: Int, retryAfter: Duration?) -> Duration? {
    let policy = RetryPolicy()
    if let retryAfter { return retryAfter <= policy.retryAfterCeiling ? retryAfter : nil }
    return policy.pause(afterAttempt: attempt, random: surroundings.random())
  }
}

/// Why a run must end, told by whichever worker learns it first.
private final class FatalError: Sendable {
  private let stored = Mutex<String?>(nil)

  var reason: String? { stored.withLock { $0 } }

  func set(_ reason: String) {
    stored.withLock { $0 = $0 ?? reason }
  }
}
