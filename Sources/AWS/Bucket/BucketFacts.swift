public import RankingModel

/// What a bucket does for the safety of what it keeps. `nil` stands for what the server does not tell, or not these credentials.
public struct BucketFacts: Sendable, Hashable {
  /// Whether what is removed or replaced stays as an older version.
  public var keepsVersions: Bool?
  /// How what is stored is encrypted, such as `AES256` or `aws:kms`; empty where it is not.
  public var encryption: String?
  /// Whether no one can make anything in the bucket public.
  public var blocksPublicAccess: Bool?
}

extension AWSClient {
  /// Asks `bucket` for its facts.
  public func facts(ofBucket bucket: String) async throws(Failure) -> BucketFacts { BucketFacts() }
}
