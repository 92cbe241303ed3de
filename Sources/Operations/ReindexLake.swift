public import LakeStore

extension Workplace {
  /// Makes the catalogue anew from the lake's records, and the work state where it is gone.
  ///
  /// - Throws: a `damaged` failure where the records lack something that the new catalogue would need.
  public func reindex() async throws -> CatalogueContents {
    try await LakeRepair(place, options: options).reindex()
    // Opening for writing brings the work state back where it is gone.
    return try await work { try $0.lake.reader.contents() }
  }
}
