public import LakeStore

extension Workplace {
  /// Makes an empty lake.
  ///
  /// - Parameter group: the group whose members share it; without one it is its owner's alone.
  /// - Throws: a `usage` failure where something is there already, or no such group.
  public func makeLake(group: String? = nil) async throws -> CatalogueContents {
    try Lake.prepareFolder(place.folder, group: group)
    return try await work(makesLake: true) { try $0.lake.reader.contents() }
  }
}
