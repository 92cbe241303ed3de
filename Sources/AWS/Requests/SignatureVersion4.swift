import Crypto
import HTTPFetch
import RankingModel

/// Signs requests by AWS's Signature Version 4, with the signature in the header `Authorization`.
///
/// The algorithm is that of "Create a signed AWS API request" in the IAM User Guide
/// (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html):
/// 1. The request is written in a canonical form.
/// 2. The string to sign names the algorithm, the instant, the scope (day, region and service) and the hash of that form.
/// 3. The signing key is derived from the secret key by four HMACs, over the parts of the scope.
/// 4. The signature is the HMAC of the string to sign.
///
/// A path is signed as it is sent. S3 requires that. Other services encode a path once more before they sign it, which makes no
/// difference for the path `/`.
struct SignatureVersion4: Sendable {
  /// The signed parts of a request.
  struct Message {
    /// The method, such as `GET`.
    var method: String
    /// The path as in the request line.
    var path: String
    /// The query as in the request line.
    var query: String
    /// The headers, including `Host` and `X-Amz-Date`.
    var headers: [HeaderField]
    /// The SHA-256 of the body in hexadecimal digits.
    var bodyHash: String
  }

  /// The credentials to sign with.
  var credentials: AWSCredentials
  /// The region of the service.
  var region: String
  /// The service.
  var service: String

  /// The value of the header `Authorization`.
  func authorization(of message: Message, at instant: Instant) -> String {
    let headers = SignatureVersion4.canonicalHeaders(message.headers)
    return "AWS4-HMAC-SHA256 Credential=\(credentials.keyID)/\(scope(at: instant)), "
      + "SignedHeaders=\(headers.map(\.name).joined(separator: ";")), "
      + "Signature=\(signature(of: message, at: instant))"
  }

  /// The signature in hexadecimal digits.
  func signature(of message: Message, at instant: Instant) -> String {
    let form = ObjectID(of: Array(SignatureVersion4.canonicalForm(of: message).utf8))
    let text = ["AWS4-HMAC-SHA256", SignatureVersion4.time(instant), scope(at: instant), form.description]
    return hexadecimal(code(of: text.joined(separator: "\n"), key: signingKey(at: instant)))
  }

  /// An instant in the form of the header `X-Amz-Date`, such as `20130524T000000Z`.
  static func time(_ instant: Instant) -> String { instant.secondsText.filter { $0 != "-" && $0 != ":" } }

  private func scope(at instant: Instant) -> String {
    "\(SignatureVersion4.time(instant).prefix(8))/\(region)/\(service)/aws4_request"
  }

  private func signingKey(at instant: Instant) -> SymmetricKey {
    let parts = [String(SignatureVersion4.time(instant).prefix(8)), region, service, "aws4_request"]
    return parts.reduce(SymmetricKey(data: Array("AWS4\(credentials.secretKey)".utf8))) { key, part in
      SymmetricKey(data: code(of: part, key: key))
    }
  }

  private func code(of text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
    HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
  }

  // MARK: The canonical form

  private static func canonicalForm(of message: Message) -> String {
    let headers = canonicalHeaders(message.headers)
    let lines = headers.map { "\($0.name):\($0.value)\n" }.joined()
    return [
      message.method, message.path, message.query, lines, headers.map(\.name).joined(separator: ";"),
      message.bodyHash,
    ].joined(separator: "\n")
  }

  /// The headers sorted by their names in lower case. The values of a repeated header are joined in the order given, and each run
  /// of spaces becomes one space.
  private static func canonicalHeaders(_ headers: [HeaderField]) -> [HeaderField] {
    let values = Dictionary(grouping: headers) { $0.name.lowercased() }
    return values.sorted { $0.key < $1.key }.map { name, fields in
      let trimmed = fields.map { $0.value.split(separator: " ").joined(separator: " ") }
      return HeaderField(name, trimmed.joined(separator: ","))
    }
  }

  /// A path with everything but letters, digits, `-._~` and slashes percent-encoded.
  static func encoded(path: String) -> String {
    String(decoding: PercentEncoding.encode(Array(path.utf8), keeping: "-._~/"), as: UTF8.self)
  }

  /// A query whose names and values are percent-encoded, sorted by their encoded names and then by their values.
  static func encoded(query: [(name: String, value: String)]) -> String {
    let encode = { String(decoding: PercentEncoding.encode(Array(($0 as String).utf8)), as: UTF8.self) }
    let fields = query.map { (encode($0.name), encode($0.value)) }
    return fields.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
  }
}
