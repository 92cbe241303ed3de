import Dispatch
import GRDB
public import RankingModel
public import Storage

/// A lake opened for writing, by one writer a chart or by one writer of the whole lake. Their locks die with the process.
///
/// Everything durable is written in one order: objects, then records, then one transaction of the catalogue. The lake is the
/// truth, and the catalogue is an index of it.
///
///     let lake = try await Lake.open(
///       LakePlace(folder: "data/lake"), for: .chart(chart), options: .init(command: "run sample"))
///     let version = try await lake.put([VersionDocument.bytes(entries)])[0]
public actor Lake {
  /// What a writer writes about. Writers of different charts do not wait for each other.
  public enum Scope: Sendable, Hashable {
    /// One chart.
    case chart(ChartName)
    /// Everything. Nobody else writes meanwhile.
    case lake
    /// The catalogue only: records of other writers are added to it, and nothing else is written. Writers of charts may work
    /// meanwhile.
    case catalogue
  }

  /// How a lake is opened for writing.
  public struct Options: Sendable {
    /// The command of this process. Others are told of it while they wait.
    public var command: String
    /// Seconds to wait for another writer.
    public var lockWait: Double
    /// The version of the program, which snapshots record.
    public var program: String?
    /// Called once with a description of the other writer, when there is one to wait for.
    public var waiting: @Sendable (String) -> Void
    /// Called with a message for people, such as when damage was found and repaired.
    public var noticing: @Sendable (String) -> Void
    /// Tells the current time.
    public var clock: @Sendable () -> Instant

    /// The usual options: the system's clock, no wait.
    public init(
      command: String, lockWait: Double = 0, program: String? = nil,
      waiting: @escaping @Sendable (String) -> Void = { _ in },
      noticing: @escaping @Sendable (String) -> Void = { _ in },
      clock: @escaping @Sendable () -> Instant = { Instant.now }
    ) {
      (self.command, self.lockWait, self.program) = (command, lockWait, program)
      (self.waiting, self.noticing, self.clock) = (waiting, noticing, clock)
    }
  }

  /// The snapshot of a day before it is recorded. The lake sets its instant.
  public struct Draft: Sendable {
    /// The snapshot; its `recordedAt` is set when it is appended.
    public var snapshot: Snapshot
    /// The entries of its version.
    public var entries: [Entry]

    /// A snapshot to append.
    ///
    /// - Parameters:
    ///   - capturedAt: when the source had the list; by default, when the run started.
    ///   - size: how many bytes the version's document has.
    ///   - job: the object of the job file.
    public init(
      chart: ChartName, day: Day, state: DayState, capturedAt: Instant? = nil, version: ObjectID?,
      entries: [Entry], size: Int? = nil, raw: [RawObject], job: ObjectID? = nil, report: RunReport
    ) {
      self.snapshot = Snapshot(
        chart: chart, day: day, state: state, capturedAt: capturedAt ?? report.startedAt,
        recordedAt: Instant(microseconds: 0), version: version, entries: entries.count, size: size,
        ranking: version == nil ? nil : ObjectID.ranking(of: entries), raw: raw,
        job: job, report: report)
      self.entries = entries
    }
  }

  /// Where the lake is.
  public nonisolated let place: LakePlace
  /// Reads the lake, including what this writer has written.
  public nonisolated let reader: LakeReader
  /// The clock given at opening.
  public nonisolated let clock: @Sendable () -> Instant

  let options: Options
  private var program: String? { options.program }
  private var lock: LakeLock?
  let database: DatabaseQueue
  private let executor = QueueExecutor(label: "marquee.lake")
  /// When the newest snapshot was recorded; `nil` until this was looked up.
  var newest: Instant?
  private var hasRecorded = false
  /// What this writer has added to the catalogue about each chart, other than claims: answers about these charts may have changed.
  /// Records that a copy or a killed process left in the lake count too, unless the catalogue or the work state had to be made.
  /// Records that other machines added to a shared lake do not count.
  public private(set) var changedCharts: [ChartName: ChartChange] = [:]

  /// Writing to the catalogue blocks on the disk, so the actor has its own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ place: LakePlace, database: DatabaseQueue, lock: LakeLock, options: Options) {
    (self.place, self.lock, self.database) = (place, lock, database)
    clock = options.clock
    self.options = options
    let objects = Objects(place.storage, options: options, isShared: place.isShared)
    reader = LakeReader(place, objects: objects, database: database)
  }

  /// Stores `objects`; all are durable on return. Sound objects that exist already are left as they are. Objects do not depend on
  /// each other, so several calls may run at once.
  ///
  /// - Parameter names: the names of `objects`, in the same order, where the caller knows them from the same bytes.
  /// - Returns: the names, in the same order.
  public nonisolated func put(
    _ objects: [[UInt8]], named names: [ObjectID]? = nil
  ) async throws(Failure) -> [ObjectID] {
    let ids = names ?? objects.map { ObjectID(of: $0) }
    try await keep(Set(ids))
    return try await reader.objects.put(objects, named: ids)
  }

  /// Removes the marks of `objects`, which will be used again: an object that exists may be marked for removal.
  public nonisolated func keep(_ objects: Set<ObjectID>) async throws(Failure) {
    // Where the marks cannot be read nothing is pruned, so they can be ignored.
    let marks = try await unlessDamaged(awaiting: try await Marks(place.storage))
    if let marks, !marks.lists.isEmpty { try await unmark(objects, marks) }
  }

  /// Appends snapshots of one chart, whose objects are stored already. Each gets a later instant than all snapshots of its chart
  /// and day before it, even where the clock was set back.
  ///
  /// - Parameters:
  ///   - settings: the settings of the chart in the job file; recorded where they are new.
  ///   - instant: the instant at which the snapshots count as recorded; `nil` for now.
  /// - Returns: the snapshots with their instants.
  /// - Throws: a `usage` failure where the clock is wrong: see `checkClock`.
  public func append(
    _ drafts: [Draft], settings: ChartSettings?, at instant: Instant? = nil
  ) async throws(Failure) -> [Snapshot] {
    try checkClock()
    let now = instant ?? clock()
    var indexed: [IndexedRecord] = []
    var settingsRecord: ObjectID?
    if let settings {
      let current = try current(settings, at: now)
      settingsRecord = current.record
      if let new = current.new { indexed.append(new) }
    }
    var latest: [Day: Instant] = [:]
    var snapshots: [Snapshot] = []
    for draft in drafts {
      var snapshot = draft.snapshot
      var last = latest[snapshot.day]
      if last == nil { last = try latestRecorded(snapshot.chart, snapshot.day) }
      snapshot.settings = settingsRecord
      snapshot.program = program
      snapshot.recordedAt = now.later(than: last)
      latest[snapshot.day] = snapshot.recordedAt
      snapshots.append(snapshot)
      var record = IndexedRecord(.snapshot(snapshot))
      if snapshot.state.isPublished { record.entries = draft.entries }
      indexed.append(record)
    }
    newest = max(try newestRecorded(), latest.values.max() ?? Instant(microseconds: 0))
    try await record(indexed)
    return snapshots
  }

  /// The hash in the name of the record with `settings`, and the record itself where the newest one says something else.
  private func current(
    _ settings: ChartSettings, at now: Instant
  ) throws(Failure) -> (record: ObjectID?, new: IndexedRecord?) {
    let last = try reader.settings(of: settings.chart)
    if let last, last.settings.saysTheSame(as: settings) { return (last.record, nil) }
    var settings = settings
    settings.program = program
    settings.recordedAt = now.later(than: last?.settings.recordedAt)
    let new = IndexedRecord(.settings(settings))
    return (new.file.key.recordHash, new)
  }

  /// Records runs that made no snapshot.
  public func record(_ reports: [RunReport]) async throws(Failure) {
    guard !reports.isEmpty else { return }
    try checkClock()
    try await record(reports.map { IndexedRecord(.run($0)) })
  }

  /// Records decisions. Each gets a later instant than all decisions before it.
  ///
  /// - Parameter recorded: when the subject of the decisions was recorded, where they must be later than that too.
  /// - Returns: the decisions with their instants.
  func decide(_ decisions: [Decision], after recorded: Instant? = nil) async throws(Failure) -> [Decision] {
    guard !decisions.isEmpty else { return [] }
    var last = [try reader.latestDecision(), recorded].compactMap(\.self).max()
    var decided: [Decision] = []
    for decision in decisions {
      var decision = decision
      decision.program = program
      decision.decidedAt = clock().later(than: last)
      last = decision.decidedAt
      decided.append(decision)
    }
    let files = decided.map { Record.decision($0).file }
    _ = try await place.storage.create(files)
    hasRecorded = true
    // The snapshots that the decisions are about are updated with them.
    try await index(files.map(\.key))
    newest = nil
    return decided
  }

  /// Stores `indexed`, then adds it to the catalogue.
  private func record(_ indexed: [IndexedRecord]) async throws(Failure) {
    // Settings first: a snapshot names them.
    for kind in Records.kinds.reversed() {
      let files = indexed.map(\.file).filter { $0.key.kind == kind }
      if !files.isEmpty { _ = try await place.storage.create(files) }
    }
    hasRecorded = true
    let index = LakeIndex(reader: reader)
    for case .settings(let settings) in indexed.map(\.record) {
      guard try !index.snapshotsLackingMeasures(settings).isEmpty else { continue }
      // The versions of earlier days have values of the new measures too.
      return try await self.index(indexed.map(\.file.key))
    }
    try add(indexed)
  }

  /// Brings into the catalogue what other machines have recorded since it was brought up to date.
  func indexNewRecords() async throws(Failure) {
    try await index(try await reader.newRecords(at: clock()))
    // Each machine tells of the claims that its own records make untrue.
    changedCharts = [:]
  }

  /// Stores a copy of the catalogue in a lake that other machines write to, where this process has recorded something and a copy
  /// is due: see `CatalogueCheckpoint`. Nothing depends on the copy, so a failure is only reported.
  public func keepCheckpoint() async {
    guard place.isShared, hasRecorded else { return }
    do throws(Failure) { try await CatalogueCheckpoint.keep(of: place, in: place.storage, at: clock()) } catch
    {
      options.noticing("no copy of the catalogue was stored in the lake: \(error.message)")
    }
  }

  /// Indexes the records under `keys`, in one transaction.
  ///
  /// - Parameters:
  ///   - toleratesLoss: whether a snapshot whose version is lost is indexed without its entries.
  ///   - earlier: an earlier catalogue, which may have the entries of lost versions.
  ///   - instant: the instant of the rebuild, where the catalogue is being rebuilt.
  func index(
    _ keys: [StorageKey], toleratesLoss: Bool = false, earlier: LakeReader? = nil,
    remadeAt instant: Instant? = nil
  ) async throws(Failure) {
    guard !keys.isEmpty || instant != nil else { return }
    let index = LakeIndex(reader: reader, toleratesLoss: toleratesLoss, earlier: earlier)
    try add(try await index.records(keys), remadeAt: instant)
  }

  private func add(_ indexed: [IndexedRecord], remadeAt instant: Instant? = nil) throws(Failure) {
    do { try CatalogueWriter.add(indexed, to: database, remadeAt: instant) } catch {
      throw Failure(database: "the catalogue", error)
    }
    for new in indexed where !new.record.isOfClaim {
      changedCharts[new.record.chart, default: ChartChange(new.record)].add(new.record)
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
  private func latestRecorded(_ chart: ChartName, _ day: Day) throws(Failure) -> Instant? {
    try reader.query { database in
      let find = try database.cachedStatement(
        sql: """
          SELECT max(recorded_at) FROM snapshot WHERE chart = (SELECT id FROM chart WHERE name = ?) AND day = ?
          """)
      return try String.fetchOne(find, arguments: [chart.description, day.description])
    }.flatMap { Instant($0) }
  }

  /// Folds the catalogue's log into its file, closes the catalogue, and releases the lock. Call it last.
  public func close() {
    closeCatalogue()
    lock = nil
  }

  /// Folds the catalogue's log into its file and closes it.
  func closeCatalogue() { try? database.close() }
}

/// Runs an actor's work on a thread of its own.
final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(label: String) { self.queue = DispatchQueue(label: label) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}

extension Instant {
  /// This instant, or the first one after `last` where that is later.
  func later(than last: Instant?) -> Instant {
    last.map { max(self, Instant(microseconds: $0.microseconds + 1)) } ?? self
  }
}
