import JSON
public import RankingModel

/// The credentials with which requests are signed.
public struct AWSCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The name of the key; it is sent with every request.
  public var keyID: String
  /// The secret key; it never leaves this process.
  public var secretKey: String
  /// The token that is needed with a temporary key.
  public var sessionToken: String?
  /// When a temporary key expires; `nil` where it does not, or the time is unknown.
  public var expiresAt: Instant?

  /// A key; a temporary one with its token and its end.
  public init(keyID: String, secretKey: String, sessionToken: String? = nil, expiresAt: Instant? = nil) {
    (self.keyID, self.secretKey) = (keyID, secretKey)
    (self.sessionToken, self.expiresAt) = (sessionToken, expiresAt)
  }

  /// The texts that must never be shown.
  public var secrets: [String] { [secretKey, sessionToken ?? ""].filter { !$0.isEmpty } }

  /// Only the last characters of the key's name, so that a message reveals no secret.
  public var description: String { "key …\(keyID.suffix(4))" }

  /// The same as `description`.
  public var debugDescription: String { description }

  /// Shows only `description`.
  public var customMirror: Mirror { Mirror(self, children: ["key": description]) }
}

extension AWSCredentials {
  /// The credentials in the environment; `nil` where it has none.
  init?(environment: [String: String]) {
    guard let id = environment.value("AWS_ACCESS_KEY_ID"),
      let key = environment.value("AWS_SECRET_ACCESS_KEY")
    else { return nil }
    self.init(keyID: id, secretKey: key, sessionToken: environment.value("AWS_SESSION_TOKEN"))
  }

  /// The credentials in the answer of a role's endpoint.
  init?(_ document: JSONValue) {
    guard let id = document["AccessKeyId"]?.string, let key = document["SecretAccessKey"]?.string,
      !id.isEmpty, !key.isEmpty
    else { return nil }
    self.init(
      keyID: id, secretKey: key, sessionToken: document["Token"]?.string,
      expiresAt: document["Expiration"]?.string.flatMap { Instant($0) })
  }
}
