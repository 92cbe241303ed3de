import RankingModel

extension Failure {
  /// The failure that no bucket is called `name`.
  init(noBucket name: String) {
    self.init(.storage, "there is no bucket \(name)", remedy: .otherBucket)
  }
}

extension Remedy {
  /// The remedy for a missing bucket.
  static let otherBucket = Remedy.words("make the bucket first, or name another one")
}

/// The result of `work`, or the failure to store `subject`.
func storing<Value>(
  _ subject: String, _ work: () async throws(Failure) -> Value
) async throws(Failure) -> Value {
  try await doing("stored", subject, work)
}

/// The result of `work`, or the failure to read `subject`.
func reading<Value>(
  _ subject: String, _ work: () async throws(Failure) -> Value
) async throws(Failure) -> Value {
  try await doing("read", subject, work)
}

private func doing<Value>(
  _ done: String, _ subject: String, _ work: () async throws(Failure) -> Value
) async throws(Failure) -> Value {
  do throws(Failure) { return try await work() } catch {
    guard error.kind == .storage else { throw error }
    let message = "\(subject) could not be \(done): \(error.message)"
    throw Failure(.storage, message, remedy: error.remedy, facts: error.facts)
  }
}
