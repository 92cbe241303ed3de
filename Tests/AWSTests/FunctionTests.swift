import HTTPFetch
import JSON
import MarqueeTestSupport
import Pipeline
import RankingModel
import Synchronization
import Testing

@testable import AWS

private func client(_ server: LoopbackServer) -> AWSClient {
  let credentials = AWSCredentials(keyID: "AKIDEXAMPLE", secretKey: "not-a-real-key")
  let access = AWSAccess(
    region: "eu-central-1", endpoints: ["": server.baseURL], credentials: AWSCredentialChain(credentials))
  return AWSClient(access, fetcher: CurlFetcher(sleep: { _ in }), sleep: { _ in })
}

private func json(_ request: LoopbackRequest) -> JSONValue { (try? JSONReader.read(request.body)) ?? .null }

/// The client of Lambda's runtime API, against a server that plays this API.
@Suite struct FunctionRuntimeTests {
  /// Serves `events` in order, and then closes the connection.
  private func server(_ events: [String]) throws -> LoopbackServer {
    let left = Mutex(events)
    return try LoopbackServer { request in
      guard request.path.hasSuffix("/next") else { return .respond(status: 202, text: "{}") }
      guard let event = left.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
        return .closeWithoutAnswer
      }
      return .respond(
        headers: [
          "Lambda-Runtime-Aws-Request-Id": "call-\(events.count - left.withLock { $0.count })",
          "Lambda-Runtime-Deadline-Ms": "1777606200000",
        ], text: event)
    }
  }

  @Test func eachInvocationIsAnsweredAndAFailureIsItsOwn() async throws {
    let server = try server([#"{"n":1}"#, "no json", #"{"n":3}"#])
    let runtime = FunctionRuntime(host: "127.0.0.1:\(server.port)", fetcher: CurlFetcher(sleep: { _ in }))
    let deadlines = Mutex<[Instant?]>([])
    let failure = await #expect(throws: Failure.self) {
      try await runtime.run { invocation in
        deadlines.withLock { $0.append(invocation.deadline) }
        guard invocation.event["n"] == 1 else { throw Failure(.source, "the source is down") }
        return ["answer": 1]
      }
    }
    #expect(failure?.kind == .source)
    #expect(deadlines.withLock { $0 } == [Instant("2026-05-01T03:30:00Z"), Instant("2026-05-01T03:30:00Z")])
    let posted = server.requests.filter { $0.method == "POST" }
    #expect(
      posted.map(\.path) == [
        "/2018-06-01/runtime/invocation/call-1/response", "/2018-06-01/runtime/invocation/call-2/error",
        "/2018-06-01/runtime/invocation/call-3/error",
      ])
    #expect(json(posted[0]) == ["answer": 1])
    #expect(posted[1].header("Lambda-Runtime-Function-Error-Type") == "marquee.usage")
    #expect(json(posted[2])["errorMessage"] == "the source is down")
    #expect(json(posted[2])["errorType"] == "marquee.source")
  }

  @Test func whatCannotBeginSaysSo() async throws {
    let server = try server([])
    let runtime = FunctionRuntime(host: "127.0.0.1:\(server.port)", fetcher: CurlFetcher(sleep: { _ in }))
    try await runtime.refuse(Failure(.usage, "no queue is named"))
    #expect(server.requests.map(\.path) == ["/2018-06-01/runtime/init/error"])
    #expect(json(server.requests[0])["errorMessage"] == "no queue is named")
  }

  @Test func anEventSaysWhenTheJobWasDue() throws {
    let event = try DueEvent(["job": "songs", "time": "2026-05-01T03:30:00Z"])
    #expect(event.job == "songs" && event.time == Instant("2026-05-01T03:30:00Z"))
    // First an event in EventBridge's own form, then times that are none, such as a name that its scheduler does not replace.
    #expect(try DueEvent(["id": "x", "time": "2026-05-01T03:30:00Z", "detail": [:]]).job == nil)
    for time: JSONValue in ["<aws.scheduler.scheduled-time>", "2026-05-01", "", 5, .null] {
      #expect(throws: Failure.self) { try DueEvent(["job": "songs", "time": time]) }
    }
  }
}

