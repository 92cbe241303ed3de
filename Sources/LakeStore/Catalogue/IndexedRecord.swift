import RankingModel
import Storage

/// A record as the catalogue takes it in.
struct IndexedRecord: Sendable {
  /// The record.
  var record: Record
  /// Its key and bytes.
  var file: StoredFile
  /// The entries of a published snapshot's version.
  var entries: [Entry] = []
  /// Whether `entries` are there; not so where the version is lost.
  var isWhole = true
  /// Whether a snapshot counts no longer.
  var isForgotten = false

  /// Whether this is the settings of a chart.
  var isSettings: Bool { file.key.kind == .charts }
}

extension IndexedRecord {
  init(_ record: Record) { self.init(record: record, file: record.file) }
}
