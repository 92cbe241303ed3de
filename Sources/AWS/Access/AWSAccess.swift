public import HTTPFetch
public import RankingModel

/// The addresses of the services, and the credentials for them.
public struct AWSAccess: Sendable {
  /// The region, such as `eu-central-1`.
  public var region: String
  /// The addresses of services that are not at AWS's usual place, by service name. The name `""` stands for all services without
  /// an address of their own.
  public var endpoints: [String: String]
  /// Provides the credentials.
  public var credentials: AWSCredentialChain

  /// Access with these settings.
  public init(region: String, endpoints: [String: String] = [:], credentials: AWSCredentialChain) {
    (self.region, self.endpoints, self.credentials) = (region, endpoints, credentials)
  }

  /// Access with the settings of `environment` and the shared config file.
  ///
  /// - Parameters:
  ///   - s3Endpoint: the address of S3; it takes precedence over the environment.
  ///   - s3Region: the region; it takes precedence over the environment.
  ///   - fetcher: sends requests to the endpoints of roles.
  /// - Throws: a `usage` failure where no region is named, an endpoint is no address, or the shared files cannot be read.
  public init(
    environment: [String: String], s3Endpoint: String? = nil, s3Region: String? = nil,
    fetcher: any Fetching
  ) throws(Failure) {
    let profile = try SharedProfile.find(in: environment)?.settings ?? [:]
    var endpoints = AWSAccess.endpoints(in: environment)
    if endpoints[""] == nil { endpoints[""] = profile.value("endpoint_url") }
    if let s3Endpoint { endpoints["s3"] = s3Endpoint }
    for address in endpoints.values { _ = try Endpoint(address) }
    let named = s3Region ?? environment.value("AWS_REGION") ?? environment.value("AWS_DEFAULT_REGION")
    // Servers other than AWS have one region, and most give it this name.
    let usual = endpoints.isEmpty ? nil : "us-east-1"
    guard let region = named ?? profile.value("region") ?? usual else {
      throw Failure(
        .usage, "no AWS region is named", remedy: .words("set AWS_REGION, such as eu-central-1"))
    }
    guard region.utf8.allSatisfy({ AWSAccess.isNamePart($0) }) else {
      throw Failure(.usage, "\"\(SafeText.start(of: region))\" is no AWS region")
    }
    self.init(
      region: region, endpoints: endpoints,
      credentials: AWSCredentialChain(environment: environment, fetcher: fetcher))
  }

  /// `AWS_ENDPOINT_URL` for all services, and variables such as `AWS_ENDPOINT_URL_S3` for one.
  private static func endpoints(in environment: [String: String]) -> [String: String] {
    let name = "AWS_ENDPOINT_URL"
    guard environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() != "true" else { return [:] }
    var endpoints: [String: String] = [:]
    for (variable, address) in environment where !address.isEmpty {
      guard variable == name || variable.hasPrefix("\(name)_") else { continue }
      let service = variable.dropFirst(name.count).filter { $0 != "_" }.lowercased()
      endpoints[service] = address
    }
    return endpoints
  }

  /// Whether the name of a region may contain the byte, or the name of a bucket that becomes part of a host.
  static func isNamePart(_ byte: UInt8) -> Bool {
    "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains(byte)
  }

  /// The address that `request` goes to. At an endpoint that was set, the bucket is part of the path, not of the host.
  func endpoint(for request: AWSRequest) throws(Failure) -> Endpoint {
    var endpoint: Endpoint
    let named = endpoints[request.service] ?? endpoints[""]
    if let named {
      endpoint = try Endpoint(named)
    } else {
      let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
      endpoint = Endpoint(scheme: "https", host: "\(request.service).\(region).\(domain)")
    }
    guard let bucket = request.bucket else { return endpoint }
    // AWS's certificate covers only one name part in front of the service's name.
    if named != nil || !bucket.utf8.allSatisfy({ AWSAccess.isNamePart($0) }) {
      endpoint.path += "/\(bucket)"
    } else {
      endpoint.host = "\(bucket).\(endpoint.host)"
    }
    return endpoint
  }
}

/// The address of a service.
struct Endpoint: Sendable, Hashable {
  /// `http` or `https`.
  var scheme: String
  /// The host, with the port where it is not the scheme's default.
  var host: String
  /// The start of every path, without a slash at its end.
  var path = ""
}

extension Endpoint {
  /// The endpoint at `address`.
  ///
  /// - Throws: a `usage` failure where `address` is not the address of a server.
  init(_ address: String) throws(Failure) {
    let parts = address.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts.count == 2 ? parts[1] : ""
    var host = rest.prefix { $0 != "/" }.lowercased()
    let scheme = parts[0].lowercased()
    let path = rest.dropFirst(host.count)
    let isPlain = rest.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"?#@%\"<>\\^`{|}".utf8.contains($0) }
    guard ["http", "https"].contains(scheme), !host.isEmpty, isPlain else {
      throw Failure(
        .usage, "\"\(SafeText.start(of: address))\" is no address of a service",
        remedy: .words("write it as https://host or http://host:port"))
    }
    // A server checks the signature with the host in the header, where clients leave out the default port.
    let usual = scheme == "http" ? ":80" : ":443"
    if host.hasSuffix(usual) { host.removeLast(usual.count) }
    self.init(scheme: scheme, host: host, path: path.hasSuffix("/") ? String(path.dropLast()) : String(path))
  }
}
