public import RankingModel

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

/// One thing that is going to be forgotten.
public struct ForgetItem: Sendable, Hashable {
  /// The snapshot.
  public var snapshot: SnapshotSummary
  /// Whether only its raw objects are forgotten.
  public var onlyRaw: Bool
  /// Why.
  public var reason: String

  /// Whether it stands for a run that changed nothing, and not for a snapshot.
  var isRun: Bool { snapshot.record.hasPrefix("runs/") }

  /// The JSON form.
  public var json: JSONValue {
    [
      "forget": .string(onlyRaw ? "raw" : "snapshot"), "chart": .string(snapshot.chart.description),
      "day": .string(snapshot.day.description), "recorded_at": .string(snapshot.recordedAt.description),
      "state": .string(snapshot.state.rawValue), "version": JSONValue(snapshot.version?.description),
      "reason": .string(reason),
    ]
  }
}

extension LakeReader {
  /// What `request` would forget. Never the snapshot that stands for a day, nor one that waits for a decision, unless it is named;
  /// never one that has a tag.
  ///
  /// - Throws: a `usage` failure where a named version has a tag, `noData` where there is no such version, `damaged` where
  ///   the catalogue knows a record that is not there.
  public func forgetPlan(_ request: ForgetRequest) throws(Failure) -> [ForgetItem] {
    try requireRecords(try listedRecords(), to: "forgotten")
    let tags = try self.tags()
    let unmarked = try ForgottenRecords(lake: path, fileSystem: fileSystem).withoutRaw()
    var items: [ForgetItem] = []
    for chart in try charts() where request.charts.isEmpty || request.charts.contains(chart) {
      let candidates = ForgetCandidates(
        days: try days(of: chart, on: request.day), tags: tags.filter { $0.chart == chart },
        backfills: try backfills(of: chart),
        withoutRaw: unmarked)
      items += try candidates.named(request)
      if let retention = request.retention {
        items +=
          request.raw
          ? candidates.raw(retention, runs: try runs(of: chart)) : candidates.superseded(retention)
      }
    }
    for digits in request.versions
    where !items.contains(where: { $0.snapshot.version?.description.hasPrefix(digits) == true }) {
      throw Failure(
        .noData, "no version has a name that starts with \(digits)", hint: "marquee version list lists them")
    }
    var seen: Set<String> = []
    items = items.filter { seen.insert($0.snapshot.record).inserted }
    guard request.raw else { return items }
    var withRaw: [ForgetItem] = []
    for item in items {
      let hasRaw = item.isRun ? true : try !record(of: item.snapshot).raw.isEmpty
      if hasRaw { withRaw.append(item) }
    }
    return withRaw
  }
}

extension Lake {
  /// Forgets `items`: their rows, then their records. The objects stay until they are pruned, and until then what
  /// was forgotten can be brought back.
  public func forget(_ items: [ForgetItem]) throws(Failure) {
    try unmark(try markedObjects(of: items))
    let forgotten = ForgottenRecords(lake: path, fileSystem: reader.fileSystem)
    let snapshots = items.filter { !$0.onlyRaw }.map(\.snapshot.record)
    if !snapshots.isEmpty {
      // Read first: what cannot be read is not forgotten.
      let copies = try forgotten.copies(of: snapshots, in: "forgotten")
      try write { writer in
        for record in snapshots { try writer.remove(record) }
      }
      try forgotten.move(snapshots, as: copies)
      newest = nil
    }
    let raw = items.filter(\.onlyRaw).map(\.snapshot.record)
    if !raw.isEmpty { try forgotten.markWithoutRaw(raw, at: clock()) }
  }

  /// The objects of `items` that were marked when nothing named them, before these snapshots did.
  private func markedObjects(of items: [ForgetItem]) throws(Failure) -> Set<ObjectID> {
    let lists = try Tombstones(lake: path, fileSystem: reader.fileSystem).all()
    let marked = Set(lists.flatMap(\.list.objects))
    guard !marked.isEmpty else { return [] }
    var objects: Set<ObjectID> = []
    for item in items {
      // Of a damaged record it is not known what it names.
      let record = item.snapshot.record
      if item.isRun {
        let report = try unlessDamaged(try records.readRun(record))
        objects.formUnion(marked.intersection(report?.raw.map(\.object) ?? []))
      } else if let snapshot = try unlessDamaged(try records.read(record).snapshot) {
        objects.formUnion(marked.intersection(snapshot.objects()))
      }
    }
    return objects
  }

  /// Brings into the catalogue what a command that was cut off had recorded but not indexed.
  public func indexWhatIsLate() throws(Failure) {
    let late = try reader.lateRecords()
    if !late.snapshots.isEmpty || !late.runs.isEmpty { try index(late.snapshots, runs: late.runs) }
  }
}
