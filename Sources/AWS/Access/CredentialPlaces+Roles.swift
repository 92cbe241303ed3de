import HTTPFetch
import JSON
import RankingModel

// The endpoints inside a container or a machine of AWS that provide the credentials of its role.
extension CredentialPlaces {
  /// The credentials of a container's role; `nil` where the environment names no endpoint.
  ///
  /// - Throws: a `usage` failure where the endpoint provides none.
  func ofContainer() async throws(Failure) -> AWSCredentials? {
    let relative = environment.value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
    let full = environment.value("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    guard let url = relative.map({ "http://169.254.170.2\($0)" }) ?? full else { return nil }
    let subject = "the endpoint of the container's role"
    guard url.hasPrefix("https://") || isLocal(url) else {
      throw Failure(
        .usage, "\(subject) is neither on this machine nor reached by https",
        remedy: .words("look at AWS_CONTAINER_CREDENTIALS_FULL_URI"))
    }
    var request = request(url)
    request.retry = RetryPolicy(attempts: 3)
    // The path names the role, and is enough to get the credentials.
    request.hidesPath = true
    if let token = try token() {
      request.headers = [HeaderField("Authorization", token)]
      request.secrets = [token]
    }
    return try credentials(in: try await answer(request, from: subject), from: subject)
  }

  /// The credentials of a machine's role; `nil` where this is not a machine of AWS, or it has no role.
  func ofMachine() async throws(Failure) -> AWSCredentials? {
    guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
    let base = environment.value("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
    let service = base.hasSuffix("/") ? String(base.dropLast()) : base
    let path = "\(service)/latest/meta-data/iam/security-credentials/"
    var start = request("\(service)/latest/api/token")
    start.method = "PUT"
    start.headers = [HeaderField("X-aws-ec2-metadata-token-ttl-seconds", "21600")]
    // Outside AWS nothing answers at this address.
    guard let token = try? await fetcher.fetch(start).text else { return nil }
    let ask = { (url: String) in
      var request = request(url)
      request.headers = [HeaderField("X-aws-ec2-metadata-token", token)]
      request.secrets = [token]
      request.retry = RetryPolicy(attempts: 3)
      request.acceptedStatuses = [404]
      return request
    }
    let subject = "the endpoint of this machine's role"
    let roles = try await answer(ask(path), from: subject)
    guard roles.status != 404, let role = roles.text.split(whereSeparator: \.isNewline).first else {
      return nil
    }
    return try credentials(in: try await answer(ask(path + role), from: subject), from: subject)
  }

  private func request(_ url: String) -> FetchRequest {
    var request = FetchRequest(url: url)
    request.limits = FetchLimits(connect: 1, total: 5, bytes: 1 << 16, redirects: 0)
    request.retry = .never
    return request
  }

  /// Whether a key may go to `url` unencrypted, because it stays on this machine or on its link.
  private func isLocal(_ url: String) -> Bool {
    let hosts = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost", "[::1]"]
    guard url.hasPrefix("http://") else { return false }
    let authority = url.dropFirst("http://".count).prefix { !"/?#".contains($0) }
    let host =
      authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return hosts.contains(String(host))
      || parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// The token that the container's endpoint requires. The file with the token may change at any time, so it is read each time.
  private func token() throws(Failure) -> String? {
    guard let path = environment.value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
      return environment.value("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }
    do throws(FetchError) {
      return String(decoding: try FileReader.bytes(of: path, maximumBytes: 1 << 16), as: UTF8.self).trimmed
    } catch { throw Failure(.usage, "the token for the container's role could not be read: \(error)") }
  }

  private func answer(_ request: FetchRequest, from subject: String) async throws(Failure) -> FetchResponse {
    do throws(FetchError) { return try await fetcher.fetch(request) } catch {
      throw Failure(.usage, "\(subject) gave no credentials: \(error)", remedy: .tryAgain)
    }
  }

  private func credentials(
    in answer: FetchResponse, from subject: String
  ) throws(Failure) -> AWSCredentials {
    guard let document = try? JSONReader.read(answer.body), let found = AWSCredentials(document) else {
      throw Failure(
        .usage, "\(subject) gave an answer without credentials",
        remedy: .words("look at the role of this machine or container"))
    }
    return found
  }
}

extension FetchResponse {
  fileprivate var text: String { String(decoding: body, as: UTF8.self).trimmed }
}
