import HTTPFetch
import JSON
public import RankingModel

/// Secrets that AWS keeps: in Secrets Manager by their names or ARNs, or as parameters of Systems Manager by `ssm:` and a path.
/// Each is asked for once and then remembered. None is ever logged.
public actor SecretStore {
  private let client: @Sendable () throws(Failure) -> AWSClient
  private var known: [String: String] = [:]

  /// A store that asks through what `client` gives, which is called when the first secret is asked for.
  public init(client: @escaping @Sendable () throws(Failure) -> AWSClient) { self.client = client }

  /// The secret called `name`.
  ///
  /// - Throws: `definition` where there is none, or these credentials may not read it; as `AWSClient.send` otherwise.
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
      // A wrong name, or a role that may not read it: the same call would fare the same.
      let isRefused = error.facts.contains { $0.key == "status" && [400, 403].contains($0.value.integer) }
      guard error.kind == .storage, isRefused else { throw error }
      throw Failure(
        .definition, "the secret \(name) could not be had: \(error.message)",
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
