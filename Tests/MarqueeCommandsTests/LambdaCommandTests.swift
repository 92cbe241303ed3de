import JSON
import MarqueeTestSupport
import RankingModel
import Storage
import Synchronization
import Testing

/// A list, an API about its items, an SQS queue, a store of secrets and the runtime API of Lambda, all on one loopback server.
private final class Cloud: Sendable {
  let server: LoopbackServer
  let shared = Shared()

  /// The state that the server's answers use.
  final class Shared: Sendable {
    let sent = Mutex<[String]>([])
    let events = Mutex<[String]>([])
  }

  init() throws {
    let shared = shared
    server = try LoopbackServer { request in Cloud.answer(request, shared) }
  }

  private static func answer(_ request: LoopbackRequest, _ shared: Shared) -> LoopbackBehaviour {
    let body = (try? JSONReader.read(request.body)) ?? .null
    switch (request.header("X-Amz-Target"), request.path) {
    case ("AmazonSQS.SendMessageBatch", _):
      let texts = body["Entries"]?.array?.compactMap { $0["MessageBody"]?.string } ?? []
      shared.sent.withLock { $0 += texts }
      return .takesEntries(of: request)
    case ("secretsmanager.GetSecretValue", _): return .respond(text: #"{"SecretString":"s3cret-value"}"#)
    case (_, "/list"):
      return .respond(text: #"[{"id":"a","title":"A","rank":1},{"id":"b","title":"B","rank":2}]"#)
    case (_, "/2018-06-01/runtime/invocation/next"):
      guard let event = shared.events.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
        return .closeWithoutAnswer
      }
      return .respond(headers: ["Lambda-Runtime-Aws-Request-Id": "call"], text: event)
    case (_, "/items"):
      let item = request.query["i"] ?? ""
      let isAllowed = request.query["key"] == "s3cret-value"
      return isAllowed ? .respond(text: #"{"id":"\#(item)","year":1994}"#) : .respond(status: 401, text: "{}")
    default: return .respond(status: 202, text: "{}")
    }
  }

  var environment: [String: String] {
    [
      "AWS_ENDPOINT_URL": server.baseURL, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
      "AWS_SECRET_ACCESS_KEY": "not-a-real-key", "MARQUEE_QUEUE": "\(server.baseURL)/1/tasks",
      "MARQUEE_JOB": "test",
    ]
  }

  /// The event with which Lambda delivers the messages that were sent.
  var records: String {
    let records = shared.sent.withLock { $0 }.enumerated().map { index, text -> JSONValue in
      [
        "messageId": .string("m\(index)"), "receiptHandle": .string("r\(index)"), "body": .string(text),
        "attributes": ["ApproximateReceiveCount": "1"],
      ]
    }
    return CanonicalJSON.text(["Records": .array(records)])
  }
}

/// `marquee lambda`.
@Suite struct LambdaCommandTests {
  private func fixture(_ cloud: Cloud) throws -> ProgramFixture {
    let fixture = try ProgramFixture(storage: MemoryStorage(), isBucket: true)
    try fixture.folder.write(
      """
      chart: test
      extract: { url: "\(cloud.server.baseURL)/list", items: "" }
      transform:
        fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
      enrich:
        url: "\(cloud.server.baseURL)/items?key={key}&i={id}"
        key: { secret: marquee/items }
        identity: /id
        fields: { year: { from: /year, type: integer } }
      """, to: "jobs/test.yaml")
    return fixture
  }

  @Test func aDayGoesThroughBothFunctions() async throws {
    let cloud = try Cloud()
    let fixture = try fixture(cloud)
    let event = #"{"job": "test", "time": "2026-05-10T03:30:00Z"}"#
    _ = try fixture.folder.write(event, to: "event.json")
    let get = try await fixture.run(
      ["lambda", "get", "--event", fixture.folder.path(of: "event.json")], environment: cloud.environment)
    #expect(get.status == 0, "\(get.errors)")
    let answer = try JSONReader.read(Array(get.output.utf8))
    #expect(answer["day"] == "2026-05-10" && answer["queued"] == 2 && answer["outcome"] == .null)
    // `get` asks for no secret, because it has no permission to.
    #expect(!cloud.server.requests.contains { $0.header("X-Amz-Target")?.hasPrefix("secrets") == true })

    // In Lambda the name of the handler selects the function, and messages may be delivered twice.
    cloud.shared.events.withLock { $0 = [cloud.records, cloud.records] }
    var environment = cloud.environment
    environment["AWS_LAMBDA_RUNTIME_API"] = "127.0.0.1:\(cloud.server.port)"
    environment["_HANDLER"] = "marquee.enrich"
    let enrich = try await fixture.run(["lambda"], environment: environment)
    // The command ends only because the runtime API is gone.
    #expect(enrich.errors.contains("the runtime API"), "\(enrich.errors)")
    let posted = cloud.server.requests.filter { $0.path.hasSuffix("/response") }
    #expect(
      posted.map { String(decoding: $0.body, as: UTF8.self) }
        == Array(repeating: #"{"batchItemFailures":[]}"#, count: 2))
    #expect(cloud.server.requests.count { $0.path == "/items" } == 2)
    #expect(cloud.server.requests.count { $0.header("X-Amz-Target")?.hasPrefix("secrets") == true } == 1)
    for text in [get.output, get.errors, enrich.output, enrich.errors] {
      #expect(!text.contains("s3cret-value"))
    }

    let document = try await fixture.run(["snapshot", "cat", "test", "--day", "2026-05-10"])
    #expect(document.output.contains(#""year":1994"#), "\(document.errors)")
    #expect(!document.output.contains("s3cret-value"))
  }

  @Test func whatIsWrongAtTheStartIsToldToTheRuntime() async throws {
    let cloud = try Cloud()
    let fixture = try fixture(cloud)
    var environment = cloud.environment
    environment["AWS_LAMBDA_RUNTIME_API"] = "127.0.0.1:\(cloud.server.port)"
    environment["MARQUEE_QUEUE"] = nil
    let result = try await fixture.run(["lambda", "enrich"], environment: environment)
    #expect(result.status == 64)
    #expect(cloud.server.requests.map(\.path) == ["/2018-06-01/runtime/init/error"])
  }

  @Test func anEventWithoutItsTimeIsRefused() async throws {
    let cloud = try Cloud()
    let fixture = try fixture(cloud)
    _ = try fixture.folder.write(
      #"{"job": "test", "time": "<aws.scheduler.scheduled-time>"}"#, to: "event.json")
    let result = try await fixture.run(
      ["lambda", "get", "--event", fixture.folder.path(of: "event.json")], environment: cloud.environment)
    #expect(result.status == 64)
    #expect(!cloud.server.requests.contains { $0.path == "/list" })
  }
}
