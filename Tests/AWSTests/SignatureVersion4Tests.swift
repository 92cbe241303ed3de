import HTTPFetch
import RankingModel
import Testing

@testable import AWS

/// Signatures that AWS publishes.
@Suite struct SignatureVersion4Tests {
  private static let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  struct Vector: Sendable {
    var name: String
    var method = "GET"
    var path = "/"
    var query: [(name: String, value: String)] = []
    var headers: [HeaderField] = []
    var bodyHash = SignatureVersion4Tests.nothing
    var signature: String
  }

  /// From tests/aws-signing-test-suite/v4 of github.com/awslabs/aws-c-auth: for each vector `request.txt` and the signature in
  /// `header-signed-request.txt`.
  private static let suite = [
    Vector(
      name: "get-header-key-duplicate",
      headers: ["value2", "value2", "value1"].map { HeaderField("My-Header1", $0) },
      signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
    Vector(
      name: "get-header-value-trim",
      headers: [HeaderField("My-Header1", " value1"), HeaderField("My-Header2", " \"a   b   c\"")],
      signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
    Vector(
      name: "get-vanilla-query-order-encoded",
      query: [("Param-3", "Value3"), ("Param", "Value2"), ("ሴ", "Value1")],
      signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"),
    Vector(
      name: "get-vanilla-query-order-key-case", query: [("Param2", "value2"), ("Param1", "value1")],
      signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    Vector(
      name: "get-vanilla-utf8-query", query: [("ሴ", "bar")],
      signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
    Vector(
      name: "get-vanilla-empty-query-key", query: [("Param1", "value1")],
      signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
    Vector(
      name: "get-vanilla-with-session-token",
      headers: [
        HeaderField(
          "X-Amz-Security-Token", "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267")
      ], signature: "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"),
    Vector(
      name: "get-utf8", path: "/ሴ",
      signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
    Vector(
      name: "get-space-unnormalized", path: "/example space/",
      signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
    Vector(
      name: "get-unreserved", path: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
      signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
    Vector(
      name: "post-x-www-form-urlencoded", method: "POST",
      headers: [
        HeaderField("Content-Type", "application/x-www-form-urlencoded"), HeaderField("Content-Length", "13"),
        HeaderField(
          "x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"),
      ], bodyHash: "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e",
      signature: "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"),
  ]

  /// From "Signature Calculations for the Authorization Header" in the Amazon S3 API Reference.
  private static let s3 = [
    Vector(
      name: "GET Object", path: "/test.txt", headers: [HeaderField("Range", "bytes=0-9")],
      signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
    Vector(
      name: "PUT Object", method: "PUT", path: "/test$file.text",
      headers: [
        HeaderField("Date", "Fri, 24 May 2013 00:00:00 GMT"),
        HeaderField("x-amz-storage-class", "REDUCED_REDUNDANCY"),
      ], bodyHash: ObjectID(of: Array("Welcome to Amazon S3.".utf8)).description,
      signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    Vector(
      name: "GET Bucket Lifecycle", query: [("lifecycle", "")],
      signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    Vector(
      name: "GET Bucket (List Objects)", query: [("prefix", "J"), ("max-keys", "2")],
      signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
  ]

  private func check(
    _ vector: Vector, host: String, at text: String, _ signer: SignatureVersion4, _ more: [HeaderField] = []
  ) throws {
    let instant = try #require(Instant(text))
    let message = SignatureVersion4.Message(
      method: vector.method, path: SignatureVersion4.encoded(path: vector.path),
      query: SignatureVersion4.encoded(query: vector.query),
      headers: vector.headers + more + [
        HeaderField("Host", host), HeaderField("X-Amz-Date", SignatureVersion4.time(instant)),
      ], bodyHash: vector.bodyHash)
    #expect(signer.signature(of: message, at: instant) == vector.signature, "\(vector.name)")
  }

  @Test func theVectorsOfTheSuiteAreSignedAsPublished() throws {
    let credentials = AWSCredentials(
      keyID: "AKIDEXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    let signer = SignatureVersion4(credentials: credentials, region: "us-east-1", service: "service")
    for vector in Self.suite {
      try check(vector, host: "example.amazonaws.com", at: "2015-08-30T12:36:00Z", signer)
    }
  }

  @Test func theExamplesOfS3AreSignedAsPublished() throws {
    let credentials = AWSCredentials(
      keyID: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    let signer = SignatureVersion4(credentials: credentials, region: "us-east-1", service: "s3")
    for vector in Self.s3 {
      try check(
        vector, host: "examplebucket.s3.amazonaws.com", at: "2013-05-24T00:00:00Z", signer,
        [HeaderField("x-amz-content-sha256", vector.bodyHash)])
    }
  }

  @Test func theHeaderNamesTheKeyTheScopeAndWhatIsSigned() throws {
    let credentials = AWSCredentials(keyID: "AKIDEXAMPLE", secretKey: "secret")
    let signer = SignatureVersion4(credentials: credentials, region: "eu-west-1", service: "sqs")
    let message = SignatureVersion4.Message(
      method: "POST", path: "/", query: "", headers: [HeaderField("X-B", "1"), HeaderField("Host", "h")],
      bodyHash: Self.nothing)
    let header = signer.authorization(of: message, at: Instant(microseconds: 0))
    #expect(
      header.hasPrefix(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/19700101/eu-west-1/sqs/aws4_request, SignedHeaders=host;x-b, "
          + "Signature="))
    #expect(!header.contains("secret"))
  }

  @Test func pathsAndQueriesAreEncodedOnce() {
    #expect(SignatureVersion4.encoded(path: "/a b+c=d:e%2Fé~_") == "/a%20b%2Bc%3Dd%3Ae%252F%C3%A9~_")
    #expect(
      SignatureVersion4.encoded(query: [("b", "x/y"), ("a", "2"), ("a", "1"), ("A", "")])
        == "A=&a=1&a=2&b=x%2Fy")
  }
}
