public import LakeStore
import RankingModel
import Storage

extension Workplace {
  /// Makes an empty lake.
  ///
  /// - Parameter group: the group whose members share it; without one it is its owner's alone.
  /// - Throws: a `usage` failure where something is there already, or no such group.
  public func makeLake(group: String? = nil) async throws -> CatalogueContents {
    if place.isShared {
      guard group == nil else {
        throw Failure(
          .usage, "only a lake in a folder has a group",
          remedy: .words("say in the bucket's policy who may use it"))
      }
      if try await viewIfThere() != nil {
        throw Failure(.usage, "\(place.name) is a lake already", remedy: .otherLake)
      }
    } else {
      try Lake.prepareFolder(place.folder, group: group)
    }
    var made = self
    // A storage asks its folder once with whom it is shared: one that was there before the folder does not know.
    if place.storage is FolderStorage { made.place = LakePlace(folder: place.folder) }
    return try await made.work(makesLake: true) { try $0.lake.reader.contents() }
  }
}
