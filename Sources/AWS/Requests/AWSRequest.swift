public import HTTPFetch
public import JSON

/// One request to a service.
public struct AWSRequest: Sendable {
  /// The service as its signature names it, such as `s3`, `sqs` or `secretsmanager`.
  public var service: String
  /// Such as `GET`.
  public var method: String
  /// The bucket that is asked about.
  public var bucket: String?
  /// The path behind the host or the bucket as it is meant; it is percent-encoded on its way.
  public var path: String
  /// The query's names and values as they are meant.
  public var query: [(name: String, value: String)]
  /// Headers besides those of the signature.
  public var headers: [HeaderField]
  /// What is sent.
  public var body: [UInt8]?
  /// Statuses from 300 on that are answers to this caller and no failures.
  public var accepted: Set<Int>
  /// Another hash to sign than the body's: tries whether a server looks at it.
  var bodyHash: String?
  /// How many bytes of the body are sent in a second at most, beyond the first 64 KiB.
  var bytesPerSecond: Int?

  /// A request to a bucket, or to another service.
  public init(
    _ service: String, _ method: String, bucket: String? = nil, path: String = "/",
    query: [(name: String, value: String)] = [], headers: [HeaderField] = [], body: [UInt8]? = nil,
    accepted: Set<Int> = []
  ) {
    (self.service, self.method, self.bucket, self.path) = (service, method, bucket, path)
    (self.query, self.headers, self.body, self.accepted) = (query, headers, body, accepted)
  }

  /// A call of a service that speaks JSON.
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
  /// The head.
  public var headers: [HeaderField]
  /// The body.
  public var body: [UInt8]
  /// Whether an earlier attempt got no answer, or one that leaves open what became of it: it may have been carried out.
  public var followsLostAnswer: Bool

  /// The value of the first field with this name, upper and lower case being the same.
  public func header(_ name: String) -> String? { headers.first(named: name) }
}
