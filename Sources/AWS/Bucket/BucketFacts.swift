public import RankingModel

/// How a bucket protects its content. `nil` means that the server does not say, or not to these credentials.
public struct BucketFacts: Sendable, Hashable {
  /// Whether removed and replaced objects stay as older versions.
  public var keepsVersions: Bool?
  /// How objects are encrypted, such as `AES256` or `aws:kms`; empty where they are not.
  public var encryption: String?
  /// Whether the bucket prevents everybody from making its content public.
  public var blocksPublicAccess: Bool?

  /// Facts with these values.
  public init(keepsVersions: Bool? = nil, encryption: String? = nil, blocksPublicAccess: Bool? = nil) {
    (self.keepsVersions, self.encryption) = (keepsVersions, encryption)
    self.blocksPublicAccess = blocksPublicAccess
  }
}

extension S3Storage {
  /// How the bucket protects its content.
  ///
  /// - Throws: `storage` where the bucket does not exist or the server does not answer.
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

  /// The bucket's value of a setting: an empty element where the bucket has none, `nil` where it is unknown.
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
