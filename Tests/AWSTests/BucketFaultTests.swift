import AWS
import JSON
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

/// Any request may go wrong once, in any way: the result is the same.
@Suite struct BucketFaultTests {
  private static let faults: [BucketServer.Fault] = [
    .lostBefore, .lostAfter, .doubled, .failedAfter, .cut, .refused(409, "ConditionalRequestConflict"),
    .refused(500, "InternalError"), .refused(503, "SlowDown"), .refused(429, "TooManyRequests"),
    .refused(400, "RequestTimeout"),
  ]

  /// Makes the first request with `method` go wrong.
  private func breakOnce(_ fixture: BucketFixture, _ method: String, _ fault: BucketServer.Fault) {
    let count = Counter()
    fixture.server.setFault { $0.method == method && count.next() == 1 ? fault : nil }
  }

  @Test(arguments: faults.indices) func aPutConverges(index: Int) async throws {
    let fixture = try BucketFixture()
    _ = try await fixture.storage.create([BucketFixture.file("first")])
    breakOnce(fixture, "PUT", Self.faults[index])
    let file = BucketFixture.file("second")
    let areNew = try await fixture.storage.create([file])
    // Of a doubled request, the client gets the second answer: the object is already there.
    if case .doubled = Self.faults[index] { #expect(areNew == [false]) } else { #expect(areNew == [true]) }
    #expect(try await fixture.storage.read(file.key) == file.bytes)
    #expect(try await fixture.storage.list(.objects).count == 2)
    #expect(fixture.server.complaints.isEmpty)
  }

  @Test func whoeverLostAnAnswerIsNotTakenForTheOneWhoCameFirst() async throws {
    let fixture = try BucketFixture()
    _ = try await fixture.storage.create([BucketFixture.file("first")])
    let key = BucketFixture.file("x").key
    fixture.server.set("p/\(key.path)", to: Array("another's".utf8))
    breakOnce(fixture, "PUT", .lostBefore)
    #expect(try await fixture.storage.create([StoredFile(key, Array("mine".utf8))]) == [false])
    #expect(try await fixture.storage.read(key) == Array("another's".utf8))
  }

  @Test func aServerThatSaysThatSomethingIsThereIsNotBelieved() async throws {
    let fixture = try BucketFixture()
    _ = try await fixture.storage.create([BucketFixture.file("first")])
    breakOnce(fixture, "PUT", .refused(412, "PreconditionFailed"))
    let file = BucketFixture.file("second")
    let failure = await BucketFixture.failure { () async throws(Failure) in
      _ = try await fixture.storage.create([file])
    }
    #expect(failure?.kind == .storage)
    #expect(failure?.remedy == .tryAgain)
    #expect(try await fixture.storage.create([file]) == [true])
  }

  @Test(arguments: [1, 2, 3, 10, 18]) func aRequestOfTheTrialThatComesTwiceSpeaksAgainstNoBucket(
    number: Int
  ) async throws {
    let fixture = try BucketFixture()
    let count = Counter()
    fixture.server.setFault { $0.method == "PUT" && count.next() == number ? .doubled : nil }
    #expect(try await fixture.storage.create([BucketFixture.file("first")]) == [true])
  }

  @Test(arguments: faults.indices) func aReadAListAndARemovalConverge(index: Int) async throws {
    let fixture = try BucketFixture(pageSize: 1)
    let files = ["a", "b", "c"].map { BucketFixture.file($0) }
    _ = try await fixture.storage.create(files)
    breakOnce(fixture, "GET", Self.faults[index])
    #expect(try await fixture.storage.read(files[0].key) == files[0].bytes)
    breakOnce(fixture, "GET", Self.faults[index])
    #expect(try await fixture.storage.list(.objects) == files.map(\.key).sorted())
    if case .cut = Self.faults[index] { return }
    breakOnce(fixture, "DELETE", Self.faults[index])
    try await fixture.storage.remove([files[0].key])
    #expect(try await fixture.storage.read(files[0].key) == nil)
    // The answer to a HEAD has no body, so no error code tells a request timeout from a bad request.
    if case .refused(400, _) = Self.faults[index] { return }
    breakOnce(fixture, "HEAD", Self.faults[index])
    #expect(try await fixture.storage.inspect(files[1].key)?.size == 1)
  }

  @Test func whatGoesOnFailingIsSaidAfterAllAttemptsWithLongerPauses() async throws {
    let fixture = try BucketFixture(attempts: 4)
    fixture.server.setFault { _ in .refused(503, "SlowDown") }
    let failure = await BucketFixture.failure { () async throws(Failure) in
      _ = try await fixture.storage.read(BucketFixture.file("x").key)
    }
    #expect(failure?.kind == .storage)
    #expect(failure?.remedy == .tryAgain)
    #expect(
      failure?.message.contains("status 503 (SlowDown: It is so & stays so: .), after 4 attempts") == true)
    #expect(failure?.facts.first { $0.key == "code" }?.value == .string("SlowDown"))
    #expect(fixture.server.requests.count == 4)
    #expect(fixture.pauses == [.milliseconds(500), .seconds(1), .seconds(2)])
  }

  @Test func whatIsRefusedIsNotTriedAgain() async throws {
    let fixture = try BucketFixture()
    fixture.server.setFault { _ in .refused(403, "AccessDenied") }
    let failure = await BucketFixture.failure { () async throws(Failure) in
      _ = try await fixture.storage.list(.objects)
    }
    #expect(failure?.remedy == .words("check the credentials and their permissions"))
    #expect(fixture.server.requests.count == 1)
  }

  @Test func aRedirectIsNotFollowedAndTheRegionIsNamed() async throws {
    let server = try LoopbackServer { _ in
      .respond(
        status: 301, headers: ["x-amz-bucket-region": "eu-west-3", "Location": "http://127.0.0.1:1/"],
        text: "<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>")
    }
    var fixture = try BucketFixture().client.access
    fixture.endpoints = ["s3": server.baseURL]
    let client = AWSClient(fixture, fetcher: BucketFixture.fetcher)
    let failure = await BucketFixture.failure { () async throws(Failure) in
      _ = try await client.send(AWSRequest("s3", "GET", bucket: "lake"))
    }
    #expect(failure?.remedy == .words("name the region of the bucket, which is eu-west-3"))
    #expect(server.requests.count == 1)
  }
}

@Suite struct BucketFactsTests {
  @Test func aBucketTellsWhatItDoesForSafety() async throws {
    let fixture = try BucketFixture()
    let bucket = BucketServer.bucket
    #expect(
      try await fixture.client.facts(ofBucket: bucket)
        == BucketFacts(keepsVersions: false, encryption: "", blocksPublicAccess: false))
    fixture.server.set(
      "versioning", toXML: "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
    fixture.server.set(
      "encryption",
      toXML: "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
        + "<SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>"
        + "</ServerSideEncryptionConfiguration>")
    let blocks = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
    fixture.server.set(
      "publicAccessBlock",
      toXML: "<PublicAccessBlockConfiguration>\(blocks.map { "<\($0)>true</\($0)>" }.joined())"
        + "</PublicAccessBlockConfiguration>")
    #expect(
      try await fixture.client.facts(ofBucket: bucket)
        == BucketFacts(keepsVersions: true, encryption: "aws:kms", blocksPublicAccess: true))
    fixture.server.setFault { $0.query["encryption"] != nil ? .refused(403, "AccessDenied") : nil }
    #expect(
      try await fixture.client.facts(ofBucket: bucket)
        == BucketFacts(keepsVersions: true, encryption: nil, blocksPublicAccess: true))
  }
}
