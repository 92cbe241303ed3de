public import LakeStore
import Storage

extension Workplace {
  /// Makes an empty lake.
  ///
  /// - Parameter group: the group whose members share it; without one it is its owner's alone.
  /// - Throws: a `usage` failure where something is there already, or no such group.
  public func makeLake(group: String? = nil) async throws -> CatalogueContents {
    try Lake.prepareFolder(place.folder, group: group)
    var made = self
    // A storage asks its folder once with whom it is shared: one that was there before the folder does not know.
    if place.storage is FolderStorage { made.place = LakePlace(folder: place.folder) }
    return try await made.work(makesLake: true) { try $0.lake.reader.contents() }
  }
}
