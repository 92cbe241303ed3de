import GRDB
public import RankingModel
import Storage

extension LakeReader {
  /// Reads the lake as it will be once what a command that was cut off had recorded is in the catalogue: for plans. Nothing
  /// is written. Where nothing is late, this is the same reader.
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

  /// The keys of the records that the catalogue does not have; of those of one kind and of one chart, where given.
  func lateRecords(
    of kind: StorageKey.Kind? = nil, chart: ChartName? = nil
  ) async throws(Failure) -> [StorageKey] {
    let known = try indexedRecords(of: kind, chart: chart)
    return try await records.keys(of: kind, chart: chart).filter { !known.contains($0) }
  }
}
