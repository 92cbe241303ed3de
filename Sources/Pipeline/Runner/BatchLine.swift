import Jobs
import RankingModel
import Synchronization

/// Batches on their way into the lake. One or more are extracted ahead of the one that is worked on; those that are ready are
/// decided about and then recorded behind it, each in the order in which they came.
///
///     while let extracted = try await line.next() { try await line.add(try await work(on: extracted)) }
///     return try await line.finish()
///
/// Whatever is thrown in between, `stop` comes last: nothing uses the lake after it.
struct BatchLine<Batch: Sendable, Known: Sendable, Decided: Sendable, Report: Sendable> {
  typealias Extraction = @Sendable () async throws -> Batch

  /// However slow the medium is, no more batches than these wait to be recorded.
  static var mostWaiting: Int { 2 }

  private let extract: (Batch?) -> Extraction?
  private let decide: @Sendable (Batch, inout Known) async throws -> Decided
  private let record: @Sendable (Decided) async throws -> [Report]
  private let shelf: Shelf
  private var extracting: [Task<Batch, any Error>] = []
  private var deciding: Task<Decided, any Error>?
  private var recording: [Task<[Report], any Error>] = []

  /// Begins to extract the first batches.
  ///
  /// - Parameters:
  ///   - ahead: so many batches are extracted at once.
  ///   - known: what is known before the first batch; `decide` adds to it.
  ///   - extract: extracts the next batch, given the last one that is extracted, if any; `nil` where there are no more.
  init(
    ahead: Int = 1, known: Known, extract: @escaping (Batch?) -> Extraction?,
    decide: @escaping @Sendable (Batch, inout Known) async throws -> Decided,
    record: @escaping @Sendable (Decided) async throws -> [Report]
  ) {
    (self.shelf, self.extract, self.decide, self.record) = (Shelf(known), extract, decide, record)
    for _ in 0..<ahead { begin(after: nil) }
  }

  private mutating func begin(after last: Batch?) {
    if let extraction = extract(last) { extracting.append(Task { try await extraction() }) }
  }

  /// Whether all batches have been given out.
  var isAtEnd: Bool { extracting.isEmpty }

  /// The next batch, extracted; `nil` where there are no more. Another one is begun in its place.
  ///
  /// - Throws: `CancellationError` where this task is cancelled; so is the extraction.
  mutating func next() async throws -> Batch? {
    guard let task = extracting.first else { return nil }
    let batch = try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
    try Task.checkCancellation()
    extracting.removeFirst()
    begin(after: batch)
    return batch
  }

  /// Adds a batch that is ready, once there is room for it. From then on it is on its way, even where the rest is stopped.
  mutating func add(_ batch: Batch) async throws {
    let isFull = recording.count >= Self.mostWaiting
    if isFull { _ = try await recording[recording.count - Self.mostWaiting].value }
    let decided = Task { [deciding, shelf, decide] in
      _ = try await deciding?.value
      guard var known = shelf.take() else { throw CancellationError() }
      defer { shelf.put(known) }
      return try await decide(batch, &known)
    }
    deciding = decided
    recording.append(
      Task { [last = recording.last, record] in
        _ = try await last?.value
        return try await record(try await decided.value)
      })
  }

  /// Gives out no more batches: the extraction is stopped.
  mutating func endEarly() async {
    for task in extracting { task.cancel() }
    for task in extracting { _ = await task.result }
    extracting = []
  }

  /// Waits until all is recorded; gives the reports in their order.
  func finish() async throws -> [Report] {
    var reports: [Report] = []
    for task in recording { reports += try await task.value }
    return reports
  }

  /// Stops the extraction, and waits until what was added is recorded.
  ///
  /// - Returns: what `error` comes to: of a line that was only cancelled, that it was stopped, or why not all could be recorded.
  mutating func stop(because error: any Error) async -> any Error {
    await endEarly()
    _ = await deciding?.result
    let recorded = await recording.last?.result
    guard error is CancellationError else { return error }
    if case .failure(let failure)? = recorded { return failure }
    return Failure(.interrupted, "interrupted; what was done so far is saved", remedy: .goOn)
  }
  /// Where one decision leaves what is known for the next. It is taken away, so that nobody adds to a copy of it: a copy would cost
  /// as much as all days so far.
  private final class Shelf: Sendable {
    private let known: Mutex<Known?>

    init(_ known: Known) { self.known = Mutex(known) }

    func take() -> Known? { known.withLock { $0.take() } }
    func put(_ known: Known) { self.known.withLock { $0 = known } }
  }
}
