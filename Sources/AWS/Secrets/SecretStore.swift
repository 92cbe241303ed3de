import HTTPFetch
import JSON
public import RankingModel

/// Secrets kept by AWS: in Secrets Manager, named by name or ARN, or in parameters of Systems Manager, named by `ssm:` and a
/// path. Each secret is requested once and then remembered. None is ever logged.
public actor SecretStore {
  private let client: @Sendable () throws(Failure) -> AWSClient
  private var known: [String: String] = [:]

  /// A store that uses the client that `client` returns. `client` is called when a secret must be requested.
  public init(client: @escaping @Sendable () throws(Failure) -> AWSClient) { self.client = client }

  /// The secret called `name`.
  ///
  /// - Throws: `definition` where there is no such secret, or these credentials may not read it; otherwise like `AWSClient.send`.
  public func secret(_ name: String) async throws(Failure) -> String {
    if let secret = known[name] { return secret }
    let parameter = name.hasPrefix("ssm:") ? String(name.dropFirst(4)) : nil
    let request =
      parameter.map { parameter in
        AWSRequest.call(
          "ssm", "AmazonSSM.GetParameter", ["Name": .string(parameter), "WithDecryption": true])
      } ?? .call("secretsmanager", "secretsmanager.GetSecretValue", ["SecretId": .string(name)])
    let response: AWSResponse
    do throws(Failure) { response = try await client().send(request) } catch {
      // The name is wrong, or the role may not read the secret: another attempt would fail too.
      let isRefused = error.facts.contains { $0.key == "status" && [400, 403].contains($0.value.integer) }
      guard error.kind == .storage, isRefused else { throw error }
      throw Failure(
        .definition, "the secret \(name) could not be read: \(error.message)",
        remedy: .words("see that it is there, and that this role may read it"))
    }
    let json = try? JSONReader.read(response.body)
    guard let secret = (parameter == nil ? json?["SecretString"] : json?["Parameter"]?["Value"])?.string
    else {
      throw Failure(.definition, "the secret \(name) is no text", remedy: .words("store the key as a text"))
    }
    known[name] = secret
    return secret
  }
}
