import RankingModel

/// Reads what the catalogue is made from.
struct LakeIndex: Sendable {
  let records: SnapshotRecords
  let reader: LakeReader
  /// Whether a snapshot whose version is lost is indexed without its entries; otherwise it is an error.
  var toleratesLoss = false

  /// The snapshot records at `paths` with the entries of their versions, in the order in which they were recorded.
  func records(_ paths: [String]) throws(Failure) -> [IndexedRecord] {
    var indexed: [IndexedRecord] = []
    for path in paths {
      let (snapshot, bytes) = try records.read(path)
      var record = IndexedRecord(snapshot: snapshot, path: path, bytes: bytes, entries: [])
      // A version is read back only where its entries are to be indexed.
      if snapshot.state.isPublished, let version = snapshot.version {
        do throws(Failure) { record.entries = try reader.entries(of: version) } catch {
          guard toleratesLoss, error.kind == .damaged else { throw error }
          record.isWhole = false
        }
      }
      indexed.append(record)
    }
    return indexed.sorted { ($0.snapshot.recordedAt, $0.path) < ($1.snapshot.recordedAt, $1.path) }
  }
}
