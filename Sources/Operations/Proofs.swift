public import History
public import JSON

extension Workplace {
  /// The digest of the lake. Reads every record, and needs no catalogue.
  public func digest(_ question: DigestQuestion) async throws -> LakeDigest {
    try await question.answer(at: place)
  }

  /// A proof that a row was published.
  public func prove(_ question: ProofQuestion) async throws -> JSONValue {
    try await question.answer(from: try await reader())
  }

  /// A proof that the lake still has all records of an earlier digest, unchanged and in the same order, before any others.
  public func proveExtension(_ question: ExtensionQuestion) async throws -> JSONValue {
    try await question.answer(at: place)
  }
}
