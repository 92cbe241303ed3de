import HTTPFetch
import Jobs
import LakeStore
import ListSources
import RankingModel

/// Fetches the lists of some days into the lake and sets their checkpoints.
struct ExtractStep: Sendable {
  let definition: JobDefinition
  let lake: Lake
  let work: WorkState
  let dependencies: RunDependencies
  /// The list that a person supplied in place of the job's source; `nil` if there is none.
  var input: ListSource?
  /// The archives from which the lists of past days come.
  var archives: ArchiveIndex?
  /// The captures whose lists may be stored already.
  var stored: Set<CaptureReference> = []
  /// Limits how many lists are asked for at the same time. Batches that are extracted together share it.
  let turns: Turns

  /// What was fetched for one day, before it is stored.
  private struct Fetched: Sendable {
    var body: [UInt8]
    var url: String
    var fetchedAt: Instant
    var response: SourceResponse?
    /// The address to ask about changes the next time; `nil` if that is of no use.
    var watched: String?
    /// The capture of the archive; `nil` if the list came from no archive.
    var capture: CaptureReference?
  }

  private var extractor: ListExtractor { dependencies.extractor(of: definition) }

  /// Fetches the lists that `days` still lack, stores them, and reads each one back into its day's `list`.
  func extract(_ days: [DayRun]) async throws -> [DayRun] {
    var days = days
    var fetched: [(index: Int, answer: Fetched)] = []
    var times = days.map { _ in Duration.zero }
    let open = days.indices.filter { days[$0].ended == nil }
    let answers = try await allAtOnce(open) { [days] index in
      try await turns.take { try await timed(days[index]) }
    }
    for (index, answer) in zip(open, answers) {
      (days[index], times[index]) = (answer.day, answer.time)
      if let list = answer.fetched { fetched.append((index, list)) }
    }
    let start = dependencies.uptime()
    try await store(fetched, &days)
    let storing = dependencies.uptime() - start
    for index in days.indices where days[index].ended == nil && days[index].problem == nil {
      dependencies.finish(
        .extract, of: &days[index], took: times[index] + storing, ["bytes": days[index].list.count])
    }
    try await work.checkpoints.set(days.filter { $0.ended == nil }.map(\.checkpoint))
    return days
  }

  /// One day's list: fetched, or read back into the day if it is stored already. If there is no list to use, the reason becomes
  /// the day's problem.
  private func timed(
    _ day: DayRun
  ) async throws -> (day: DayRun, fetched: Fetched?, time: Duration) {
    var day = day
    let start = dependencies.uptime()
    var fetched: Fetched?
    if day.checkpoint.list != nil {
      try await readBack(&day)
    } else {
      do {
        let context = day.checkpoint.report.logContext(.extract)
        (day, fetched) = try await LogContext.$metadata.withValue(context) { [day] in
          var day = day
          let fetched = try await fetch(&day)
          return (day, fetched)
        }
      } catch let problem as ExtractionProblem {
        day.problem = .extract(problem)
      }
    }
    return (day, fetched, dependencies.uptime() - start)
  }

  private func fetch(_ day: inout DayRun) async throws -> Fetched? {
    switch day.checkpoint.plan {
    case .live:
      let source = definition.extract.source
      // A run may be resumed on a later day, when the address serves another day's list.
      guard source.namesDay || definition.isCurrent(day.day, at: dependencies.clock()) else {
        throw ExtractionProblem(
          state: .missing,
          reason: "the list of \(day.day) was not fetched on that day, and its address serves only today's")
      }
      return try await fetch(&day, from: source, isLive: true)
    case .past: return try await fetchCapture(&day)
    case .input:
      guard let input else {
        throw ExtractionProblem(
          state: .missing, reason: "the list of \(day.day) was given as input, and has to be given again")
      }
      return try await fetch(&day, from: input, isLive: false)
    case .stored, .storedAsking:
      guard let list = day.basis?.list else {
        throw ExtractionProblem(state: .missing, reason: "nothing is stored that this day could be made from")
      }
      day.checkpoint.list = list
      try await readBack(&day)
      return nil
    }
  }

