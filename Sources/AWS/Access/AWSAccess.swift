public import HTTPFetch
public import RankingModel

/// Where the services are and as whom they are asked.
public struct AWSAccess: Sendable {
  /// The region, such as `eu-central-1`.
  public var region: String
  /// Where a service is, by its name; the name `""` stands for all others. Services that are not here are where AWS has them.
  public var endpoints: [String: String]
  /// Whether a bucket is named in the path of an address and not in its host.
  public var usesPathStyle: Bool
  /// Gives the credentials.
  public var credentials: AWSCredentialChain

  /// Access with everything said.
  public init(
    region: String, endpoints: [String: String] = [:], usesPathStyle: Bool = false,
    credentials: AWSCredentialChain
  ) {
    (self.region, self.endpoints) = (region, endpoints)
    (self.usesPathStyle, self.credentials) = (usesPathStyle, credentials)
  }

  /// Access as `environment` and the shared config file have it.
  ///
  /// - Parameters:
  ///   - s3Endpoint: where S3 is, before all that the environment says.
  ///   - s3Region: the region, before all that the environment says.
  ///   - usesPathStyle: `nil` chooses the path for every endpoint that was named.
  ///   - fetcher: asks the endpoints of roles.
  /// - Throws: a `usage` failure where no region is named, or an endpoint is no address.
  public init(
    environment: [String: String], s3Endpoint: String? = nil, s3Region: String? = nil,
    usesPathStyle: Bool? = nil, fetcher: any Fetching
  ) throws(Failure) {
    self.init(
      region: s3Region ?? environment["AWS_REGION"] ?? "us-east-1",
      credentials: AWSCredentialChain(environment: environment, fetcher: fetcher))
  }
}
