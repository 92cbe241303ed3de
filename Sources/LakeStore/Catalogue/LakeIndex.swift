import JSON
import RankingModel
import Storage

/// Reads what the catalogue is made from.
struct LakeIndex: Sendable {
  let reader: LakeReader
  /// Whether a snapshot whose version is lost is indexed without its entries; otherwise it is an error.
  var toleratesLoss = false
  /// An earlier catalogue, which may still say where each item of a lost version stood.
  var earlier: LakeReader?

  /// The records under `keys`, in the order in which they were made, and the snapshots that decisions among them are about.
  func records(_ keys: [StorageKey]) async throws(Failure) -> [IndexedRecord] {
    var read: [(record: Record, bytes: [UInt8], key: StorageKey)] = []
    var decisions = try reader.decisions()
    var keys = keys
    var known = Set(keys)
    var index = 0
    while index < keys.count {
      let key = keys[index]
      index += 1
      let (record, bytes) = try await reader.records.read(key)
      read.append((record, bytes, key))
      guard case .decision(let decision) = record else { continue }
      decisions.add(decision)
      guard [.forget, .restore, .accept].contains(decision.action),
        let subject = StorageKey(path: decision.subject), subject.kind == .snapshots,
        try reader.isIndexed(subject), known.insert(subject).inserted
      else { continue }
      keys.append(subject)
    }
    var indexed: [IndexedRecord] = []
    for (record, bytes, key) in read {
      var entry = IndexedRecord(record: record, file: StoredFile(key, bytes))
      if case .snapshot(let snapshot) = record {
        entry.isForgotten = decisions.forgets(key)
        if !entry.isForgotten, snapshot.state.isPublished || decisions.wasAccepted(key) {
          try await addEntries(of: snapshot, to: &entry)
        }
      }
      indexed.append(entry)
    }
    return indexed.sorted { ($0.record.instant, $0.file.key) < ($1.record.instant, $1.file.key) }
  }

  private func addEntries(of snapshot: Snapshot, to indexed: inout IndexedRecord) async throws(Failure) {
    guard let version = snapshot.version else { return }
    do throws(Failure) { indexed.entries = try await reader.entries(of: version) } catch {
      guard toleratesLoss, error.kind == .damaged else { throw error }
      indexed.entries = try entries(of: snapshot)
      indexed.isWhole = indexed.entries.count == snapshot.entries
    }
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