  /// The list of a past day. If its archive never changes a capture, a list that is already stored is not fetched again.
  private func fetchCapture(_ day: inout DayRun) async throws -> Fetched? {
    guard let archives else { return nil }
    guard let capture = day.checkpoint.capture else { throw archives.missing(day.day) }
    let isKept = definition.pastArchives.contains { $0.name == capture.archive && $0.keepsCaptures }
    if isKept, stored.contains(capture.reference),
      let known = try lake.reader.list(ofCapture: capture.reference, definition.chart, day.day),
      let bytes = try await unlessDamaged(awaiting: try await lake.reader.bytes(of: known.object))
    {
      day.checkpoint.list = known
      unpack(bytes, into: &day)
      return nil
    }
    let response = try await archives.list(of: capture)
    let url = response.effectiveURL
    return Fetched(
      body: response.body, url: url, fetchedAt: dependencies.clock(),
      response: url.hasPrefix("http") ? SourceResponse(response, requested: url) : nil,
      capture: capture.reference)
  }

  private func fetch(_ day: inout DayRun, from source: ListSource, isLive: Bool) async throws -> Fetched? {
    var requested: String?
    // An address that contains a key is recorded as the response gives it.
    if case .address(let template) = source, !template.variables.contains("key") {
      requested = template.url(day: day.day, folder: definition.folder)
    }
    // Asking about changes is only of use for a list that keeps its address for many days.
    let watched = isLive && extractor.isWatched(source) ? requested : nil
    var known: (validators: CacheValidators, object: ObjectID)?
    if let watched { known = try await work.answers.lastAnswer(at: watched) }
    var stored: [UInt8]?
    if let known { stored = try await unlessDamaged(awaiting: try await lake.reader.bytes(of: known.object)) }
    // Only if the stored list is intact: the answer "unchanged" brings no list.
    let validators = stored == nil ? nil : known?.validators
    let response = try await extractor.list(from: source, for: day.day, known: validators)
    let now = dependencies.clock()
    if response.notModified, let known, let stored {
      day.checkpoint.list = RawObject(
        object: known.object, role: .list, url: response.effectiveURL, fetchedAt: now, size: stored.count,
        response: SourceResponse(response, requested: requested ?? response.effectiveURL))
      unpack(stored, into: &day)
      return nil
    }
    return Fetched(
      body: response.body, url: response.effectiveURL, fetchedAt: now,
      response: source.isWeb
        ? SourceResponse(response, requested: requested ?? response.effectiveURL) : nil,
      watched: watched)
  }

  private func readBack(_ day: inout DayRun) async throws {
    guard let list = day.checkpoint.list else { return }
    unpack(try await lake.reader.bytes(of: list.object), into: &day)
  }

  private func unpack(_ stored: [UInt8], into day: inout DayRun) {
    do throws(ExtractionProblem) { day.list = try extractor.unpacked(stored) } catch {
      day.problem = .extract(error)
    }
  }

  /// Stores what was fetched: unpacked if that is possible, otherwise as it came.
  private func store(_ fetched: [(index: Int, answer: Fetched)], _ days: inout [DayRun]) async throws {
    var bodies: [[UInt8]] = []
    for (index, answer) in fetched {
      unpack(answer.body, into: &days[index])
      bodies.append(days[index].problem == nil ? days[index].list : answer.body)
    }
    let objects = try await lake.put(bodies)
    for (((index, answer), object), body) in zip(zip(fetched, objects), bodies) {
      let list = RawObject(
        object: object, role: .list, url: answer.url, fetchedAt: answer.fetchedAt, size: body.count,
        response: answer.response, capture: answer.capture)
      days[index].checkpoint.list = list
      if let url = answer.watched, answer.response?.hasValidators == true {
        try await work.answers.remember(list, at: url)
      }
    }
  }
}

extension RunDependencies {
  /// The extractor for the lists of `definition`.
  func extractor(of definition: JobDefinition) -> ListExtractor {
    ListExtractor(
      extraction: definition.extract, folder: definition.folder, fetcher: fetcher,
      environment: environment)
  }
}

extension SourceResponse {
  /// Whether the source can be asked whether anything has changed since.
  var hasValidators: Bool { etag != nil || lastModified != nil }

  /// Describes `response`, which answers a request for the address `requested`.
  init(_ response: FetchResponse, requested: String) {
    self.init(
      status: response.status, mediaType: response.header("Content-Type"), etag: response.etag,
      lastModified: response.lastModified,
      requested: requested == response.effectiveURL ? nil : requested)
  }
}
