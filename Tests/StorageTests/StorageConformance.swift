import AWS
import Foundation
import HTTPFetch
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

/// The tests that every storage passes.
@Suite struct StorageConformance {
  enum Kind: CaseIterable, Sendable { case folder, memory, bucket }

  private let chart = ChartName("songs")!
  private let instant = Instant("2026-05-01T03:30:00Z")!

  private func withStorage(_ kind: Kind, _ body: (any Storage) async throws -> Void) async throws {
    switch kind {
    case .memory: try await body(MemoryStorage())
    case .folder:
      let folder = try TemporaryFolder()
      try await body(FolderStorage(folder.path))
    case .bucket:
      let server = try BucketServer(pageSize: 2)
      let fetcher = CurlFetcher(maximumConnections: 32)
      let access = try AWSAccess(environment: server.environment, fetcher: fetcher)
      let address = try BucketAddress("s3://\(BucketServer.bucket)/a place")
      try await body(S3Storage(address, client: AWSClient(access, fetcher: fetcher)))
      #expect(server.complaints.isEmpty)
    }
  }

  private func record(_ text: String, _ kind: StorageKey.Kind = .snapshots, after days: Int = 0) -> StoredFile
  {
    let bytes = Array(text.utf8)
    let day = Day("2026-05-01")!.advanced(by: days)
    let at = Instant("\(day)T03:30:00Z")!
    return StoredFile(.record(kind, chart: chart, at: at, day: day, bytes: bytes), bytes)
  }

  private func object(_ text: String) -> StoredFile {
    StoredFile(.object(ObjectID(of: Array(text.utf8))), Array(text.utf8))
  }

  @Test(arguments: Kind.allCases) func whatWasCreatedIsReadByteForByte(kind: Kind) async throws {
    try await withStorage(kind) { (storage) async throws in
      let files = ["", "a", String(repeating: "long ", count: 20_000)].map { object($0) }
      #expect(try await storage.create(files) == [true, true, true])
      for file in files {
        #expect(try await storage.read(file.key) == file.bytes)
        #expect(try await storage.read(file.key, last: 3) == Array(file.bytes.suffix(3)))
        #expect(try await storage.inspect(file.key)?.size == file.bytes.count)
      }
    }
  }

  @Test(arguments: Kind.allCases) func whatIsThereIsLeftAndSaidNotToBeNew(kind: Kind) async throws {
    try await withStorage(kind) { (storage) async throws in
      let first = record("first")
      let other = StoredFile(first.key, Array("other".utf8))
      #expect(try await storage.create([first, other]) == [true, false])
      #expect(try await storage.create([other, record("second")]) == [false, true])
      #expect(try await storage.read(first.key) == first.bytes)
      #expect(try await storage.create([]) == [])
    }
  }

