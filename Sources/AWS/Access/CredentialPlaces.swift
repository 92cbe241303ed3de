import HTTPFetch
import RankingModel

/// The places where AWS's own programs look for credentials.
struct CredentialPlaces: Sendable {
  let environment: [String: String]
  /// Sends requests to the endpoints of roles.
  let fetcher: any Fetching

  /// The credentials of the first place that has some; `nil` where none has.
  func find() async throws(Failure) -> AWSCredentials? {
    if let found = AWSCredentials(environment: environment) { return found }
    if let found = try ofProfile() { return found }
    if let found = try await ofContainer() { return found }
    return try await ofMachine()
  }

  /// The credentials of the profile in the shared files; `nil` where there is no profile, or it has none.
  ///
  /// - Throws: a `usage` failure where the profile or the environment asks for a way of signing in that this program does not
  ///   support.
  func ofProfile() throws(Failure) -> AWSCredentials? {
    if environment.value("AWS_WEB_IDENTITY_TOKEN_FILE") != nil {
      throw refusal("AWS_WEB_IDENTITY_TOKEN_FILE asks for a role by a web identity")
    }
    guard let profile = try SharedProfile.find(in: environment) else { return nil }
    let settings = profile.settings
    let ways = [
      ("sso_session", "signs in by SSO"), ("sso_start_url", "signs in by SSO"),
      ("role_arn", "takes on a role"), ("credential_process", "asks a program"),
    ]
    if let way = ways.first(where: { settings[$0.0] != nil })?.1 {
      throw refusal("the AWS profile \"\(SafeText.start(of: profile.name))\" \(way)")
    }
    guard let id = settings["aws_access_key_id"], let key = settings["aws_secret_access_key"] else {
      return nil
    }
    return AWSCredentials(keyID: id, secretKey: key, sessionToken: settings["aws_session_token"])
  }

  private func refusal(_ what: String) -> Failure {
    Failure(
      .usage, "\(what), which this program cannot do",
      remedy: .words(
        "put the credentials into the environment: aws configure export-credentials prints them"))
  }
}
