import AWS
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

@Suite struct S3StorageTests {
  @Test(arguments: ["", "p", "a b/c+d=e:f", "100%2F", "é/日本", "it's (a) 'place'!*"])
  func everyPrefixIsEncodedAsItIsSigned(prefix: String) async throws {
    let fixture = try BucketFixture(prefix: prefix, pageSize: 1)
    let files = ["one", "two"].map { BucketFixture.file($0) }
    #expect(try await fixture.storage.create(files) == [true, true])
    #expect(try await fixture.storage.create(files) == [false, false])
    for file in files { #expect(try await fixture.storage.read(file.key) == file.bytes) }
    #expect(try await fixture.storage.list(.objects) == files.map(\.key).sorted())
    let start = prefix.isEmpty ? "" : "\(prefix)/"
    for file in files { #expect(fixture.server.objects["\(start)\(file.key.path)"] == file.bytes) }
    #expect(fixture.server.complaints.isEmpty)
  }

  @Test func whatHasNoKeyIsAStrayAndTheTrialIsNot() async throws {
    let fixture = try BucketFixture()
    _ = try await fixture.storage.create([BucketFixture.file("x")])
    let names = ["notes.txt", "objects/ab/a+b c&d", "snapshots/../x", "objects/"]
    for name in names { fixture.server.set("p/\(name)", to: [1]) }
    fixture.server.set("beside", to: [1])
    #expect(Set(try await fixture.storage.strays().map(\.path)) == Set(names))
    #expect(try await fixture.storage.list(.objects).count == 1)
    for stray in try await fixture.storage.strays() { try await fixture.storage.remove(stray) }
    #expect(try await fixture.storage.strays().isEmpty)
    #expect(fixture.server.objects["beside"] == [1])
    #expect(fixture.server.complaints.isEmpty)
  }

  @Test func aPutTakesOneRequestOnceTheBucketIsTried() async throws {
    let fixture = try BucketFixture()
    _ = try await fixture.storage.create([BucketFixture.file("first")])
    let before = fixture.server.requests.count
    _ = try await fixture.storage.create((0..<50).map { BucketFixture.file("\($0)") })
    let after = fixture.server.requests[before...]
    #expect(after.count == 50 && after.allSatisfy { $0.method == "PUT" })
    // The server may count the next request before it notes the end of the one before.
    #expect(fixture.server.mostAtOnce <= 16)
  }

  @Test func manyKeysAreListedPageByPageAndAfterAKeyByOneRequest() async throws {
    let fixture = try BucketFixture(pageSize: 10)
    let files = (0..<35).map { BucketFixture.file("\($0)") }.sorted { $0.key < $1.key }
    for file in files { fixture.server.set("p/\(file.key.path)", to: file.bytes) }
    #expect(try await fixture.storage.list(.objects) == files.map(\.key))
    #expect(fixture.server.requests.count == 4)
    #expect(
      try await fixture.storage.list(.objects, group: nil, after: files[30].key) == files[31...].map(\.key))
    #expect(fixture.server.requests.count == 5)
  }

  @Test func theLastBytesAreAskedForByTheirRange() async throws {
    let fixture = try BucketFixture()
    let file = BucketFixture.file("0123456789")
    fixture.server.set("p/\(file.key.path)", to: file.bytes)
    #expect(try await fixture.storage.read(file.key, last: 3) == Array("789".utf8))
    #expect(try await fixture.storage.read(file.key, last: 0) == [])
    #expect(try await fixture.storage.read(file.key, last: 100) == file.bytes)
    #expect(fixture.server.requests.map { $0.header("Range") } == ["bytes=-3", nil, "bytes=-100"])
    #expect(fixture.server.requests.map(\.method) == ["GET", "HEAD", "GET"])
  }

  @Test func aBucketThatIsNotThereIsSaidAndNoEmptyLake() async throws {
    let fixture = try BucketFixture()
    let storage = S3Storage(try BucketAddress("s3://other"), client: fixture.client)
    let key = BucketFixture.file("x").key
    for work in [
      { _ = try await storage.read(key) }, { _ = try await storage.list(.objects) },
      { _ = try await storage.create([BucketFixture.file("x")]) }, { try await storage.remove([key]) },
    ] as [() async throws -> Void] {
      let failure = await #expect(throws: Failure.self) { try await work() }
      #expect(failure?.kind == .storage)
      #expect(failure?.remedy == .words("make the bucket first, or name another one"))
    }
  }
}

@Suite struct BucketTrialTests {
  @Test func aBucketIsTriedOnceAndTheNextProcessKnows() async throws {
    let fixture = try BucketFixture()
    let storage = fixture.storage
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<4 {
        group.addTask { _ = try await storage.create([BucketFixture.file("\(number)")]) }
      }
      try await group.waitForAll()
    }
    let records = fixture.server.objects.keys.filter { $0.hasPrefix("p/probe/") && $0.hasSuffix(".json") }
    #expect(records.count == 1)
    #expect(
      records.first.flatMap { fixture.server.objects[$0] }
        == Array("{\"checks_bytes\":true,\"creates_once\":true}\n".utf8))
    let before = fixture.server.requests.count
    _ = try await S3Storage(storage.address, client: fixture.client).create([BucketFixture.file("next")])
    #expect(fixture.server.requests[before...].map(\.method) == ["GET", "PUT"])
  }

  @Test(arguments: [BucketServer.Manner.replaces, .losesRaces])
  func aBucketThatReplacesIsRefused(manner: BucketServer.Manner) async throws {
    let fixture = try BucketFixture(manner)
    let failure = await BucketFixture.failure { () async throws(Failure) in
      _ = try await fixture.storage.create([BucketFixture.file("x")])
    }
    #expect(failure?.kind == .storage)
    #expect(failure?.remedy == .singleWriter)
    #expect(fixture.server.objects.keys.allSatisfy { $0.hasPrefix("p/probe/") && $0.hasSuffix("-put") })
  }

  @Test(arguments: [BucketServer.Manner.replaces, .losesRaces])
  func orWrittenByOneAloneWhoLooksFirst(manner: BucketServer.Manner) async throws {
    let fixture = try BucketFixture(manner, allowsSingleWriter: true)
    let file = BucketFixture.file("x")
    #expect(try await fixture.storage.create([file]) == [true])
    #expect(try await fixture.storage.create([StoredFile(file.key, [2])]) == [false])
    #expect(try await fixture.storage.read(file.key) == file.bytes)
  }

  @Test func aBucketThatSaysThatItKnowsNoConditionIsRefusedToo() async throws {
    let fixture = try BucketFixture()
    fixture.server.setFault {
      $0.header("If-None-Match") == nil ? nil : .refused(501, "NotImplemented")
    }
    let failure = await BucketFixture.failure { () async throws(Failure) in
      _ = try await fixture.storage.create([BucketFixture.file("x")])
    }
    #expect(failure?.remedy == .singleWriter)
    let alone = S3Storage(fixture.storage.address, client: fixture.client, allowsSingleWriter: true)
    #expect(try await alone.create([BucketFixture.file("x")]) == [true])
    #expect(try await alone.create([BucketFixture.file("x")]) == [false])
  }

  @Test func whatABucketStoresThatChecksNothingIsReadBack() async throws {
    let fixture = try BucketFixture(.takesAnyBytes)
    let file = BucketFixture.file("x")
    _ = try await fixture.storage.create([BucketFixture.file("first")])
    let before = fixture.server.requests.count
    #expect(try await fixture.storage.create([file]) == [true])
    #expect(fixture.server.requests[before...].map(\.method) == ["PUT", "GET"])
    // The server returns other bytes than were sent.
    let other = BucketFixture.file("other")
    fixture.server.setFault { [server = fixture.server] request in
      if request.method == "GET" { server.set("p/\(other.key.path)", to: [9]) }
      return nil
    }
    let failure = await BucketFixture.failure { () async throws(Failure) in
      _ = try await fixture.storage.create([other])
    }
    #expect(failure?.message.contains("was stored with other bytes than were sent") == true)
  }
}
