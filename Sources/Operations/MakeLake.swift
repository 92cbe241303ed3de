public import LakeStore
import RankingModel
import Storage

extension Workplace {
  /// Makes an empty lake.
  ///
  /// - Parameter group: the group whose members share the lake; `nil` for a lake of its owner alone.
  /// - Throws: a `usage` failure if something is there already, or if there is no such group.
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
    // A storage reads its folder's group only once. The one at hand may have done so before the folder was made.
    if place.storage is FolderStorage { made.place = LakePlace(folder: place.folder) }
    return try await made.work(makesLake: true) { try $0.lake.reader.contents() }
  }
}
