public import RankingModel
public import Storage

/// Where a lake is: the storage that keeps it, and the folder of this machine with its index, its work state and its locks.
public struct LakePlace: Sendable {
  /// Keeps objects and records.
  public let storage: any Storage
  /// Holds what can be made again: the catalogue, the work state and the locks.
  public let folder: String
  /// The id that names `folder`, where other machines write to the lake too and have folders of their own; `nil` where all who
  /// write to the lake share the folder.
  let sharedID: String?
  /// Whether the lake's id was read when the folder was chosen. The id never changes, so it need not be read again.
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
  /// named by the lake's id. A new lake gets its id here, and nothing is written.
  ///
  /// - Throws: `format` where the lake is of another format, `storage` where it cannot be read.
  public static func shared(_ storage: any Storage, cache: String) async throws(Failure) -> LakePlace {
    let unknown = LakePlace(storage: storage, folder: cache)
    var known: LakeFormat?
    var id: String?
    do throws(Failure) { known = try await LakeFormat(unknown) } catch {
      // A lake may have lost its format file. A check and a repair then use the folder of the id in a copy of the catalogue.
      guard error.kind == .damaged else { throw error }
      id = try await CatalogueCheckpoint.newest(in: unknown, lake: nil)?.lake
    }
    let name = known?.id ?? id ?? newIdentifier()
    return LakePlace(storage, "\(cache)/\(name)", sharedID: name, isIDKnown: known != nil)
  }

  /// Whether other machines write to the lake too. This machine's locks do not keep them out, and their records are not in this
  /// machine's catalogue until it is brought up to date.
  public var isShared: Bool { sharedID != nil }

  /// How many records are read at once.
  var width: Int { isShared ? 16 : 1 }
  /// The lake's name, as it is given on the command line.
  public var name: String { storage.location }
  /// The catalogue's file.
  var catalogue: String { "\(folder)/catalogue.sqlite" }
  /// The lake's objects.
  var objects: Objects { Objects(storage) }
  /// The lake's records.
  var records: Records { Records(storage: storage) }

  /// Whether the catalogue is missing, or empty because a process was killed while it made the catalogue.
  func lacksCatalogue() throws(Failure) -> Bool {
    try DatabaseReplacement.isMissing(catalogue, "the catalogue")
  }
}
