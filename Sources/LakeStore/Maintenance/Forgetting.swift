public import RankingModel
import Storage

/// What to forget in a lake.
public struct ForgetRequest: Sendable, Hashable {
  /// The charts to forget something of; all charts where it is empty.
  public var charts: [ChartName] = []
  /// The one day to forget something of; `nil` for all days.
  public var day: Day?
  /// What to keep of each day's superseded snapshots, or, for raw objects, of each chart's days; `nil` for named things only.
  public var retention: Retention?
  /// Versions, by the digits that their names start with. Their snapshots are forgotten even where they stand for their days.
  public var versions: [String] = []
  /// Snapshots recorded after this instant are forgotten even where they stand for their days: a wrong clock gave their instants.
  public var recordedAfter: Instant?
  /// Whether only the raw objects of snapshots are forgotten, and not the snapshots.
  public var raw = false

  /// A request that forgets nothing.
  public init() {}
}

/// Something that will be forgotten: a snapshot, or the raw objects of a snapshot or of a run that changed nothing.
public struct ForgetItem: Sendable, Hashable {
  /// The record.
  let key: StorageKey
  /// The chart.
  public let chart: ChartName
  /// The day.
  public let day: Day
  /// When it was recorded.
  public let recordedAt: Instant
  /// The state of the day.
  public let state: DayState
  /// The version.
  public let version: ObjectID?
  /// Whether only its raw objects are forgotten.
  public let onlyRaw: Bool
  /// Why.
  public let reason: String
}

extension LakeReader {
  /// What `request` would forget. A snapshot with a tag is never forgotten. The snapshot that stands for a day, and one that
  /// waits for a decision, are forgotten only where they are named.
  ///
  /// - Throws: a `usage` failure where a named version has a tag, `noData` where there is no such version, `damaged` where the
  ///   catalogue has a record that the lake lacks.
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
  /// Forgets `items`. Their objects stay until they are pruned; until then, what was forgotten can be restored.
  public func forget(_ items: [ForgetItem]) async throws(Failure) {
    // These objects may have been marked before the records named them. A new mark starts a new grace period.
    let marks = try await Marks(place.storage)
    if !marks.objects.isEmpty {
      var named: Set<ObjectID> = []
      for item in items {
        // The objects that a damaged record names are unknown.
        named.formUnion(try await reader.objectsNamed(at: item.key) ?? [])
      }
      try await unmark(named, marks)
    }
    _ = try await decide(
      items.map { Decision($0.onlyRaw ? .forgetRaw : .forget, $0.key.path, chart: $0.chart, day: $0.day) })
  }
}

extension Record {
  /// The raw objects of a snapshot or a run.
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