@Suite struct SQSQueueTests {
  @Test func messagesGoInBatchesWithinTheLimits() {
    let small = (0..<25).map { "message \($0)" }
    #expect(SQSQueue.batches(of: small).map(\.count) == [10, 10, 5])
    #expect(SQSQueue.batches(of: small).flatMap(\.self) == small)
    let large = String(repeating: "x", count: 100 << 10)
    #expect(SQSQueue.batches(of: [large, large, large]).map(\.count) == [2, 1])
    #expect(SQSQueue.batches(of: []).isEmpty)
  }

  @Test func whatTheQueueCouldNotTakeIsSentAgainAndNothingElse() async throws {
    let server = try LoopbackServer { request in
      let first = request.number == 0
      return .respond(
        text: first
          ? #"{"Successful":[{"Id":"0"}],"Failed":[{"Id":"1","Code":"InternalError","SenderFault":false}]}"#
          : #"{"Successful":[{"Id":"0"}]}"#)
    }
    let queue = SQSQueue("\(server.baseURL)/1/tasks", client: client(server))
    try await queue.send(["one", "two"])
    let requests = server.requests
    #expect(
      requests.map { $0.header("X-Amz-Target") } == Array(repeating: "AmazonSQS.SendMessageBatch", count: 2))
    #expect(json(requests[0])["Entries"]?.array?.compactMap { $0["MessageBody"]?.string } == ["one", "two"])
    #expect(json(requests[1])["Entries"]?.array?.compactMap { $0["MessageBody"]?.string } == ["two"])
    #expect(json(requests[1])["QueueUrl"]?.string == queue.url)
  }

  @Test func aFaultOfTheSenderIsNotSentAgain() async throws {
    let server = try LoopbackServer { _ in
      .respond(text: #"{"Failed":[{"Id":"0","Code":"InvalidMessageContents","SenderFault":true}]}"#)
    }
    let failure = await #expect(throws: Failure.self) {
      try await SQSQueue("q", client: client(server)).send(["one"])
    }
    #expect(failure?.message.contains("InvalidMessageContents") == true)
    #expect(server.requests.count == 1)
  }

  @Test(arguments: [#"{"Successful":[{"Id":"0"}]}"#, "{}", #"{"Successful":[],"Failed":[{"Id":"7"}]}"#])
  func messagesThatAnAnswerDoesNotNameAreNotTaken(answer: String) async throws {
    let server = try LoopbackServer { _ in .respond(text: answer) }
    let failure = await #expect(throws: Failure.self) {
      try await SQSQueue("q", client: client(server)).send(["one", "two", "three", "four"])
    }
    #expect(failure?.message.contains("SendMessageBatch") == true)
    #expect(server.requests.count == 3)
  }

  @Test func anAnswerThatIsNoJSONIsAFailure() async throws {
    let server = try LoopbackServer { _ in .respond(text: "<html>") }
    let failure = await #expect(throws: Failure.self) {
      try await SQSQueue("q", client: client(server)).send(["one"])
    }
    #expect(failure?.message == "the queue q answered SendMessageBatch with something that is not JSON")
  }

  private func event(_ bodies: [String]) -> JSONValue {
    [
      "Records": .array(
        bodies.enumerated().map { index, body in
          [
            "messageId": .string("m\(index)"), "receiptHandle": .string("r\(index)"), "body": .string(body),
            "attributes": ["ApproximateReceiveCount": .string("\(index + 1)")],
          ]
        })
    ]
  }

