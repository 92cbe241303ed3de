import GRDB
public import RankingModel

extension LakeReader {
  /// Reads the lake as it will be once what a command that was cut off had recorded is in the catalogue: for plans. Nothing
  /// is written.
  public func withWhatIsLate() throws(Failure) -> LakeReader {
    let late = try lateRecords()
    guard !late.snapshots.isEmpty || !late.runs.isEmpty else { return self }
    let content = try LakeIndex(records: records, reader: self).content(late.snapshots, runs: late.runs)
    do {
      let copy = try DatabaseQueue()
      try database.backup(to: copy)
      try copy.write { database in
        var writer = CatalogueWriter(database)
        try writer.add(content)
        try writer.removeUnreferenced()
      }
      return LakeReader(path: path, objects: objects, fileSystem: fileSystem, database: copy)
    } catch {
      throw Failure(database: "a copy of the catalogue", error)
    }
  }

  /// The places of the records that the catalogue does not have.
  func lateRecords() throws(Failure) -> (snapshots: [String], runs: [String]) {
    let known = try indexedRecords()
    return (
      snapshots: try records.paths(in: "snapshots").filter { !known.contains($0) },
      runs: try records.paths(in: "runs").filter { !known.contains($0) }
    )
  }
}
