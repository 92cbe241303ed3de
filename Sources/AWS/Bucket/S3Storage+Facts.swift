public import RankingModel

extension S3Storage {
  /// What the bucket does for the safety of what it keeps.
  public func facts() async throws(Failure) -> BucketFacts {
    try await client.facts(ofBucket: address.bucket)
  }
}
