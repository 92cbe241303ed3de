import JSON
import RankingModel
import Storage

/// Reads the records and versions that the catalogue is made from.
struct LakeIndex: Sendable {
  let reader: LakeReader
  /// Whether a snapshot whose version is lost is indexed without its entries; otherwise the loss is an error.
  var toleratesLoss = false
  /// An earlier catalogue, which may still have the entries of a lost version.
  var earlier: LakeReader?

  /// The records under `keys`, in the order in which they were made, and the snapshots that these change. A decision changes the
  /// snapshot that it is about. Settings change the snapshots that lack measures that they name.
  func records(_ keys: [StorageKey]) async throws(Failure) -> [IndexedRecord] {
    let (records, width) = (reader.records, reader.place.width)
    var read: [IndexedRecord] = []
    var decisions = try reader.decisions()
    var unread = keys
    var known = Set(keys)
    var measured: Set<StorageKey> = []
    while !unread.isEmpty {
      let new = try await allInParallel(unread, atOnce: width) { key throws(Failure) in
        let (record, bytes) = try await records.read(key)
        return IndexedRecord(record: record, file: StoredFile(key, bytes))
      }
      read += new
      unread = []
      for record in new.map(\.record) {
        if case .settings(let settings) = record {
          let lacking = try snapshotsLackingMeasures(settings).subtracting(known)
          measured.formUnion(lacking)
          known.formUnion(lacking)
          unread += lacking
        }
        guard case .decision(let decision) = record else { continue }
        decisions.add(decision)
        guard [.forget, .restore, .accept].contains(decision.action),
          let subject = StorageKey(path: decision.subject), subject.kind == .snapshots,
          try reader.isIndexed(subject), known.insert(subject).inserted
        else { continue }
        unread.append(subject)
      }
    }
    let (decided, remeasured) = (decisions, measured)
    let indexed = try await allInParallel(read, atOnce: width) { indexed throws(Failure) -> IndexedRecord? in
      guard case .snapshot(let snapshot) = indexed.record else { return indexed }
      var indexed = indexed
      let key = indexed.file.key
      indexed.isForgotten = decided.forgets(key)
      guard !indexed.isForgotten, snapshot.state.isPublished || decided.wasAccepted(key) else {
        return indexed
      }
      do throws(Failure) { try await addEntries(of: snapshot, to: &indexed) } catch {
        // What the catalogue knows of a version stays, where the version has been lost since.
        guard error.kind == .damaged, remeasured.contains(key) else { throw error }
        return nil
      }
      return indexed
    }.compactMap(\.self)
    return indexed.sorted { ($0.record.instant, $0.file.key) < ($1.record.instant, $1.file.key) }
  }

  /// The snapshots in the catalogue whose observations lack measures that `settings` name. Where a measure is new to the chart,
  /// these are all its snapshots.
  func snapshotsLackingMeasures(_ settings: ChartSettings) throws(Failure) -> Set<StorageKey> {
    let known = try reader.measures(of: settings.chart)
    return settings.measures.allSatisfy(known.contains)
      ? [] : try reader.indexedRecords(of: .snapshots, chart: settings.chart)
  }

  private func addEntries(of snapshot: Snapshot, to indexed: inout IndexedRecord) async throws(Failure) {
    guard let version = snapshot.version else { return }
    do throws(Failure) { indexed.entries = try await reader.entries(of: version) } catch {
      guard toleratesLoss, error.kind == .damaged else { throw error }
      let known = try entries(of: snapshot)
      indexed.entries = known ?? []
      indexed.isWhole = known != nil
    }
  }

  /// The entries of a lost version in the earlier catalogue: rank, item, title, measures and texts; `nil` where it does not have
  /// them all. An id that the day has twice has its better rank.
  ///
  /// - Throws: `storage` where the earlier catalogue cannot be read: it may be the only place that has them.
  private func entries(of snapshot: Snapshot) throws(Failure) -> [Entry]? {
    guard let earlier, let known = try unlessDamaged(try earlier.knownEntries(of: snapshot)),
      !known.isEmpty || snapshot.entries == 0
    else { return nil }
    return known
  }
}
