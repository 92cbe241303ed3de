import RankingModel

/// Reads what the catalogue is made from.
struct LakeIndex: Sendable {
  let records: SnapshotRecords
  let reader: LakeReader
  /// Whether a snapshot whose version is lost is indexed without its entries; otherwise it is an error.
  var toleratesLoss = false
  /// An earlier catalogue, which may still say where each item of a lost version stood.
  var earlier: LakeReader?

  /// What some records say.
  struct Content: Sendable {
    var snapshots: [IndexedRecord]
    var runs: [(path: String, report: RunReport)]
  }

  /// What the snapshot records at `snapshots` and the run records at `runs` say.
  func content(_ snapshots: [String], runs: [String]) throws(Failure) -> Content {
    var content = Content(snapshots: try records(snapshots), runs: [])
    for path in runs { content.runs.append((path, try records.readRun(path))) }
    return content
  }

  /// The snapshot records at `paths` with the entries of their versions, in the order in which they were recorded.
  private func records(_ paths: [String]) throws(Failure) -> [IndexedRecord] {
    var indexed: [IndexedRecord] = []
    for path in paths {
      let (snapshot, bytes) = try records.read(path)
      var record = IndexedRecord(snapshot: snapshot, path: path, bytes: bytes, entries: [])
      // A version is read back only where its entries are to be indexed.
      if snapshot.state.isPublished, let version = snapshot.version {
        do throws(Failure) { record.entries = try reader.entries(of: version) } catch {
          guard toleratesLoss, error.kind == .damaged else { throw error }
          record.entries = try entries(of: snapshot)
          record.isWhole = record.entries.count == snapshot.entries
        }
      }
      indexed.append(record)
    }
    return indexed.sorted { ($0.snapshot.recordedAt, $0.path) < ($1.snapshot.recordedAt, $1.path) }
  }

  /// What the earlier catalogue says of the entries of a lost version: rank, item, title and rating; none where it does
  /// not have them all.
  ///
  /// - Throws: `storage` where it cannot be read: it may be the only one that has them.
  private func entries(of snapshot: Snapshot) throws(Failure) -> [Entry] {
    guard let earlier, let places = try unlessDamaged(try earlier.places(of: snapshot)),
      places.count == snapshot.entries
    else { return [] }
    return places.map { item, observation in
      let rating = observation.rating.map { JSONMember("rating", .double($0)) }
      return Entry(
        rank: observation.rank, id: item, title: observation.title, fields: rating.map { [$0] } ?? [])
    }
  }
}