  private func body(_ item: String) -> String { #"{"entry":{},"item":"\#(item)","run":"run-1"}"# }

  @Test func onlyWhatIsToComeAgainIsReported() async throws {
    let server = try LoopbackServer { .takesEntries(of: $0) }
    let told = Mutex<[String]>([])
    let tasks = SQSTaskQueue(SQSQueue("q", client: client(server))) { words in
      told.withLock { $0.append(words) }
    }
    let answer = try await tasks.answer(event([body("a"), body("b"), "garbage", body("c")])) { deliveries in
      #expect(deliveries.map(\.attempt) == [1, 2, 4])
      return [.ended, .again(after: .milliseconds(1500)), .failed(Failure(.storage, "the lake is away"))]
    }
    let failed = answer["batchItemFailures"]?.array?.compactMap { $0["itemIdentifier"]?.string }
    #expect(failed?.sorted() == ["m1", "m2", "m3"])
    #expect(told.withLock { $0.count } == 2)
    // The message that is to wait is hidden for its pause, rounded up to whole seconds; the others return when their lease ends.
    #expect(server.requests.map { $0.header("X-Amz-Target") } == ["AmazonSQS.ChangeMessageVisibilityBatch"])
    let entries = json(server.requests[0])["Entries"]?.array
    #expect(entries?.map { $0["ReceiptHandle"] } == ["r1"])
    #expect(entries?.first?["VisibilityTimeout"] == 2)
    await #expect(throws: Failure.self) { _ = try await tasks.answer(["detail": [:]]) { _ in [] } }
  }

  @Test func aQueueIsWorkedOffUntilItIsEmpty() async throws {
    let text = body("a")
    let server = try LoopbackServer { request in
      guard request.header("X-Amz-Target") == "AmazonSQS.ReceiveMessage" else {
        return .takesEntries(of: request)
      }
      guard request.number == 0 else { return .respond(text: "{}") }
      let message: JSONValue = [
        "MessageId": "m0", "ReceiptHandle": "r0", "Body": .string(text),
        "Attributes": ["ApproximateReceiveCount": "3"],
      ]
      return .respond(text: CanonicalJSON.text(["Messages": [message]]))
    }
    let tasks = SQSTaskQueue(SQSQueue("q", client: client(server))) { _ in }
    let count = try await tasks.workOff(waiting: 0, lease: 60) { deliveries in
      #expect(deliveries.map(\.attempt) == [3])
      return [.ended]
    }
    #expect(count == 1)
    let targets = server.requests.compactMap { $0.header("X-Amz-Target")?.split(separator: ".").last }
    #expect(targets == ["ReceiveMessage", "DeleteMessageBatch", "ReceiveMessage"])
    #expect(json(server.requests[1])["Entries"]?.array?.map { $0["ReceiptHandle"] } == ["r0"])
  }
}

@Suite struct SecretStoreTests {
  @Test func aSecretIsAskedForOnce() async throws {
    let server = try LoopbackServer { request in
      request.header("X-Amz-Target") == "AmazonSSM.GetParameter"
        ? .respond(text: #"{"Parameter":{"Value":"from-ssm"}}"#)
        : .respond(text: #"{"SecretString":"from-secrets"}"#)
    }
    let store = SecretStore { client(server) }
    for _ in 0..<2 {
      #expect(try await store.secret("marquee/omdb") == "from-secrets")
      #expect(try await store.secret("ssm:/marquee/omdb") == "from-ssm")
    }
    #expect(server.requests.count == 2)
    #expect(json(server.requests[0]) == ["SecretId": "marquee/omdb"])
    #expect(json(server.requests[1]) == ["Name": "/marquee/omdb", "WithDecryption": true])
  }

  @Test func whatIsNotThereIsTold() async throws {
    let server = try LoopbackServer { _ in
      .respond(
        status: 400,
        text: #"{"__type":"ResourceNotFoundException","Message":"no such secret"}"#)
    }
    let failure = await #expect(throws: Failure.self) {
      try await SecretStore { client(server) }.secret("none")
    }
    #expect(failure?.kind == .definition)
    #expect(failure?.message.contains("the secret none could not be read") == true)
  }
}
