import GRDB
public import RankingModel
import Storage

extension LakeReader {
  /// A reader of the lake as it will be when the catalogue has the records that an interrupted command left behind. It is for
  /// plans: nothing is written. Where the catalogue lacks no records, it is this reader.
  public func withWhatIsLate() async throws(Failure) -> LakeReader {
    let late = try await lateRecords()
    guard !late.isEmpty else { return self }
    let indexed = try await LakeIndex(reader: self).records(late)
    do {
      let copy = try DatabaseQueue()
      try database.backup(to: copy)
      try CatalogueWriter.add(indexed, to: copy)
      return LakeReader(place, objects: objects, database: copy)
    } catch { throw Failure(database: "a copy of the catalogue", error) }
  }

  /// The keys of the records that the catalogue does not have; only of one kind and one chart, where given.
  func lateRecords(
    of kind: StorageKey.Kind? = nil, chart: ChartName? = nil
  ) async throws(Failure) -> [StorageKey] {
    let known = try indexedRecords(of: kind, chart: chart)
    return try await records.keys(of: kind, chart: chart).filter { !known.contains($0) }
  }

  /// The keys of the records that other machines have stored since the catalogue was brought up to date. For each chart, the
  /// names after its last record in the catalogue are listed, and those of up to a week before it: an upload may be slow, and
  /// clocks differ. A catalogue of few records, or of many charts, is compared with all records instead, since one request lists
  /// a thousand keys.
  ///
  /// - Parameter now: the instant by the clock. Records of a later instant come from a clock that was wrong, and are ignored in
  ///   the search for the last record.
  func newRecords(at now: Instant) async throws(Failure) -> [StorageKey] {
    var keys: [StorageKey] = []
    for kind in Records.kinds {
      let pages = try count(of: kind) / 1000
      let charts = pages > 0 ? try await place.storage.groups(of: kind).compactMap { ChartName($0) } : []
      if pages == 0 || charts.count > pages {
        keys += try await place.storage.list(kind)
      } else {
        keys += try await allInParallel(charts) { chart throws(Failure) in
          let last = try self.lastRecord(kind, of: chart, by: now)
          let after = last.map {
            StorageKey.record(kind, chart: chart, at: $0.advanced(bySeconds: -LakeReader.overlap), bytes: [])
          }
          return try await self.place.storage.list(kind, group: chart.description, after: after)
        }.flatMap(\.self)
      }
    }
    return try unindexed(keys)
  }

  /// How many seconds before the last record are listed again: a week.
  private static let overlap = 7 * 86_400.0

  /// How many records of `kind` the catalogue has.
  private func count(of kind: StorageKey.Kind) throws(Failure) -> Int {
    try value("SELECT count(*) FROM record WHERE key GLOB ?", ["\(kind.rawValue)/*"]) ?? 0
  }

  /// The instant in the name of the last record of `kind` about `chart` in the catalogue, up to `now`.
  private func lastRecord(
    _ kind: StorageKey.Kind, of chart: ChartName, by now: Instant
  ) throws(Failure) -> Instant? {
    let end = StorageKey.record(kind, chart: chart, at: now, bytes: []).path
    let last: String? = try value(
      "SELECT max(key) FROM record WHERE key > ? AND key < ?", ["\(kind.rawValue)/\(chart)/", end])
    return last.flatMap { StorageKey(path: $0)?.instant }
  }

  /// Those of `keys` that the catalogue does not have.
  private func unindexed(_ keys: [StorageKey]) throws(Failure) -> [StorageKey] {
    try query { database in
      let find = try database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM record WHERE key = ?)")
      return try keys.filter { try Bool.fetchOne(find, arguments: [$0.path]) != true }
    }
  }
}