  @Test(arguments: Kind.allCases) func manyWhoCreateOneKeyAtOnceLeaveOneWhole(kind: Kind) async throws {
    try await withStorage(kind) { (storage) async throws in
      let file = object(String(repeating: "the same ", count: 5_000))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<16 { group.addTask { _ = try await storage.create([file]) } }
        try await group.waitForAll()
      }
      #expect(try await storage.read(file.key) == file.bytes)
      #expect(try await storage.list(.objects) == [file.key])
    }
  }

  @Test(arguments: Kind.allCases) func whatIsNotThereIsNothing(kind: Kind) async throws {
    try await withStorage(kind) { (storage) async throws in
      let key = object("absent").key
      #expect(try await storage.read(key) == nil)
      #expect(try await storage.inspect(key) == nil)
      #expect(try await storage.list(.objects).isEmpty)
      #expect(try await !storage.holdsAny(.objects))
      try await storage.remove([key])
      try await storage.setAside(key, at: instant, evenUnreadable: true)
      #expect(try await storage.list(.damaged).isEmpty)
      #expect(try await storage.strays().isEmpty)
    }
  }

  @Test(arguments: Kind.allCases) func keysAreListedByKindAndGroupInOrderAndAfterAKey(kind: Kind) async throws
  {
    try await withStorage(kind) { (storage) async throws in
      let records = (0..<5).map { record("record \($0)", after: $0) }
      let bytes = Array("elsewhere".utf8)
      let elsewhere = StoredFile(
        .record(.snapshots, chart: ChartName("books")!, at: instant, day: Day("2026-05-01")!, bytes: bytes),
        bytes)
      _ = try await storage.create(records.reversed())
      _ = try await storage.create([elsewhere])
      _ = try await storage.create([record("a run", .runs)])
      let keys = records.map(\.key)
      #expect(try await storage.list(.snapshots) == [elsewhere.key] + keys)
      #expect(try await storage.list(.snapshots, group: "songs") == keys)
      #expect(try await storage.list(.snapshots, group: "songs", after: keys[2]) == Array(keys[3...]))
      #expect(try await storage.list(.snapshots, group: "none") == [])
      #expect(try await storage.groups(of: .snapshots) == ["books", "songs"])
      #expect(try await storage.groups(of: .decisions) == [])
      #expect(try await storage.holdsAny(.runs))
      #expect(try await !storage.holdsAny(.decisions))
    }
  }

  @Test(arguments: Kind.allCases) func whatFunctionsHaveUnderWayIsKeptAsAllElse(kind: Kind) async throws {
    try await withStorage(kind) { (storage) async throws in
      let run = "20260501T033000-1f2e3d4c"
      let start = StoredFile(.start(of: run), [1])
      let tasks = [
        StorageKey.task(of: run, about: ItemID("a/b")), .tasks(of: run, "end"),
        .task(of: "other", about: ItemID("c")),
      ].map { StoredFile($0, [2]) }
      #expect(start.key.path == "starts/\(run).json" && start.key.startedRun == run)
      #expect(tasks[1].key.path == "tasks/\(run)/end.json")
      #expect(try await storage.create([start]) == [true])
      #expect(try await storage.create(tasks) == [true, true, true])
      #expect(try await storage.create(tasks) == [false, false, false])
      for file in [start] + tasks { #expect(StorageKey(path: file.key.path) == file.key) }
      #expect(try await storage.list(.starts) == [start.key])
      #expect(try await storage.list(.tasks, group: run) == [tasks[0].key, tasks[1].key].sorted())
      #expect(try await storage.list(.tasks).count == 3)
      #expect(try await storage.strays().isEmpty)
    }
    for path in ["starts/a_b.json", "starts/a/b.json", "tasks/a.json", "tasks/../a.json", "starts/.json"] {
      #expect(StorageKey(path: path) == nil, "\(path)")
    }
  }

  @Test(arguments: Kind.allCases) func leasesAndCopiesOfTheCatalogueAreKeptAsAllElse(kind: Kind) async throws
  {
    try await withStorage(kind) { (storage) async throws in
      let bytes = Array("a catalogue".utf8)
      let copies = [12, 300].map { StoredFile(.checkpoint(records: $0, at: instant, bytes: bytes), bytes) }
      #expect(copies[1].key.name == "20260501T033000000000Z-300-\(ObjectID(of: bytes)).sqlite.gz")
      #expect(copies[1].key.fits(bytes) && !copies[1].key.fits([]))
      let leases = [9, 10].map { StoredFile(.lease($0), Array("\($0)".utf8)) }
      #expect(leases[1].key.path == "leases/000000000010.json")
      for files in [copies, leases] {
        #expect(try await storage.create(files) == [true, true])
        #expect(try await storage.list(files[0].key.kind) == files.map(\.key))
        #expect(
          try await storage.list(files[0].key.kind, group: nil, after: files[0].key) == [files[1].key])
        for file in files { #expect(StorageKey(path: file.key.path) == file.key) }
      }
      #expect(try await storage.list(.checkpoints).map(\.checkpointRecords) == [12, 300])
      #expect(try await storage.list(.leases).map(\.leaseNumber) == [9, 10])
      #expect(try await storage.strays().isEmpty)
    }
    for path in [
      "leases/10.json", "leases/a/000000000010.json", "checkpoints/20260501T033000000000Z-12.sqlite.gz",
    ] {
      #expect(StorageKey(path: path) == nil, "\(path)")
    }
  }

  @Test(arguments: Kind.allCases) func whatIsRemovedIsGoneAndMayComeAgain(kind: Kind) async throws {
    try await withStorage(kind) { (storage) async throws in
      let files = [object("one"), object("two"), object("three")]
      _ = try await storage.create(files)
      try await storage.remove([files[0].key, files[2].key, object("never").key])
      #expect(try await storage.list(.objects) == [files[1].key])
      #expect(try await storage.create(files) == [true, false, true])
    }
  }

  @Test(arguments: Kind.allCases) func whatIsSetAsideIsKeptUnderAKeyOfItsOwn(kind: Kind) async throws {
    try await withStorage(kind) { (storage) async throws in
      let file = record("damaged")
      for count in 1...3 {
        _ = try await storage.create([file])
        try await storage.setAside(file.key, at: instant, evenUnreadable: false)
        #expect(try await storage.read(file.key) == nil)
        let kept = try await storage.list(.damaged)
        #expect(kept.count == count)
        for key in kept { #expect(try await storage.read(key) == file.bytes) }
      }
    }
  }

  @Test(arguments: Kind.allCases) func storedAtIsWhenItWasStored(kind: Kind) async throws {
    try await withStorage(kind) { (storage) async throws in
      let file = object("timed")
      let before = Instant.now
      _ = try await storage.create([file])
      let stored = try #require(try await storage.inspect(file.key)).storedAt
      // A file system's clock is coarser than ours, and a bucket gives whole seconds.
      let tick = kind == .bucket ? 1.1 : 0.1
      #expect(stored.advanced(bySeconds: tick) >= before && stored <= Instant.now.advanced(bySeconds: 0.1))
    }
  }
}

@Suite struct FolderStorageTests {
  @Test func aLinkOrAFolderInThePlaceOfAFileIsDamageAndIsSetAside() async throws {
    let folder = try TemporaryFolder()
    let storage = FolderStorage(folder.path)
    let file = StoredFile(.object(ObjectID(of: [1])), [1])
    let path = storage.location(of: file.key)
    for make in ["ln -s /etc/hostname", "mkdir"] {
      _ = try shell("mkdir -p \"$(dirname '\(path)')\" && \(make) '\(path)'")
      for read in [{ _ = try await storage.read(file.key) }, { _ = try storage.inspect(file.key) }]
        as [() async throws -> Void]
      {
        let failure = await #expect(throws: Failure.self) { try await read() }
        #expect(failure?.kind == .damaged)
      }
      #expect(try storage.list(.objects, group: nil, after: nil).isEmpty)
      #expect(try storage.strays().map(\.path) == [file.key.path])
      try await storage.setAside(file.key, at: .now, evenUnreadable: false)
      #expect(try await storage.create([file]) == [true])
      try await storage.remove([file.key])
    }
    #expect(try storage.list(.damaged, group: nil, after: nil).count == 2)
  }

  @Test func twoMaySetTheSameAsideAtOnce() async throws {
    let folder = try TemporaryFolder()
    let storage = FolderStorage(folder.path)
    let key = StorageKey.object(ObjectID(of: [1]))
    for count in 1...20 {
      _ = try shell("mkdir -p '\(storage.location(of: key))'")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask { try await storage.setAside(key, at: .now, evenUnreadable: false) }
        }
        try await group.waitForAll()
      }
      #expect(try storage.inspect(key) == nil)
      #expect(try storage.list(.damaged, group: nil, after: nil).count == count)
    }
  }

  @Test func whatIsNoKeyIsAStray() async throws {
    let folder = try TemporaryFolder()
    let storage = FolderStorage(folder.path)
    let record = "20260501T033000000000Z-2026-05-01-\(ObjectID(of: [1])).json"
    let strays = [
      "notes.txt", "objects/ab/notes", "objects/ab/.tmp-1", "snapshots/songs/one.json",
      "snapshots/.hidden/\(record)",
      "objects/ab/\(ObjectID(of: [1])).gz", "format/one.json",
    ]
    for path in strays { try folder.write("x", to: path) }
    try folder.write("x", to: "snapshots/songs/\(record)")
    #expect(Set(try storage.strays().map(\.path)) == Set(strays))
    #expect(try storage.strays().filter(\.isUnfinished).map(\.path) == ["objects/ab/.tmp-1"])
    for stray in try storage.strays() { try await storage.remove(stray) }
    #expect(try storage.strays().isEmpty)
    #expect(try storage.list(.snapshots, group: nil, after: nil).count == 1)
  }

  @Test func onlyTheOwnerMayRead() async throws {
    let folder = try TemporaryFolder()
    let storage = FolderStorage(folder.path)
    let file = StoredFile(.object(ObjectID(of: [1])), [1])
    _ = try await storage.create([file])
    #expect(try shell("stat -c %a '\(storage.location(of: file.key))'") == "600\n")
  }
}
