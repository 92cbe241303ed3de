import HTTPFetch
import JSON
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

@testable import AWS

@Suite struct AWSClientTests {
  @Test func endedTokensAreRenewedOnceAndNoTokenIsShown() async throws {
    let count = Counter()
    let chain = AWSCredentialChain { () async throws(Failure) in
      AWSCredentials(
        keyID: BucketServer.keyID, secretKey: BucketServer.secretKey,
        sessionToken: "token-number-\(count.next())")
    }
    let fixture = try BucketFixture(credentials: chain)
    fixture.server.setToken("token-number-1")
    #expect(try await fixture.storage.list(.objects).isEmpty)
    fixture.server.setToken("token-number-2")
    #expect(try await fixture.storage.list(.objects).isEmpty)
    #expect(fixture.server.requests.count == 3)
    // The server repeats the token in its message; the failure must not contain it.
    fixture.server.setFault { _ in .refused(403, "AccessDenied") }
    let failure = await BucketFixture.failure { () async throws(Failure) in
      _ = try await fixture.storage.list(.objects)
    }
    #expect(failure?.message.contains("AccessDenied: It is so & stays so: [redacted]") == true)
    #expect(failure.map { "\($0)".contains("token-number") } == false)
  }

  @Test func endpointsAreWhereTheyAreSaidToBe() throws {
    let fetcher = CurlFetcher(maximumConnections: 1)
    let keys = ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "e", "HOME": "/nowhere"]
    func url(_ environment: [String: String], _ request: AWSRequest, s3Endpoint: String? = nil) throws
      -> String
    {
      let access = try AWSAccess(
        environment: keys.merging(environment) { $1 }, s3Endpoint: s3Endpoint, fetcher: fetcher)
      let endpoint = try access.endpoint(for: request)
      return "\(endpoint.scheme)://\(endpoint.host)\(endpoint.path)"
    }
    let bucket = AWSRequest("s3", "GET", bucket: "my-lake")
    let region = ["AWS_REGION": "eu-west-1"]
    #expect(try url(region, bucket) == "https://my-lake.s3.eu-west-1.amazonaws.com")
    #expect(
      try url(["AWS_DEFAULT_REGION": "cn-north-1"], bucket)
        == "https://my-lake.s3.cn-north-1.amazonaws.com.cn")
    #expect(
      try url(region, AWSRequest("s3", "GET", bucket: "my.lake"))
        == "https://s3.eu-west-1.amazonaws.com/my.lake")
    #expect(try url(region, AWSRequest("sqs", "POST")) == "https://sqs.eu-west-1.amazonaws.com")
    let named = [
      "AWS_ENDPOINT_URL": "http://Host:4566/", "AWS_ENDPOINT_URL_SECRETS_MANAGER": "https://secrets:443/x/",
    ]
    #expect(try url(named, bucket) == "http://host:4566/my-lake")
    #expect(try url(named, AWSRequest("secretsmanager", "POST")) == "https://secrets/x")
    #expect(try url(named, bucket, s3Endpoint: "http://127.0.0.1:80") == "http://127.0.0.1/my-lake")
    #expect(throws: Failure.self) { try url([:], bucket) }
    for wrong in ["host:9000", "ftp://host", "https://", "http://user@host", "http://h?x", "http://h h"] {
      #expect(throws: Failure.self, "\(wrong)") { try url(region, bucket, s3Endpoint: wrong) }
    }
  }

  @Test func aCallInJSONNamesItsOperationAndItsProblem() async throws {
    let server = try LoopbackServer { request in
      request.header("X-Amz-Target") == "AmazonSQS.SendMessage"
        ? .respond(text: "{\"MessageId\":\"1\"}")
        : .respond(
          status: 400,
          text: "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"no such queue\"}")
    }
    let access = AWSAccess(
      region: "eu-west-1", endpoints: ["": server.baseURL],
      credentials: AWSCredentialChain(AWSCredentials(keyID: "K", secretKey: "the secret key")))
    let client = AWSClient(access, fetcher: BucketFixture.fetcher)
    let answer = try await client.send(.call("sqs", "AmazonSQS.SendMessage", version: "1.0", .object([])))
    #expect(answer.body == Array("{\"MessageId\":\"1\"}".utf8))
    #expect(server.requests.first?.header("Content-Type") == "application/x-amz-json-1.0")
    #expect(server.requests.first?.body == Array("{}".utf8))
    let failure = await BucketFixture.failure { () async throws(Failure) in
      _ = try await client.send(.call("sqs", "AmazonSQS.Other", .null))
    }
    #expect(
      failure?.message
        == "\(server.baseURL.dropFirst(7)) answered POST with status 400 (QueueDoesNotExist: no such queue)")
  }
}
