import RankingModel
public import Storage

/// Where a lake is: what keeps it, and the folder of this machine that holds its index, its work state and its locks.
public struct LakePlace: Sendable {
  /// Keeps objects and records.
  public let storage: any Storage
  /// Holds what can be made again: the catalogue, the work state, the locks.
  public let folder: String

  /// A lake in `folder`.
  public init(folder: String) { self.init(storage: FolderStorage(folder), folder: folder) }

  /// A lake in `storage`, with its index in `folder`.
  public init(storage: any Storage, folder: String) {
    self.storage = storage
    self.folder = folder
  }

  /// The lake's name in messages.
  package var name: String { storage.location }
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
