import RankingModel

/// What the records of a lake say: which snapshots there are, and which objects they name.
struct LakeInventory: Sendable {
  /// A snapshot's record in short.
  struct Record: Sendable, Hashable {
    var path: String
    var chart: ChartName
    var day: Day
    var capturedAt: Instant
    var recordedAt: Instant
    var state: DayState
    var version: ObjectID?
    var entries: Int
    var run: String
    var reason: String?
  }

  /// Who names an object.
  struct Use: Sendable, Hashable {
    /// The object's size, unpacked; `nil` where no record says it.
    var size: Int?
    /// The records, by index, whose version it is.
    var versionOf: [Int] = []
    /// The records, by index, that were made from it, or by it as their job file.
    var rawOf: [Int] = []
    /// How many runs without a snapshot were made from it.
    var runs = 0
  }

  private(set) var records: [Record] = []
  /// The ids of the runs that have a record of their own, by its place.
  private(set) var runs: [String: String] = [:]
  private(set) var tags: [Tag] = []
  /// Objects that must be there.
  private(set) var uses: [ObjectID: Use] = [:]
  /// Records that are damaged or cannot be read.
  private(set) var problems: [IntegrityProblem] = []

  /// Reads every record that `contents` lists. One that has gone meanwhile is passed over: another process has
  /// forgotten it.
  ///
  /// - Throws: `format` where a record is of a newer format; nothing for a damaged one: that is a problem.
  init(_ contents: LakeContents, lake: String, fileSystem: FileSystem) throws(Failure) {
    let store = SnapshotRecords(lake: lake, fileSystem: fileSystem)
    let forgotten = Set(contents.forgotten.compactMap(ForgottenRecords.record(markedBy:)))
    for path in contents.snapshots {
      guard
        let snapshot = try read(
          path, .snapshotRecord, store, { (path) throws(Failure) in try store.read(path).snapshot })
      else { continue }
      add(snapshot, path, keepsRaw: !forgotten.contains(path))
    }
    for path in contents.runs {
      guard let report = try read(path, .runRecord, store, store.readRun) else { continue }
      add(report, path, keepsRaw: !forgotten.contains(path))
    }
    for path in contents.tags {
      if let tag = try read(path, .tag, store, TagRecords(lake: lake, fileSystem: fileSystem).read) {
        tags.append(tag)
      }
    }
    for path in contents.forgotten + contents.tombstones {
      _ = try read(path, .note, store, store.bytes)
    }
    tags.sort { $0.name < $1.name }
  }

  private mutating func read<Value>(
    _ path: String, _ kind: IntegrityProblem.Kind, _ store: SnapshotRecords,
    _ read: (String) throws(Failure) -> Value
  ) throws(Failure) -> Value? {
    do throws(Failure) { return try read(path) } catch {
      if error.kind == .format { throw error }
      do throws(FileSystemError) {
        guard try store.fileSystem.kind(of: "\(store.lake)/\(path)") != nil else { return nil }
      } catch {
        // Something is there that cannot be looked at.
      }
      problems.append(
        IntegrityProblem(
          kind, error.kind == .damaged ? .damage : .unreadable, path, error.message,
          snapshots: AffectedSnapshot(recordAt: path).map { [$0] } ?? []))
      return nil
    }
  }

  /// Adds what a record says.
  mutating func add(_ snapshot: Snapshot, _ path: String, keepsRaw: Bool) {
    let index = records.count
    records.append(
      Record(
        path: path, chart: snapshot.chart, day: snapshot.day, capturedAt: snapshot.capturedAt,
        recordedAt: snapshot.recordedAt,
        state: snapshot.state, version: snapshot.version, entries: snapshot.entries, run: snapshot.report.id,
        reason: snapshot.report.reason))
    if let version = snapshot.version {
      uses[version, default: Use()].add(snapshot.size) { $0.versionOf.append(index) }
    }
    guard keepsRaw else { return }
    if let job = snapshot.job { uses[job, default: Use()].add(nil) { $0.rawOf.append(index) } }
    for raw in snapshot.raw { uses[raw.object, default: Use()].add(raw.size) { $0.rawOf.append(index) } }
  }

  /// Adds what the record of a run says.
  mutating func add(_ report: RunReport, _ path: String, keepsRaw: Bool) {
    runs[path] = report.id
    guard keepsRaw else { return }
    for raw in report.raw { uses[raw.object, default: Use()].add(raw.size) { $0.runs += 1 } }
  }

  /// The snapshots that `use` touches, oldest first.
  func affected(by use: Use) -> [AffectedSnapshot] {
    let versions = use.versionOf.map { AffectedSnapshot(records[$0], part: .version) }
    let raw = use.rawOf.filter { !use.versionOf.contains($0) }.map {
      AffectedSnapshot(records[$0], part: .raw)
    }
    return (versions + raw).sorted { ($0.chart, $0.day) < ($1.chart, $1.day) }
  }
}

extension LakeInventory.Use {
  fileprivate mutating func add(_ size: Int?, _ change: (inout Self) -> Void) {
    self.size = self.size ?? size
    change(&self)
  }
}

extension AffectedSnapshot {
  init(_ record: LakeInventory.Record, part: Part) {
    self.init(chart: record.chart, day: record.day, recordedAt: record.recordedAt, part: part)
  }

  /// The snapshot whose record stands, or stood, at `path`.
  init?(recordAt path: String) {
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count == 3, let chart = ChartName(parts[1]), let day = RecordName.day(of: path) else {
      return nil
    }
    self.init(chart: chart, day: day, recordedAt: nil, part: .record)
  }
}
