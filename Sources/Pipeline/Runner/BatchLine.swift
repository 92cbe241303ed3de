import Jobs
import RankingModel
import Synchronization

/// A line of batches on their way into the lake. One or more batches are extracted ahead of the batch that is being worked on.
/// Batches that are ready are decided about and then recorded in the background, in the order in which they came.
///
///     while let extracted = try await line.next() { try await line.add(try await work(on: extracted)) }
///     return try await line.finish()
///
/// After an error, call `stop` as the last step. Nothing uses the lake after it.
struct BatchLine<Batch: Sendable, Known: Sendable, Decided: Sendable, Report: Sendable> {
  typealias Extraction = @Sendable () async throws -> Batch

  /// The most batches that wait to be recorded, however slow the storage medium is.
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
  ///   - ahead: how many batches are extracted at the same time.
  ///   - known: what is known before the first batch; `decide` adds to it.
  ///   - extract: extracts the next batch, given the batch that was extracted last, if any; `nil` if there are no more.
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

  /// Whether `next` has returned all batches.
  var isAtEnd: Bool { extracting.isEmpty }

  /// Returns the next batch, extracted, and begins to extract another one; `nil` if there are no more.
  ///
  /// - Throws: `CancellationError` if this task is cancelled; the extraction is cancelled too.
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

  /// Adds a batch that is ready, as soon as there is room for it. The batch will then be recorded even if the rest is stopped.
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

  /// Cancels the extraction, so that no more batches come.
  mutating func endEarly() async {
    for task in extracting { task.cancel() }
    for task in extracting { _ = await task.result }
    extracting = []
  }

  /// Waits until everything is recorded. Returns the reports in their order.
  func finish() async throws -> [Report] {
    var reports: [Report] = []
    for task in recording { reports += try await task.value }
    return reports
  }

  /// Stops the extraction, and waits until the added batches are recorded.
  ///
  /// - Returns: the error to throw: `error` itself; after a cancellation, the reason why recording failed, or that the work was
  ///   interrupted.
  mutating func stop(because error: any Error) async -> any Error {
    await endEarly()
    _ = await deciding?.result
    let recorded = await recording.last?.result
    guard error is CancellationError else { return error }
    if case .failure(let failure)? = recorded { return failure }
    return Failure(.interrupted, "interrupted; what was done so far is saved", remedy: .goOn)
  }
  /// Passes what is known from one decision to the next. The value is taken away, so that nobody changes a copy of it: a copy
  /// would cost as much as all days so far.
  private final class Shelf: Sendable {
    private let known: Mutex<Known?>

    init(_ known: Known) { self.known = Mutex(known) }

    func take() -> Known? { known.withLock { $0.take() } }
    func put(_ known: Known) { self.known.withLock { $0 = known } }
  }
}
