import RankingModel
import Storage

/// The storage and the catalogue of a lake both say which records it has.
extension LakeReader {
  /// Requires that all records in the catalogue are among the records that were `listed`.
  ///
  /// - Parameter action: the word for what is refused otherwise, such as `pruned`.
  /// - Throws: `damaged` where the catalogue has a record that was not listed: records are never removed.
  func requireRecords(_ listed: [StorageKey], to action: String) async throws(Failure) {
    let unseen = try indexedRecords().subtracting(listed)
    guard !unseen.isEmpty else { return }
    // A writer may have stored a record since they were listed.
    guard let key = unseen.subtracting(try await records.keys()).min() else { return }
    throw Failure(.damaged, "nothing is \(action) while a record is missing: \(key)", remedy: .repairLake)
  }
}
