public import LakeStore

extension Workplace {
  /// Rebuilds the catalogue from the lake's records, and the work state if it is missing.
  ///
  /// - Throws: a `damaged` failure if something that the new catalogue needs is missing from the records.
  public func reindex() async throws -> CatalogueContents {
    try await LakeRepair(place, options: options).reindex()
    // Opening the lake for writing restores a missing work state.
    return try await work { try $0.lake.reader.contents() }
  }
}
