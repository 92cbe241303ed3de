import RankingModel
import Storage

/// A record, with all that the catalogue stores of it.
struct IndexedRecord: Sendable {
  /// The record.
  var record: Record
  /// Its key and bytes.
  var file: StoredFile
  /// The entries of a published snapshot's version.
  var entries: [Entry] = []
  /// Whether `entries` are complete; false where the version is lost.
  var isWhole = true
  /// Whether the snapshot is forgotten.
  var isForgotten = false

  /// Whether this is the settings of a chart.
  var isSettings: Bool { file.key.kind == .charts }
}

extension IndexedRecord {
  init(_ record: Record) { self.init(record: record, file: record.file) }
}
