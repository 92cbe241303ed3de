public import RankingModel

/// What a bucket does for the safety of what it keeps. `nil` stands for what the server does not tell, or not for these
/// credentials.
public struct BucketFacts: Sendable, Hashable {
  /// Whether what is removed or replaced stays as an older version.
  public var keepsVersions: Bool?
  /// How what is stored is encrypted, such as `AES256` or `aws:kms`; empty where it is not.
  public var encryption: String?
  /// Whether no one can make anything in the bucket public.
  public var blocksPublicAccess: Bool?

  /// These facts.
  public init(keepsVersions: Bool? = nil, encryption: String? = nil, blocksPublicAccess: Bool? = nil) {
    (self.keepsVersions, self.encryption) = (keepsVersions, encryption)
    self.blocksPublicAccess = blocksPublicAccess
  }
}

extension S3Storage {
  /// What the bucket does for the safety of what it keeps.
  ///
  /// - Throws: `storage` where the bucket is not there or the server does not answer.
  public func facts() async throws(Failure) -> BucketFacts {
    try await client.facts(ofBucket: address.bucket)
  }
}

extension AWSClient {
  /// Asks `bucket` for its facts.
  package func facts(ofBucket bucket: String) async throws(Failure) -> BucketFacts {
    let versioning = try await settings("versioning", of: bucket)
    let encryption = try await settings("encryption", of: bucket)
    let access = try await settings("publicAccessBlock", of: bucket)
    let rule = encryption?["Rule"]?["ApplyServerSideEncryptionByDefault"]
    let blocks = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
    return BucketFacts(
      keepsVersions: versioning.map { $0["Status"]?.text == "Enabled" },
      encryption: encryption.map { _ in rule?["SSEAlgorithm"]?.text ?? "" },
      blocksPublicAccess: access.map { access in blocks.allSatisfy { access[$0]?.text == "true" } })
  }

  /// What the bucket has under the name of a setting: an empty element where there is none, `nil` where nothing is known.
  private func settings(_ name: String, of bucket: String) async throws(Failure) -> XMLElement? {
    let answer = try await send(
      AWSRequest(
        "s3", "GET", bucket: bucket, query: [(name: name, value: "")], accepted: [400, 403, 404, 405, 501]))
    guard let root = try? XMLReader.read(answer.body) else { return nil }
    guard answer.status >= 300 else { return root }
    let code = root["Code"]?.text ?? ""
    if code == "NoSuchBucket" { throw Failure(noBucket: bucket) }
    // Such as NoSuchPublicAccessBlockConfiguration and ServerSideEncryptionConfigurationNotFoundError.
    let isAbsent = answer.status == 404 && code.contains("Configuration")
    return isAbsent ? XMLElement(name: name) : nil
  }
}
