import RankingModel
import Storage

/// What the records of a lake say: its snapshots, the decisions, and the objects that are needed.
struct LakeInventory: Sendable {
  /// The summary of a snapshot's record.
  struct SnapshotLine: Sendable, Hashable {
    var key: StorageKey
    /// What the record says, regardless of later decisions. Its number is 0.
    var summary: SnapshotSummary
    var isForgotten: Bool
  }

  /// The records that name an object.
  struct Use: Sendable, Hashable {
    /// The object's size, unpacked; `nil` where no record says it.
    var size: Int?
    /// The indices of the snapshots whose version it is.
    var versionOf: [Int] = []
    /// The indices of the snapshots that were made from it, or whose job file it is.
    var rawOf: [Int] = []
    /// The runs without a snapshot that read it.
    var runs: [StorageKey] = []
  }

  private(set) var snapshots: [SnapshotLine] = []
  /// The keys of the records that could be read.
  private(set) var keys: Set<StorageKey> = []
  /// How many records of runs there are.
  private(set) var runs = 0
  private(set) var decisions = Decisions()
  /// The objects that must exist.
  private(set) var uses: [ObjectID: Use] = [:]
  /// Records that are damaged or cannot be read.
  private(set) var problems: [IntegrityProblem] = []
  private var records: [(key: StorageKey, record: Record)] = []

  /// Reads every record that `contents` lists.
  ///
  /// - Throws: `format` where a record is of a newer format. A damaged record is not an error, but one of `problems`.
  init(_ contents: LakeContents, _ place: LakePlace) async throws(Failure) {
    let records = place.records
    let results = await tryInParallel(contents.records, atOnce: place.width) { key throws(Failure) in
      try await records.read(key).record
    }
    var read: [(key: StorageKey, record: Record)] = []
    for (key, result) in zip(contents.records, results) {
      do throws(Failure) { read.append((key, try result.get())) } catch { try add(error, key) }
    }
    for key in contents.marks {
      do throws(Failure) { _ = try await records.bytes(key) } catch {
        // A list that has gone meanwhile was removed by a pruning.
        if try await place.storage.inspect(key) != nil { try add(error, key) }
      }
    }
    add(read)
  }

  /// Adds `new` records. The needed objects depend on all decisions, so they are found again.
  mutating func add(_ new: [(key: StorageKey, record: Record)]) {
    records += new
    for case (_, .decision(let decision)) in new { decisions.add(decision) }
    (snapshots, keys, runs, uses) = ([], [], 0, [:])
    for (key, record) in records { add(record, at: key) }
  }

  private mutating func add(_ failure: Failure, _ key: StorageKey) throws(Failure) {
    if failure.kind == .format { throw failure }
    let severity: IntegrityProblem.Severity = failure.kind == .damaged ? .damage : .unreadable
    problems.append(IntegrityProblem(recordAt: key, severity, failure.message))
  }

  private mutating func add(_ record: Record, at key: StorageKey) {
    guard keys.insert(key).inserted else { return }
    let needsRaw = !decisions.forgetsRaw(of: key)
    switch record {
    case .settings(let settings): if let job = settings.job { uses[job, default: Use()].add(nil) { _ in } }
    case .decision: break
    case .run(let report):
      runs += 1
      for raw in needsRaw ? report.raw : [] {
        uses[raw.object, default: Use()].add(raw.size) { $0.runs.append(key) }
      }
    case .snapshot(let snapshot):
      let index = snapshots.count
      let isForgotten = decisions.forgets(key)
      snapshots.append(SnapshotLine(key: key, summary: SnapshotSummary(snapshot), isForgotten: isForgotten))
      if let version = snapshot.version, !isForgotten {
        uses[version, default: Use()].add(snapshot.size) { $0.versionOf.append(index) }
      }
      guard needsRaw else { return }
      if let job = snapshot.job { uses[job, default: Use()].add(nil) { $0.rawOf.append(index) } }
      for raw in snapshot.raw { uses[raw.object, default: Use()].add(raw.size) { $0.rawOf.append(index) } }
    }
  }

  /// The snapshots that `use` affects, by chart and day.
  func affected(by use: Use) -> [AffectedSnapshot] {
    let versions = use.versionOf.map { AffectedSnapshot(snapshots[$0].summary, part: .version) }
    let raw = use.rawOf.filter { !use.versionOf.contains($0) }.map {
      AffectedSnapshot(snapshots[$0].summary, part: .raw)
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
  init(_ snapshot: SnapshotSummary, part: Part) {
    self.init(chart: snapshot.chart, day: snapshot.day, recordedAt: snapshot.recordedAt, part: part)
  }

  /// The snapshot of the record under `key`, by its name alone, since the record may be lost. Empty where `key` is not that of a
  /// snapshot's record.
  static func recorded(at key: StorageKey?) -> [AffectedSnapshot] {
    guard let key, key.kind == .snapshots, let chart = key.chart, let day = key.day else { return [] }
    return [AffectedSnapshot(chart: chart, day: day, recordedAt: nil, part: .record)]
  }
}
