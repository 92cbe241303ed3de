import RankingModel
import Storage

/// The two accounts of a lake's records: its storage and its catalogue.
extension LakeReader {
  /// Compares the records that were `listed` with the catalogue.
  ///
  /// - Parameter action: what is refused otherwise, such as `pruned`.
  /// - Throws: `damaged` where the catalogue knows a record that was not listed: records are never removed.
  func requireRecords(_ listed: [StorageKey], to action: String) async throws(Failure) {
    let unseen = try indexedRecords().subtracting(listed)
    guard !unseen.isEmpty else { return }
    // Beside a writer a record may have been stored since they were listed.
    guard let key = unseen.subtracting(try await records.keys()).min() else { return }
    throw Failure(.damaged, "nothing is \(action) while a record is missing: \(key)", remedy: .repairLake)
  }
}
