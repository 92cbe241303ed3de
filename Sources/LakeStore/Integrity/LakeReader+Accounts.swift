import RankingModel

/// The two accounts of a lake's records: its folders and its catalogue.
extension LakeReader {
  /// The places within the lake of all records of snapshots and runs, as its folders list them.
  func listedRecords() throws(Failure) -> [String] {
    try records.paths(in: "snapshots") + records.paths(in: "runs")
  }

  /// Compares the records at `listed`, as the lake's folders named them, with the catalogue.
  ///
  /// - Parameter action: what is refused otherwise, such as `pruned`.
  /// - Throws: `damaged` where the catalogue knows a record that was not listed. Forgetting takes a record out of the
  ///   catalogue before it moves the record.
  func requireRecords(_ listed: [String], to action: String) throws(Failure) {
    let unseen = try indexedRecords().subtracting(listed)
    guard !unseen.isEmpty else { return }
    // Beside a writer a record may have been stored or forgotten since the folders were listed.
    let missing = unseen.intersection(try indexedRecords()).subtracting(try listedRecords())
    // An older copy of the catalogue, put back, still names what was forgotten since.
    let forgotten = Set(try ForgottenRecords(lake: path, fileSystem: fileSystem).paths())
    let lost = missing.filter { !forgotten.contains(ForgottenRecords.place(of: $0, in: "forgotten")) }
    guard let record = lost.min() else { return }
    throw Failure(
      .damaged, "nothing is \(action) while a record is missing: \(record)",
      hint: "marquee lake repair --lake \(path)")
  }
}
