import HTTPFetch
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@testable import AWS

@Suite struct CredentialTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func chain(_ environment: [String: String]) -> AWSCredentialChain {
    let home = ["HOME": folder.path, "AWS_EC2_METADATA_DISABLED": "true"]
    return AWSCredentialChain(
      environment: home.merging(environment) { $1 }, fetcher: CurlFetcher(maximumConnections: 4))
  }

  private func failure(_ environment: [String: String]) async -> Failure? {
    await BucketFixture.failure { () async throws(Failure) in _ = try await chain(environment).credentials() }
  }

  @Test func theEnvironmentComesFirst() async throws {
    try folder.write("[default]\naws_access_key_id=F\naws_secret_access_key=f\n", to: ".aws/credentials")
    let found = try await chain([
      "AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "e", "AWS_SESSION_TOKEN": "t",
    ]).credentials()
    #expect(found == AWSCredentials(keyID: "E", secretKey: "e", sessionToken: "t"))
    #expect(try await chain([:]).credentials() == AWSCredentials(keyID: "F", secretKey: "f"))
  }

  @Test func profilesAreReadFromBothFiles() async throws {
    try folder.write(
      """
      # comment
      [ default ]
      aws_access_key_id = D
      aws_secret_access_key = d/+=
      [work]
      aws_access_key_id = W
      """, to: ".aws/credentials")
    try folder.write(
      """
      [profile work]
      region = eu-west-2
      aws_access_key_id = config
      aws_secret_access_key = w
      s3 =
        addressing_style = path
      [profile other]
      ; comment
      aws_access_key_id=O
      aws_secret_access_key=o
      aws_session_token=t
      """, to: "config")
    let config = ["AWS_CONFIG_FILE": folder.path(of: "config")]
    #expect(try await chain(config).credentials() == AWSCredentials(keyID: "D", secretKey: "d/+="))
    let work = config.merging(["AWS_PROFILE": "work"]) { $1 }
    #expect(try await chain(work).credentials() == AWSCredentials(keyID: "W", secretKey: "w"))
    let other = config.merging(["AWS_PROFILE": "other"]) { $1 }
    #expect(
      try await chain(other).credentials() == AWSCredentials(keyID: "O", secretKey: "o", sessionToken: "t"))
    let fetcher = CurlFetcher(maximumConnections: 1)
    let access = try AWSAccess(environment: work.merging(["HOME": folder.path]) { $1 }, fetcher: fetcher)
    #expect(access.region == "eu-west-2")
    #expect(await failure(["AWS_PROFILE": "none"])?.message == "there is no AWS profile \"none\"")
  }

  @Test(arguments: [
    ("sso_session = corporate", "signs in by SSO"), ("sso_start_url = https://x/", "signs in by SSO"),
    ("role_arn = arn:aws:iam::1:role/x", "takes on a role"),
    ("credential_process = /bin/keys", "asks a program"),
  ])
  func aProfileThatCannotBeUsedIsRefusedInWords(setting: String, words: String) async throws {
    try folder.write("[profile x]\n\(setting)\n", to: ".aws/config")
    let failure = await failure(["AWS_PROFILE": "x"])
    #expect(failure?.kind == .usage)
    #expect(failure?.message == "the AWS profile \"x\" \(words), which this program cannot do")
    let remedy = "\(failure?.remedy, default: "")"
    #expect(remedy.contains("export-credentials"))
  }

  @Test func noneAnywhereIsSaid() async throws {
    let failure = await failure([:])
    #expect(failure?.kind == .usage)
    #expect(failure?.message == "there are no AWS credentials")
  }

  @Test func aContainersRoleIsAskedWithItsToken() async throws {
    let server = try LoopbackServer { request in
      guard request.path == "/role", request.header("Authorization") == "the token" else {
        return .respond(status: 403, text: "no")
      }
      return .respond(
        text: """
          {"AccessKeyId":"C","SecretAccessKey":"c","Token":"t","Expiration":"2030-01-01T00:00:00Z"}
          """)
    }
    let token = try folder.write("the token\n", to: "token")
    let environment = [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.baseURL)/role",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token,
    ]
    #expect(
      try await chain(environment).credentials()
        == AWSCredentials(
          keyID: "C", secretKey: "c", sessionToken: "t", expiresAt: Instant("2030-01-01T00:00:00Z")))
    let wrong = await failure([
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.baseURL)/role",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN": "x1y2z3",
    ])
    #expect(wrong?.kind == .usage)
    #expect(wrong?.message.contains("status 403") == true)
    #expect(wrong?.message.contains("x1y2z3") == false && wrong?.message.contains("/role") == false)
    let far = await failure(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.org/role"])
    #expect(
      far?.message == "the endpoint of the container's role is neither on this machine nor reached by https")
  }

  @Test func aMachinesRoleIsAskedByVersionTwoOnly() async throws {
    let server = try LoopbackServer { request in
      if request.method == "PUT", request.path == "/latest/api/token",
        request.header("X-aws-ec2-metadata-token-ttl-seconds") == "21600"
      {
        return .respond(text: "session")
      }
      guard request.header("X-aws-ec2-metadata-token") == "session" else { return .respond(status: 401) }
      switch request.path {
      case "/latest/meta-data/iam/security-credentials/": return .respond(text: "the-role\n")
      case "/latest/meta-data/iam/security-credentials/the-role":
        return .respond(
          text: """
            {"Code":"Success","AccessKeyId":"M","SecretAccessKey":"m","Token":"t","Expiration":"2030-01-01T00:00:00Z"}
            """)
      default: return .respond(status: 404)
      }
    }
    let environment = [
      "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.baseURL,
    ]
    #expect(try await chain(environment).credentials().keyID == "M")
    #expect(server.requests.map(\.method) == ["PUT", "GET", "GET"])
  }

  @Test func temporaryOnesAreRenewedBeforeTheyEndAndOnceForAllWhoAsk() async throws {
    let clock = Mutex(Instant(microseconds: 0))
    let count = Counter()
    let chain = AWSCredentialChain(now: { clock.withLock { $0 } }) { () async throws(Failure) in
      let number = count.next()
      if number == 3 { throw Failure(.usage, "the endpoint is away") }
      try? await Task.sleep(for: .milliseconds(20))
      return AWSCredentials(
        keyID: "\(number)", secretKey: "s", expiresAt: Instant(microseconds: Int64(number) * 3_600_000_000))
    }
    await withTaskGroup(of: String?.self) { group in
      for _ in 0..<16 { group.addTask { try? await chain.credentials().keyID } }
      for await found in group { #expect(found == "1") }
    }
    // 54 minutes of the hour have passed, then 56.
    clock.withLock { $0 = Instant(microseconds: 54 * 60_000_000) }
    #expect(try await chain.credentials().keyID == "1")
    clock.withLock { $0 = Instant(microseconds: 56 * 60_000_000) }
    #expect(try await chain.credentials().keyID == "2")
    // The endpoint is unreachable when the credentials are due for renewal: they are still valid.
    clock.withLock { $0 = Instant(microseconds: 116 * 60_000_000) }
    #expect(try await chain.credentials().keyID == "2")
    clock.withLock { $0 = Instant(microseconds: 121 * 60_000_000) }
    #expect(try await chain.credentials().keyID == "4")
  }

  @Test func credentialsAreNeverShown() {
    let credentials = AWSCredentials(keyID: "AKIA12345678", secretKey: "secret", sessionToken: "token")
    var dumped = ""
    dump(credentials, to: &dumped)
    for shown in ["\(credentials)", String(reflecting: credentials), dumped] {
      #expect(shown.contains("…5678"))
      #expect(!shown.contains("secret") && !shown.contains("token") && !shown.contains("AKIA"))
    }
  }
}
