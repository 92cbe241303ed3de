public import RankingModel
public import Storage

/// Where a lake is: what keeps it, and the folder of this machine that holds its index, its work state and its locks.
public struct LakePlace: Sendable {
  /// Keeps objects and records.
  public let storage: any Storage
  /// Holds what can be made again: the catalogue, the work state, the locks.
  public let folder: String
  /// The id by which `folder` is named, where it is this machine's own and other machines write to the lake too; `nil` where
  /// all who write to the lake share the folder.
  let sharedID: String?
  /// Whether the lake said its id when the folder was chosen. It never changes, so nobody need ask again.
  let isIDKnown: Bool

  /// A lake in `folder`.
  public init(folder: String) { self.init(storage: FolderStorage(folder), folder: folder) }

  /// A lake in `storage`, with its index in `folder`.
  public init(storage: any Storage, folder: String) {
    self.init(storage, folder, sharedID: nil, isIDKnown: false)
  }

  private init(_ storage: any Storage, _ folder: String, sharedID: String?, isIDKnown: Bool) {
    (self.storage, self.folder) = (storage, folder)
    (self.sharedID, self.isIDKnown) = (sharedID, isIDKnown)
  }

  /// A lake in `storage` that other machines write to as well. This machine keeps its index in a folder within `cache` that is
  /// named by the lake's id. A new lake is given its id here, and nothing is written.
  ///
  /// - Throws: `format` where the lake is of another format, `storage` where it cannot be read.
  public static func shared(_ storage: any Storage, cache: String) async throws(Failure) -> LakePlace {
    let unknown = LakePlace(storage: storage, folder: cache)
    var known: LakeFormat?
    var id: String?
    do throws(Failure) { known = try await LakeFormat(unknown) } catch {
      // A repair finds the id of a lake that has lost it by its folder, and so does a check.
      guard error.kind == .damaged else { throw error }
      id = try await CatalogueCheckpoint.newest(in: unknown, lake: nil)?.lake
    }
    let name = known?.id ?? id ?? newIdentifier()
    return LakePlace(storage, "\(cache)/\(name)", sharedID: name, isIDKnown: known != nil)
  }

  /// Whether other machines write to the lake too, which this machine's locks do not keep out, and whose records are not in
  /// this machine's catalogue until they are looked for.
  public var isShared: Bool { sharedID != nil }

  /// So many records are read at once.
  var width: Int { isShared ? 16 : 1 }
  /// The lake's name: what names it on the command line.
  public var name: String { storage.location }
  /// The catalogue's file.
  var catalogue: String { "\(folder)/catalogue.sqlite" }
  /// The lake's objects.
  var objects: Objects { Objects(storage) }
  /// The lake's records.
  var records: Records { Records(storage: storage) }

  /// Whether the catalogue is missing, or empty as a process leaves it that was killed while it made the catalogue.
  func lacksCatalogue() throws(Failure) -> Bool {
    try DatabaseReplacement.isMissing(catalogue, "the catalogue")
  }
}
