package import RankingModel
package import Storage

/// Reading a lake of somebody else. Its catalogue is copied first, so that no file is made beside it: even to read, SQLite makes
/// a file by which readers find the log.
extension LakeReader {
  /// The id of the lake.
  package func identifier() throws(Failure) -> String { try value("SELECT id FROM lake") ?? "" }

  /// Opens the lake in `folder`, which stays unchanged.
  ///
  /// - Throws: as `open`.
  package static func open(othersFolder folder: String) async throws(Failure) -> LakeReader {
    let place = LakePlace(folder: folder)
    _ = try await LakeFormat.require(at: place)
    guard try !place.lacksCatalogue() else {
      throw Failure(.damaged, "the lake \(folder) has no catalogue", remedy: .remakeCatalogue)
    }
    try DatabaseCheck.refuseLinks(at: place.catalogue)
    let copy = try reading("the catalogue", try DatabaseCopy(of: place.catalogue))
    return try await open(copy, of: place.storage, named: folder)
  }

  /// Opens the lake called `name`. `storage` has its format, and `catalogue` has the bytes of its catalogue's file.
  ///
  /// - Throws: as `open`; `damaged` also where the file was copied while it was being written.
  package static func open(
    _ storage: any Storage, catalogue: [UInt8], named name: String
  ) async throws(Failure) -> LakeReader {
    let copy = try reading("the catalogue", try DatabaseCopy(bytes: catalogue))
    return try await open(copy, of: storage, named: name)
  }

  /// Checks the whole copy before it is used. Its files are removed when this returns; the connection can still read them.
  private static func open(
    _ copy: DatabaseCopy, of storage: any Storage, named name: String
  ) async throws(Failure) -> LakeReader {
    defer { withExtendedLifetime(copy) {} }
    let place = LakePlace(storage: storage, folder: copy.folder)
    let format = try await LakeFormat.require(at: place)
    let opened: CatalogueConnection.Opened
    do throws(Failure) { opened = try CatalogueConnection.reader(path: copy.path) } catch {
      var failure = error
      failure.message = failure.message.replacing(copy.folder, with: name)
      throw failure
    }
    switch DatabaseCheck.outcome(ofFileAt: copy.path) {
    case .sound: break
    case .damaged(let words): throw Failure(.damaged, "the catalogue \(words)", remedy: .remakeCatalogue)
    case .unreadable(let words): throw Failure(.storage, "the catalogue could not be read: \(words)")
    }
    guard opened.lake == format.id else {
      throw Failure(.damaged, "its catalogue belongs to another lake", remedy: .remakeCatalogue)
    }
    return LakeReader(place, database: opened.database)
  }
}
