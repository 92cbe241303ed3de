import JSON
public import RankingModel

/// What requests are signed with.
public struct AWSCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// Names the key; it goes with every request.
  public var keyID: String
  /// The key itself; it never leaves this process.
  public var secretKey: String
  /// What a temporary key is valid with.
  public var sessionToken: String?
  /// When a temporary key ends; `nil` where it does not, or nothing is known of it.
  public var expiresAt: Instant?

  /// A key, with its token and end where it is temporary.
  public init(keyID: String, secretKey: String, sessionToken: String? = nil, expiresAt: Instant? = nil) {
    (self.keyID, self.secretKey) = (keyID, secretKey)
    (self.sessionToken, self.expiresAt) = (sessionToken, expiresAt)
  }

  /// What must never be shown.
  public var secrets: [String] { [secretKey, sessionToken ?? ""].filter { !$0.isEmpty } }

  /// No more than the last characters of the key's name, so that a message gives nothing away.
  public var description: String { "key …\(keyID.suffix(4))" }

  /// The same as `description`.
  public var debugDescription: String { description }

  /// No more than `description`.
  public var customMirror: Mirror { Mirror(self, children: ["key": description]) }
}

extension AWSCredentials {
  /// Those of the environment; `nil` where it has none.
  init?(environment: [String: String]) {
    guard let id = environment.value("AWS_ACCESS_KEY_ID"),
      let key = environment.value("AWS_SECRET_ACCESS_KEY")
    else { return nil }
    self.init(keyID: id, secretKey: key, sessionToken: environment.value("AWS_SESSION_TOKEN"))
  }

  /// Those that the endpoint of a role gives.
  init?(_ document: JSONValue) {
    guard let id = document["AccessKeyId"]?.string, let key = document["SecretAccessKey"]?.string,
      !id.isEmpty, !key.isEmpty
    else { return nil }
    self.init(
      keyID: id, secretKey: key, sessionToken: document["Token"]?.string,
      expiresAt: document["Expiration"]?.string.flatMap { Instant($0) })
  }
}
