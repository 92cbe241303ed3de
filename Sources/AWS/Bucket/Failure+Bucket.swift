import RankingModel

extension Failure {
  /// The failure that no bucket is called `name`.
  init(noBucket name: String) {
    self.init(.storage, "there is no bucket \(name)", remedy: .otherBucket)
  }
}

extension Remedy {
  /// What helps where a bucket is not there.
  static let otherBucket = Remedy.words("make the bucket first, or name another one")
}

/// What `work` gives, or the failure that `subject` could not be stored.
func storing<Value>(
  _ subject: String, _ work: () async throws(Failure) -> Value
) async throws(Failure) -> Value {
  try await doing("stored", subject, work)
}

/// What `work` gives, or the failure that `subject` could not be read.
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
