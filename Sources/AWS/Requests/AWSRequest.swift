public import HTTPFetch
public import JSON

/// One request to a service.
public struct AWSRequest: Sendable {
  /// The service as its signature names it, such as `s3`, `sqs` or `secretsmanager`.
  public var service: String
  /// The method, such as `GET`.
  public var method: String
  /// The bucket, of a request to S3.
  public var bucket: String?
  /// The path after the host or the bucket, not percent-encoded: the client encodes it.
  public var path: String
  /// The query's names and values, not percent-encoded.
  public var query: [(name: String, value: String)]
  /// Headers in addition to those of the signature.
  public var headers: [HeaderField]
  /// The bytes to send.
  public var body: [UInt8]?
  /// Statuses from 300 on that this caller accepts as answers.
  public var accepted: Set<Int>
  /// The hash to sign instead of the body's. Used to try whether a server checks it.
  var bodyHash: String?
  /// The most bytes of the body sent in a second, after the first 64 KiB.
  var bytesPerSecond: Int?
  /// The most bytes that the answer may have.
  var maximumBytes = 64 << 20

  /// A request to a bucket, or to another service.
  public init(
    _ service: String, _ method: String, bucket: String? = nil, path: String = "/",
    query: [(name: String, value: String)] = [], headers: [HeaderField] = [], body: [UInt8]? = nil,
    accepted: Set<Int> = []
  ) {
    (self.service, self.method, self.bucket, self.path) = (service, method, bucket, path)
    (self.query, self.headers, self.body, self.accepted) = (query, headers, body, accepted)
  }

  /// A call of a service with a JSON protocol.
  ///
  /// - Parameters:
  ///   - operation: such as `AmazonSQS.SendMessageBatch`, `secretsmanager.GetSecretValue` or `AmazonSSM.GetParameter`.
  ///   - version: the version of the protocol, which is `1.0` for SQS and `1.1` for the others.
  public static func call(
    _ service: String, _ operation: String, version: String = "1.1", _ input: JSONValue
  ) -> AWSRequest {
    AWSRequest(
      service, "POST",
      headers: [
        HeaderField("Content-Type", "application/x-amz-json-\(version)"),
        HeaderField("X-Amz-Target", operation),
      ], body: CanonicalJSON.bytes(input))
  }
}

/// The answer to a request.
public struct AWSResponse: Sendable {
  /// The HTTP status: a success, or one that the request accepts.
  public var status: Int
  /// The headers.
  public var headers: [HeaderField]
  /// The body.
  public var body: [UInt8]
  /// Whether an earlier attempt may have been carried out: its answer was lost, or left that open.
  public var followsLostAnswer: Bool

  /// The value of the first field with this name; upper and lower case are equal.
  public func header(_ name: String) -> String? { headers.first(named: name) }
}
