public import RankingModel
import Storage

/// What is to be forgotten of a lake.
public struct ForgetRequest: Sendable, Hashable {
  /// Only of these charts; of all where there are none.
  public var charts: [ChartName] = []
  /// Only of this day.
  public var day: Day?
  /// What is kept of each day's superseded snapshots, or, for raw objects, of each chart's days; `nil` to forget only
  /// what is named.
  public var retention: Retention?
  /// Versions, by the digits that their names start with, whose snapshots are forgotten even where they are current.
  public var versions: [String] = []
  /// The snapshots recorded after this instant are forgotten, current or not: a wrong clock said when.
  public var recordedAfter: Instant?
  /// Whether it is the raw objects of snapshots that are forgotten, and not the snapshots.
  public var raw = false

  /// Forgets nothing.
  public init() {}
}

/// One thing that is going to be forgotten: a snapshot, or the raw objects of a snapshot or of a run that changed nothing.
public struct ForgetItem: Sendable, Hashable {
  /// The record.
  let key: StorageKey
  /// The chart.
  public let chart: ChartName
  /// The day.
  public let day: Day
  /// When it was recorded.
  public let recordedAt: Instant
  /// What became of the day.
  public let state: DayState
  /// The version.
  public let version: ObjectID?
  /// Whether only its raw objects are forgotten.
  public let onlyRaw: Bool
  /// Why.
  public let reason: String
}

extension LakeReader {
  /// What `request` would forget. Never the snapshot that stands for a day, nor one that waits for a decision, unless it is named;
  /// never one that has a tag.
  ///
  /// - Throws: a `usage` failure where a named version has a tag, `noData` where there is no such version, `damaged` where
  ///   the catalogue knows a record that is not there.
  public func forgetPlan(_ request: ForgetRequest) async throws(Failure) -> [ForgetItem] {
    try await requireRecords(try await records.keys(), to: "forgotten")
    let decisions = try decisions()
    let tags = Dictionary(
      decisions.tags.compactMap { decision in decision.tag.map { (decision.subject, $0) } },
      uniquingKeysWith: { first, _ in first })
    var items: [ForgetItem] = []
    for chart in try charts() where request.charts.isEmpty || request.charts.contains(chart) {
      let candidates = ForgetCandidates(
        reader: self, days: try days(of: chart, on: request.day), decisions: decisions,
        tags: tags, backfills: try backfills(of: chart))
      items += try candidates.named(request)
      if let retention = request.retention {
        items +=
          try request.raw
          ? candidates.raw(retention, runs: try runs(of: chart)) : candidates.superseded(retention)
      }
    }
    for digits in request.versions
    where !items.contains(where: { $0.version?.description.hasPrefix(digits) == true }) {
      throw Failure(
        .noData, "no version has a name that starts with \(digits)",
        remedy: (request.charts + (try charts())).first.map { .showSnapshots(of: $0) })
    }
    var seen: Set<StorageKey> = []
    items = items.filter { seen.insert($0.key).inserted }
    guard request.raw else { return items }
    var withRaw: [ForgetItem] = []
    for item in items where try await !records.read(item.key).record.raw.isEmpty { withRaw.append(item) }
    return withRaw
  }

  /// The objects that the record under `key` names; `nil` where it is damaged.
  fileprivate func objectsNamed(at key: StorageKey) async throws(Failure) -> [ObjectID]? {
    try await unlessDamaged(awaiting: try await records.read(key).record.objects)
  }
}

extension Lake {
  /// Forgets `items`. The objects stay until they are pruned, and until then what was forgotten can be brought back.
  public func forget(_ items: [ForgetItem]) async throws(Failure) {
    // Objects that were marked when nothing named them, before these records did: their time begins anew.
    let marks = try await Marks(place.storage)
    if !marks.objects.isEmpty {
      var named: Set<ObjectID> = []
      for item in items {
        // Of a damaged record it is not known what it names.
        named.formUnion(try await reader.objectsNamed(at: item.key) ?? [])
      }
      try await unmark(named, marks)
    }
    _ = try await decide(
      items.map { Decision($0.onlyRaw ? .forgetRaw : .forget, $0.key.path, chart: $0.chart, day: $0.day) })
  }
}

extension Record {
  /// What a snapshot or a run was made from.
  fileprivate var raw: [RawObject] {
    switch self {
    case .snapshot(let snapshot): snapshot.raw
    case .run(let report): report.raw
    case .settings, .decision: []
    }
  }

  /// All objects that the record names.
  var objects: [ObjectID] {
    switch self {
    case .snapshot(let snapshot): snapshot.objects()
    case .run(let report): report.raw.map(\.object)
    case .settings(let settings): settings.job.map { [$0] } ?? []
    case .decision: []
    }
  }
}
