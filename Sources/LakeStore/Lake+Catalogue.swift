import GRDB
import RankingModel
import Storage

extension Lake {
  /// Refuses to continue where the present catalogue has a record that the storage lacks. The catalogue may have the only copy of
  /// that record, and a rebuilt catalogue would not have it.
  ///
  /// - Throws: `damaged` in that case.
  static func requireKnownRecords(_ place: LakePlace, lake identifier: String) async throws(Failure) {
    let opened = try CatalogueConnection.usable(path: place.catalogue, unchecked: true)
    guard let opened, opened.lake == identifier else { return }
    defer { try? opened.database.close() }
    let old = LakeReader(place, database: opened.database)
    guard try unlessDamaged(try old.indexedRecords()) != nil else { return }
    do throws(Failure) { try await old.requireRecords(try await old.records.keys(), to: "reindexed") } catch {
      // A record of a newer format that took the place of another is reported first.
      _ = try await LakeInventory(try await LakeContents(place), place)
      throw error
    }
  }

  /// Rebuilds the catalogue from the lake's records.
  ///
  /// - Parameters:
  ///   - toleratesLoss: whether a snapshot whose version is lost is indexed without its entries.
  ///   - keepsOld: whether the old catalogue is kept in the folder `damaged`.
  ///   - checkpoint: a copy of the catalogue to begin with, instead of the records. Later records are read when it is opened.
  static func remakeCatalogue(
    _ place: LakePlace, lake identifier: String, lock: LakeLock, options: Options,
    toleratesLoss: Bool = false,
    keepsOld: Bool = false, from checkpoint: CatalogueCheckpoint? = nil
  ) async throws(Failure) {
    let catalogue = place.catalogue
    try await DatabaseReplacement.replace(catalogue, "the catalogue") { new throws(Failure) in
      if let checkpoint {
        do throws(FileSystemError) { try DatabaseCopy.write(checkpoint.bytes, to: new) } catch {
          throw Failure(storing: "the catalogue", error)
        }
      }
      let opened = try CatalogueConnection.writer(path: new, lake: identifier)
      let lake = Lake(place, database: opened.database, lock: lock, options: options)
      let old = toleratesLoss ? try CatalogueConnection.usable(path: catalogue)?.database : nil
      defer { try? old?.close() }
      let earlier = old.map { LakeReader(place, database: $0) }
      var failure: Failure?
      do throws(Failure) {
        if checkpoint == nil {
          try await lake.index(
            try await lake.reader.records.keys(), toleratesLoss: toleratesLoss, earlier: earlier,
            remadeAt: options.clock())
        }
      } catch {
        failure = error
      }
      await lake.closeCatalogue()
      if let failure { throw failure }
    } leaving: { () async throws(Failure) in
      // An old catalogue whose log cannot be folded in is damaged. It is removed before its log: the next command rebuilds a
      // missing catalogue.
      guard try !place.lacksCatalogue() else { return }
      let isFolded = keepsOld ? false : try CatalogueConnection.foldsLog(path: catalogue)
      if !isFolded {
        try await keepDamaged(place, at: options.clock())
        try DatabaseReplacement.remove([catalogue], "the catalogue")
      }
    }
  }

  /// Keeps copies of the catalogue and its logs in the folder `damaged`.
  private static func keepDamaged(_ place: LakePlace, at now: Instant) async throws(Failure) {
    for end in [""] + DatabaseCheck.logEnds where end != "-shm" {
      // There is nothing in an empty log.
      let size = try reading("the catalogue", try FileSystem(root: place.folder).size(place.catalogue + end))
      if size ?? 0 > 0 {
        try await FolderStorage(place.folder).keepCopy(of: "catalogue.sqlite\(end)", at: now)
      }
    }
  }
}
