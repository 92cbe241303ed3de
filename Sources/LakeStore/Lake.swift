import Dispatch
import GRDB
import Glibc
public import RankingModel

/// A lake opened for writing: one writer at a time, by a lock that dies with its holder.
///
/// Everything durable is written in one order: objects, then snapshot records, then one transaction of the
/// catalogue. The lake is the truth and the catalogue an index of it.
///
///     let lake = try await Lake.open(path: "data/lake", options: .init(command: "marquee run sample"))
///     let version = try await lake.put([VersionDocument.bytes(entries)])[0]
public actor Lake {
  /// How a lake is opened for writing.
  public struct Options: Sendable {
    /// What this process was called with; others are told while they wait.
    public var command: String
    /// Seconds to wait for another writer.
    public var lockWait: Double
    /// The version of the program, as snapshots keep it.
    public var program: String?
    /// Called once with the words for the other writer, when there is one to wait for.
    public var waiting: @Sendable (String) -> Void
    /// Called with the words for people when damage is met and made good.
    public var noticing: @Sendable (String) -> Void
    /// What time it is.
    public var clock: @Sendable () -> Instant

    /// The usual options: the system's clock, no wait.
    public init(
      command: String, lockWait: Double = 0, program: String? = nil,
      waiting: @escaping @Sendable (String) -> Void = { _ in },
      noticing: @escaping @Sendable (String) -> Void = { _ in },
      clock: @escaping @Sendable () -> Instant = { Instant.now }
    ) {
      self.command = command
      self.lockWait = lockWait
      self.program = program
      self.waiting = waiting
      self.noticing = noticing
      self.clock = clock
    }
  }

  /// The snapshot of a day before it is recorded; the lake gives it its instant.
  public struct Draft: Sendable {
    /// The snapshot; its `recordedAt` is set when it is appended.
    public var snapshot: Snapshot
    /// The entries of its version.
    public var entries: [Entry]

    /// A snapshot to append.
    ///
    /// - Parameters:
    ///   - capturedAt: when the source had the list; where it is not given, when the run started.
    ///   - size: how many bytes the version's document has.
    ///   - job: the object of the job file.
    public init(
      chart: ChartName, day: Day, state: DayState, capturedAt: Instant? = nil, version: ObjectID?,
      entries: [Entry], size: Int? = nil, raw: [RawObject], job: ObjectID? = nil, report: RunReport
    ) {
      self.snapshot = Snapshot(
        chart: chart, day: day, state: state, capturedAt: capturedAt ?? report.startedAt,
        recordedAt: Instant(microseconds: 0), version: version, entries: entries.count, size: size, raw: raw,
        job: job, report: report)
      self.entries = entries
    }
  }

  /// The lake's folder.
  public nonisolated let path: String
  /// Reads what this writer has written.
  public nonisolated let reader: LakeReader
  /// The clock given at opening.
  public nonisolated let clock: @Sendable () -> Instant

  private let program: String?
  private var lock: LakeLock?
  let database: DatabaseQueue
  let records: SnapshotRecords
  private let executor = QueueExecutor(label: "marquee.lake")
  /// When the newest snapshot was recorded, once that was looked up.
  var newest: Instant?

  /// Writing blocks on the medium, so it has a thread of its own.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(path: String, lock: LakeLock, database: DatabaseQueue, options: Options) {
    self.path = path
    self.lock = lock
    self.database = database
    self.clock = options.clock
    self.program = options.program
    let fileSystem = FileSystem(root: path)
    self.records = SnapshotRecords(lake: path, fileSystem: fileSystem)
    self.reader = LakeReader(
      path: path,
      objects: FolderObjectStore(folder: "\(path)/objects", fileSystem: fileSystem, options: options),
      fileSystem: fileSystem, database: database)
  }

  /// Stores `objects`; on return all are durable. What is there already is left as it is. Objects do not depend
  /// on each other, so several calls may be under way at once.
  public nonisolated func put(_ objects: [[UInt8]]) async throws(Failure) -> [ObjectID] {
    let store = reader.objects
    let result = await withCheckedContinuation { continuation in
      // Hashing, packing and waiting for the medium keep a thread of their own busy.
      DispatchQueue.global().async {
        do throws(Failure) {
          continuation.resume(returning: Result<[ObjectID], Failure>.success(try store.put(objects)))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }

  /// Appends snapshots, whose objects are stored already. Each is recorded later than any of its chart and day before
  /// it, even where the clock has stepped back.
  ///
  /// - Returns: the snapshots with their instants.
  /// - Throws: a `usage` failure where the clock is wrong: see `checkClock`.
  public func append(_ drafts: [Draft]) throws(Failure) -> [Snapshot] {
    try checkClock()
    var latest: [String: Instant] = [:]
    var snapshots: [Snapshot] = []
    for draft in drafts {
      var snapshot = draft.snapshot
      let day = "\(snapshot.chart) \(snapshot.day)"
      let last = if let last = latest[day] { last } else { try latestRecorded(snapshot.chart, snapshot.day) }
      snapshot.program = program
      snapshot.recordedAt = Instant(microseconds: max(clock().microseconds, last.microseconds + 1))
      latest[day] = snapshot.recordedAt
      snapshots.append(snapshot)
    }
    let stored = snapshots.map(SnapshotRecords.record(of:))
    try records.store(stored, "a snapshot record")
    newest = max(try newestRecorded(), latest.values.max() ?? Instant(microseconds: 0))
    try write { writer in
      for (index, snapshot) in snapshots.enumerated() {
        try writer.add(
          IndexedRecord(
            snapshot: snapshot, path: stored[index].path, bytes: stored[index].bytes,
            entries: drafts[index].entries))
      }
    }
    return snapshots
  }

  /// Records runs that made no snapshot.
  public func record(_ reports: [RunReport]) throws(Failure) {
    guard !reports.isEmpty else { return }
    try checkClock()
    let stored = reports.map { SnapshotRecords.record(of: $0) }
    try records.store(stored, "a run record")
    try write { writer in
      for (report, record) in zip(reports, stored) { try writer.add(report, record: record.path) }
    }
  }

  /// Brings records of one day into the catalogue that a killed process had stored but not indexed.
  public func reconcile(_ chart: ChartName, _ day: Day) throws(Failure) {
    try index(
      try records.paths(in: "snapshots", chart: chart, day: day),
      runs: try records.paths(in: "runs", chart: chart, day: day))
  }

  /// Indexes every record of the lake, in one transaction.
  ///
  /// - Parameters:
  ///   - toleratesLoss: whether a snapshot whose version is lost is indexed without its entries.
  ///   - earlier: an earlier catalogue, asked about versions that are lost.
  ///   - instant: when that is done.
  func indexAll(toleratesLoss: Bool, earlier: LakeReader? = nil, remadeAt instant: Instant) throws(Failure) {
    try index(
      try records.paths(in: "snapshots"), runs: try records.paths(in: "runs"), toleratesLoss: toleratesLoss,
      earlier: earlier, remadeAt: instant)
  }

  /// Indexes the snapshot records at `paths` and the run records at `runs`.
  func index(
    _ paths: [String], runs: [String], toleratesLoss: Bool = false, earlier: LakeReader? = nil,
    remadeAt instant: Instant? = nil
  ) throws(Failure) {
    let index = LakeIndex(records: records, reader: reader, toleratesLoss: toleratesLoss, earlier: earlier)
    let content = try index.content(paths, runs: runs)
    try write { writer in
      try writer.add(content)
      if let instant { try CatalogueSchema.noteRemaking(at: instant, writer.database) }
    }
  }

  /// When the newest snapshot was recorded.
  func newestRecorded() throws(Failure) -> Instant {
    if let newest { return newest }
    let found = try reader.newestRecorded()
    newest = found
    return found
  }

  /// When the newest snapshot of a chart's day was recorded.
  private func latestRecorded(_ chart: ChartName, _ day: Day) throws(Failure) -> Instant {
    try reader.snapshots(of: chart, on: day).map(\.recordedAt).max() ?? Instant(microseconds: 0)
  }

  func write(_ changes: (inout CatalogueWriter) throws -> Void) throws(Failure) {
    do {
      try database.writeWithoutTransaction { database in
        try database.inTransaction(.immediate) {
          var writer = CatalogueWriter(database)
          try changes(&writer)
          try writer.removeUnreferenced()
          return .commit
        }
      }
    } catch {
      throw Failure(database: "the catalogue", error)
    }
  }

  /// Folds the catalogue's log into its file, closes it, and lets others write. Call it last.
  public func close() {
    closeCatalogue()
    lock = nil
  }

  /// Folds the catalogue's log into its file and closes it.
  func closeCatalogue() {
    try? database.close()
  }
}

/// Runs an actor's work on a thread of its own.
final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(label: String) {
    self.queue = DispatchQueue(label: label)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}

extension Instant {
  /// What the system's clock says.
  public static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}
